"""Giving rebuttals out in other people's formats."""

from .claimreview import to_claimreview
from .files import FORMATS, export

__all__ = ["FORMATS", "export", "to_claimreview"]
