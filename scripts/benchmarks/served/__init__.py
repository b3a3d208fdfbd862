"""The real service in a folder of its own, and its processes, for benchmarks over HTTP."""
