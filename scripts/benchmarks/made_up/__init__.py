"""Made-up contents for benchmarks."""
