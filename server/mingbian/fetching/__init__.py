"""Reading pages from the net, and refusing addresses that point inside."""

from .fetcher import (
    MOST_REDIRECTS,
    PLACES,
    TYPES,
    Fetched,
    Fetcher,
    agent_of,
)
from .gate import is_public, resolve

__all__ = [
    "MOST_REDIRECTS",
    "PLACES",
    "TYPES",
    "Fetched",
    "Fetcher",
    "agent_of",
    "is_public",
    "resolve",
]
