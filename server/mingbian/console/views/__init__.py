"""The pages, an area each."""

from . import bulk, door, editor, figures, log, mend, notes, people, queue, records
from .blueprint import console, public

__all__ = [
    "bulk",
    "console",
    "door",
    "editor",
    "figures",
    "log",
    "mend",
    "notes",
    "people",
    "public",
    "queue",
    "records",
]
