"""Giving rebuttals out in other people's formats."""

from .claimreview import to_claimreview
from .files import FORMATS, ExportReport, export

__all__ = ["FORMATS", "ExportReport", "export", "to_claimreview"]
