"""`python -m mingbian` is the same command line."""

from .cli import main

main()
