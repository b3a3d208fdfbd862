"""Who may ask, and how often: keys, and allowances counted across all workers."""
