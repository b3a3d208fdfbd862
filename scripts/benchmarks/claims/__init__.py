"""Claims to fill a large index with: real sentences, and mixtures of them."""
