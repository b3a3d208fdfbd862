"""Two states of a record beside each other, field by field, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Literal

from ..rebuttals.store import Revision
from ..records import Record

#: The order in which people read a record.
FIELDS = (
    "status",
    "claim",
    "phrasings",
    "verdict",
    "rebuttal",
    "reviews",
    "happened",
    "first_seen",
    "expires",
    "topics",
    "region",
    "language",
)

#: Fields whose values are codes: they are shown whole, by their names.
CODES = {"status": "status", "verdict": "verdict", "topics": "topic"}

#: These are shown whole as well: a date that is half old and half new is no date.
WHOLE = {*CODES, "happened", "first_seen", "expires", "region", "language"}

#: Chinese is compared by character, other scripts by word.
_TOKEN = re.compile(r"[a-zA-Z0-9]+|\s+|.", re.S)


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    kind: Literal["same", "new", "old"]
    text: str


@dataclass(frozen=True)
class FieldChange:
    """A field that changed: its pieces in reading order, line by line."""

    field: str
    lines: tuple[tuple[Piece, ...], ...]

    @property
    def names(self) -> str | None:
        """What the texts call its codes; None where the values are words of their own."""
        return CODES.get(self.field)


@dataclass(frozen=True)
class Told:
    """A revision, and what it changed; nothing for the first."""

    revision: Revision
    changes: tuple[FieldChange, ...]


def told(history: Sequence[Revision]) -> list[Told]:
    """Every revision with what it changed, the newest first."""
    if not history:
        return []
    later = [Told(new, between(old.record, new.record)) for old, new in pairwise(history)]
    return [*reversed(later), Told(history[0], ())]


def between(old: Record, new: Record) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order people read them."""
    before, after = old.to_json(), new.to_json()
    changes = []
    for field in FIELDS:
        was, now = _lines(before.get(field)), _lines(after.get(field))
        if was != now:
            compared = _replaced(was, now) if field in WHOLE else _compare(was, now)
            changes.append(FieldChange(field, tuple(compared)))
    return tuple(changes)


def _replaced(was: list[str], now: list[str]) -> list[tuple[Piece, ...]]:
    """What went and what came, a line each."""
    gone = [(Piece("old", line),) for line in was if line not in now]
    return [*gone, *((Piece("new", line),) for line in now if line not in was)]


def _compare(was: list[str], now: list[str]) -> list[tuple[Piece, ...]]:
    """Lines that went, came, or became another; lines that stayed are left out."""
    found: list[tuple[Piece, ...]] = []
    matcher = SequenceMatcher(a=was, b=now, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            continue
        gone, come = was[a:b], now[c:d]
        both = min(len(gone), len(come))
        found += [_pieces(*pair) for pair in zip(gone[:both], come[:both], strict=True)]
        found += [(Piece("old", line),) for line in gone[both:]]
        found += [(Piece("new", line),) for line in come[both:]]
    return found


def _pieces(was: str, now: str) -> tuple[Piece, ...]:
    old, new = _TOKEN.findall(was), _TOKEN.findall(now)
    pieces: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("old", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(new[c:d])))
    return tuple(pieces)


def _lines(value: Any) -> list[str]:
    """A field's value as lines: one a phrasing, a topic, a review."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [" · ".join(str(part) for part in value.values())]
    if isinstance(value, list):
        return [line for one in value for line in _lines(one)]
    return [str(value)]
