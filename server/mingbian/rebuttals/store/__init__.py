"""The records in a database: every revision kept, every change numbered."""

from .model import (
    Change,
    CuratedCounts,
    Report,
    Revision,
    SaveCounts,
)
from .store import Store

__all__ = ["Change", "CuratedCounts", "Report", "Revision", "SaveCounts", "Store"]
