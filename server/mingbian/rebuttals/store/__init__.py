"""The records in a database: every revision kept, every change numbered."""

from . import desk_tables, people_tables  # noqa: F401  - all tables belong to one schema
from .model import (
    Change,
    CuratedCounts,
    Report,
    Revision,
    SaveCounts,
)
from .store import Store

__all__ = ["Change", "CuratedCounts", "Report", "Revision", "SaveCounts", "Store"]
