"""Measuring with the very code that serves requests."""
