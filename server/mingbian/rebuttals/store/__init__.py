"""The records in a database: every revision kept, every change numbered."""

from . import (  # noqa: F401  - all tables belong to one schema
    batch_tables,
    desk_tables,
    kept_tables,
    people_tables,
    seen_tables,
)
from .listing import Listed, Wanted
from .model import (
    Change,
    CuratedCounts,
    Report,
    Revision,
    SaveCounts,
    Step,
)
from .store import Store

__all__ = [
    "Change",
    "CuratedCounts",
    "Listed",
    "Report",
    "Revision",
    "SaveCounts",
    "Step",
    "Store",
    "Wanted",
]
