"""Cursors: where the next page of a list or a search begins.

A cursor names the last thing that was given, not how many there were, so a page neither repeats
nor skips anything that was there all the time.  It belongs to the question it was given for.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ..errors import Invalid
from .shelf import Hit

#: Records a search is followed into; further ones have little to do with the query.
DEPTH = 200

Place = list[Any]  # JSON: what the last thing is sorted by


def question(*parts: object) -> str:
    """A digest of what was asked, without where to begin and how many."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def cursor_of(asked: str, place: Place) -> str:
    """The cursor that continues the question after a place."""
    return base64.urlsafe_b64encode(json.dumps([asked, place]).encode()).decode().rstrip("=")


def place_of(cursor: str | None, asked: str, field: str, kinds: Sequence[type]) -> Place | None:
    """The place a cursor names; None without one.

    Raises Invalid, which names the field, for a cursor of another question, or none of ours.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        question_of, place = json.loads(base64.b64decode(padded, b"-_", validate=True))
        good = question_of == asked and [type(one) for one in place] == list(kinds)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        good = False
    if not good:
        problem = "is not one that this service gave for this question"
        raise Invalid(f"{field} {problem}", detail={"fields": {field: [problem]}})
    return list(place)


def moment_of(text: str, field: str) -> datetime:
    """A moment out of a cursor.  Raises Invalid."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        problem = "is not one that this service gave"
        raise Invalid(f"{field} {problem}", detail={"fields": {field: [problem]}})
    return moment


def ranked(hits: Sequence[Hit], after: Place | None) -> list[Hit]:
    """Hits by score and id, from below a place on."""
    ordered = sorted(hits, key=_rank)
    if after is None:
        return ordered
    score, name = after
    return [hit for hit in ordered if _rank(hit) > (-float(score), str(name))]


def _rank(hit: Hit) -> tuple[float, str]:
    return -hit.score, hit.record.id
