"""Records that say nearly the same as a draft, and what has been said about the pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..api.shelf import shelf
from ..errors import NotReady
from ..records import Record

#: Records beside the editor: more are not read.
SHOWN = 6

#: Characters of a text that are looked up.
LOOKED_AT = 300

#: A score below this is another subject: e5's cosines lie between 0.8 and 1, those of claim
#: vectors lower, and what is unrelated seldom comes above this.
LEAST = 0.8


@dataclass(frozen=True)
class Near:
    """A record near a text."""

    record: Record
    score: float


def near(text: str, *, leave_out: Sequence[str] = (), limit: int = SHOWN) -> list[Near]:
    """Published records near the text, the best first; none while the index is prepared."""
    try:
        return look_up(text, leave_out=leave_out, limit=limit)
    except NotReady:
        return []


def look_up(text: str, *, leave_out: Sequence[str] = (), limit: int = SHOWN) -> list[Near]:
    """As `near`.  Raises NotReady while the index is being prepared."""
    library = shelf().library
    text = text.strip()[:LOOKED_AT]
    if not text:
        return []
    hits = library.search(text, limit=limit + len(leave_out))
    found = [
        Near(hit.record, hit.score)
        for hit in hits
        if hit.record.id not in leave_out and hit.score >= LEAST
    ]
    return found[:limit]
