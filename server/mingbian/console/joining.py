"""Two records made one, and one made two: what becomes of their fields.

Nothing here reads or writes a database; `mending` does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from ..errors import Invalid
from ..rebuttals.doubles import normalised_claim, reviews_left_out, with_reviews_of
from ..records import Record, Review
from .topics import MOST as MOST_TOPICS

#: As many phrasings as index/schema allows in one record.
MOST_PHRASINGS = 12

T = TypeVar("T")


@dataclass(frozen=True)
class Division:
    """What goes to the new record; the rest stays."""

    claim: str
    verdict: str
    rebuttal: str
    phrasings: frozenset[int]  # by their place
    reviews: frozenset[int]
    both: frozenset[int]  # reviews that are about either


def merged(into: Record, other: Record) -> Record:
    """`into` with what it lacks of `other`: its wordings, reviews, topics, the earlier day.

    Verdict, rebuttal and real event stay.  Past the limits of a record nothing is added.
    Merging again changes nothing.
    """
    wider = with_reviews_of(into, other)
    days = [day for day in (into.first_seen, other.first_seen) if day]
    topics = tuple(dict.fromkeys((*into.topics, *other.topics)))[
        : max(MOST_TOPICS, len(into.topics))
    ]
    return replace(
        wider,
        phrasings=_phrasings(into, (other.claim, *other.phrasings)),
        topics=topics,
        first_seen=min(days, default=None),
        expires=_later(into.expires, other.expires),
    )


def left_out(into: Record, other: Record) -> list[str]:
    """What the limits of a record leave no room for: wordings of `other`, and its reviews."""
    kept = {normalised_claim(text) for text in merged(into, other).wordings}
    wordings = [text for text in other.wordings if normalised_claim(text) not in kept]
    reviews = reviews_left_out(into, other)
    return [*wordings, *(_named(review) for review in reviews)]


def _named(review: Review) -> str:
    day = review.date.isoformat() if review.date else None
    return " · ".join(filter(None, (review.publisher, day, review.url)))


def divided(record: Record, division: Division, new_id: str) -> tuple[Record, Record]:
    """What stays of the record, and the new one with its part.

    Invalid when either would have no review or the same claim; other rules of records are the
    schema's.
    """
    stays = _without(record.reviews, division.reviews)
    goes = _only(record.reviews, division.reviews | division.both)
    if not stays or not goes:
        raise Invalid("each of the two needs a review", detail={"field": "reviews"})
    claim = " ".join(division.claim.split())
    if normalised_claim(claim) == normalised_claim(record.claim):
        raise Invalid("the new record needs another claim", detail={"field": "claim"})
    taken = _only(record.phrasings, division.phrasings)
    rest = replace(record, phrasings=_without(record.phrasings, division.phrasings), reviews=stays)
    new = replace(
        record,
        id=new_id,
        claim=claim,
        phrasings=tuple(t for t in taken if normalised_claim(t) != normalised_claim(claim)),
        verdict=division.verdict,  # type: ignore[arg-type]  # the schema is asked afterwards
        rebuttal=" ".join(division.rebuttal.split()),
        reviews=goes,
        status="draft",
    )
    return rest, new


def _phrasings(into: Record, texts: Iterable[str]) -> tuple[str, ...]:
    known = {normalised_claim(text) for text in into.wordings}
    found = list(into.phrasings)
    for text in texts:
        key = normalised_claim(text)
        if key not in known and len(found) < MOST_PHRASINGS:
            known.add(key)
            found.append(text)
    return tuple(found)


def _later(one: date | None, other: date | None) -> date | None:
    """The later end; none when either has none."""
    return max(one, other) if one and other else None


def _only(items: Sequence[T], places: frozenset[int]) -> tuple[T, ...]:
    return tuple(item for place, item in enumerate(items) if place in places)


def _without(items: Sequence[T], places: frozenset[int]) -> tuple[T, ...]:
    return tuple(item for place, item in enumerate(items) if place not in places)
