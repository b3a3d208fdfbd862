"""The pages, an area each."""

from . import door, editor, figures, log, people, queue, records
from .blueprint import console, public

__all__ = ["console", "door", "editor", "figures", "log", "people", "public", "queue", "records"]
