"""Mingbian (明辨): marks, in the page itself, what has already been debunked."""

__version__ = "0.1.0"
