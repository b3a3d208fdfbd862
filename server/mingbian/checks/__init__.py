"""The checks: every module of this folder is one, and is found by walking it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ._footprint import footprint_of

__all__ = ["Find", "all_checks", "footprint_of"]

Find = Callable[[Page, Knowledge], Iterator[Finding]]


@cache
def all_checks() -> dict[str, Find]:
    """Every check by its id, in alphabetical order.

    Modules whose name starts with an underscore are shared helpers, not checks.
    """
    names = sorted(module.name for module in iter_modules(__path__))
    return {
        name: import_module(f"{__name__}.{name}").find for name in names if not name.startswith("_")
    }
