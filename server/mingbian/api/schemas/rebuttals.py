"""Records: searched for, listed, and as fingerprints."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from ...records import Verdict
from .fields import Absent, Day, Text


class SearchIn(BaseModel):
    """A search in the rebuttals, or without `q` a list of them."""

    q: Text | None = Field(
        default=None, min_length=1, max_length=1000, description="the claim, in any wording"
    )
    limit: int = Field(default=10, ge=1, le=100)
    language: str | None = Field(default=None, max_length=20, description="of the record")
    since: Day | None = Field(default=None, description="reviewed on this day or later")
    topic: str | None = Field(default=None, max_length=100)
    verdict: Verdict | None = None
    site: str | None = Field(
        default=None, max_length=253, description="reviewed on this site, as in example.org"
    )
    cursor: str | None = Field(
        default=None, max_length=500, description="`next_cursor` of the page before"
    )


class ReviewOut(BaseModel):
    """One publisher's review."""

    publisher: str
    kind: str
    url: Absent = None
    title: Absent = None
    date: Absent = None


class RecordOut(BaseModel):
    """One rumour with its verdict and reviews."""

    model_config = ConfigDict(extra="allow")

    id: str
    claim: str
    language: str
    verdict: str
    rebuttal: str
    reviews: list[ReviewOut]


class HitOut(BaseModel):
    """A record, and how well it fits what was searched for: higher is better."""

    score: float | None
    record: RecordOut


class SearchOut(BaseModel):
    """What a search found, the best first, or a list, the newest first."""

    index_version: str
    results: list[HitOut]
    next_cursor: str | SkipJsonSchema[None] = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="absent on the last page",
    )


class FoldOut(BaseModel):
    """Characters that count as others: `from[i]` as `to[i]`."""

    model_config = ConfigDict(populate_by_name=True)

    from_: str = Field(alias="from")
    to: str


class FingerprintsOut(BaseModel):
    """Hashed words of the index; how to use them is told in `rebuttals/fingerprints.py`."""

    format: Literal[1]
    wordings: int = Field(description="in the index, also those that no set stands for")
    least_share: float = Field(description="of a wording's weight that a match holds")
    least_weight: float = Field(description="of a match")
    least_short_weight: float = Field(description="of a match that holds the whole wording")
    fold: FoldOut
    hashes: str = Field(description="base64; 3 bytes a word, the commonest word first")
    counts: list[list[int]] = Field(description="[wordings that have a word, for so many words]")
    sets: str = Field(
        description="base64; for each wording how many words, then the steps between their "
        "numbers, as LEB128"
    )
