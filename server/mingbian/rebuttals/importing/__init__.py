"""Bringing rebuttals in from other people's formats."""

from .model import ImportReport, Near, Refusal
from .run import FORMATS, import_file

__all__ = ["FORMATS", "ImportReport", "Near", "Refusal", "import_file"]
