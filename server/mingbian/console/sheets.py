"""The editor's sheet: a record's fields as somebody types them, right or not yet right.

What was typed is kept as it is and shown again; `record_of` makes a record of it, or says field
by field what is missing.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import Invalid
from ..rebuttals.store.writing import prepare
from ..rebuttals.validate import validate_record
from ..records import Record, Review
from .places import read_number
from .topics import MOST

#: As many reviews as index/schema allows.
MOST_REVIEWS = 20

#: Characters of one field that are read from a form: far more than any field may have, so that
#: nothing that was typed is cut before its writer is told.
LONGEST = 20_000

_REVIEW_FIELDS = ("publisher", "kind", "url", "title", "date")
_PATH = re.compile(r"(?P<field>[a-z_]+)(?:\[(?P<row>\d+)\])?(?:\.(?P<part>[a-z_]+))?")


@dataclass(frozen=True)
class ReviewLine:
    """One review as it was typed."""

    publisher: str = ""
    kind: str = "official"
    url: str = ""
    title: str = ""
    date: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed; the kind is a choice and counts for nothing."""
        return not (self.publisher or self.url or self.title or self.date)


@dataclass(frozen=True)
class Sheet:
    """All fields as they were typed."""

    id: str = ""  # empty: the record has not been saved yet
    base: int = 0  # the revision it was opened at
    case_id: int | None = None
    claim: str = ""
    phrasings: str = ""  # one a line
    language: str = "zh-CN"
    verdict: str = "false"
    rebuttal: str = ""
    happened_when: str = ""
    happened_where: str = ""
    first_seen: str = ""
    expires: str = ""
    topics: tuple[str, ...] = ()
    region: str = ""
    why: str = ""
    trial: str = ""
    reviews: tuple[ReviewLine, ...] = (ReviewLine(),)

    def with_reviews(self, reviews: Iterable[ReviewLine]) -> Sheet:
        """The sheet with these reviews; at least one line, to be filled in."""
        return replace(self, reviews=tuple(reviews)[:MOST_REVIEWS] or (ReviewLine(),))


@dataclass(frozen=True)
class Reading:
    """What became of a sheet: a record, or what is wrong with which field."""

    record: Record | None
    problems: Mapping[str, str] = field(default_factory=dict)  # field, as in "reviews.0.url"


def sheet_of(record: Record, revision: int, case_id: int | None = None) -> Sheet:
    """The sheet of a record."""
    happened = record.happened
    return Sheet(
        id=record.id,
        base=revision,
        case_id=case_id,
        claim=record.claim,
        phrasings="\n".join(record.phrasings),
        language=record.language,
        verdict=record.verdict,
        rebuttal=record.rebuttal,
        happened_when=happened.when if happened else "",
        happened_where=(happened.where or "") if happened else "",
        first_seen=record.first_seen.isoformat() if record.first_seen else "",
        expires=record.expires.isoformat() if record.expires else "",
        topics=record.topics,
        region=record.region or "",
        reviews=tuple(map(_review_line, record.reviews)) or (ReviewLine(),),
    )


def read(form: Mapping[str, str], topics: Iterable[str]) -> Sheet:
    """The sheet that a form holds; `topics` are those that were ticked."""
    text = {name: value[:LONGEST].strip() for name, value in form.items()}
    plain = ("id", "claim", "phrasings", "language", "verdict", "rebuttal", "why", "trial")
    more = ("happened_when", "happened_where", "first_seen", "expires", "region")
    return Sheet(
        **{name: text.get(name, "") for name in (*plain, *more)},
        base=read_number(text.get("base")) or 0,
        case_id=read_number(text.get("case")),
        topics=tuple(dict.fromkeys(topics)),
        reviews=tuple(_typed_reviews(text)) or (ReviewLine(),),
    )


def record_of(sheet: Sheet) -> Reading:
    """The record that the sheet describes (with a new id where it has none), or its problems."""
    data = _data(sheet)
    problems = {
        _place(line): line.partition(": ")[2] or line for line in reversed(validate_record(data))
    }
    if len(sheet.topics) > MOST:
        problems["topics"] = "too many"
    if problems:
        return Reading(None, problems)
    record = Record.from_json(data)
    try:
        prepare(record)
    except Invalid as error:
        return Reading(None, {"claim": error.message})
    return Reading(record)


def new_id() -> str:
    """An id for a record that was written here."""
    return f"c-{secrets.token_hex(6)}"


def _data(sheet: Sheet) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": sheet.id or new_id(),
        "claim": _one_line(sheet.claim),
        "language": sheet.language,
        "verdict": sheet.verdict,
        "rebuttal": _one_line(sheet.rebuttal),
        "reviews": [_review_data(line) for line in sheet.reviews if not line.is_empty],
        "status": "draft",
    }
    phrasings = [_one_line(line) for line in sheet.phrasings.splitlines()]
    optional: dict[str, Any] = {
        "phrasings": list(dict.fromkeys(filter(None, phrasings))),
        "first_seen": sheet.first_seen,
        "expires": sheet.expires,
        "topics": list(sheet.topics),
        "region": sheet.region,
    }
    if sheet.happened_when or sheet.happened_where:
        happened = {"when": sheet.happened_when, "where": sheet.happened_where}
        optional["happened"] = {name: value for name, value in happened.items() if value}
    return data | {name: value for name, value in optional.items() if value}


def _review_data(line: ReviewLine) -> dict[str, str]:
    return {name: value for name in _REVIEW_FIELDS if (value := getattr(line, name))}


def _review_line(review: Review) -> ReviewLine:
    return ReviewLine(
        publisher=review.publisher,
        kind=review.kind,
        url=review.url or "",
        title=review.title or "",
        date=review.date.isoformat() if review.date else "",
    )


def _typed_reviews(text: Mapping[str, str]) -> Iterable[ReviewLine]:
    for row in range(MOST_REVIEWS):
        values = {name: text.get(f"reviews.{row}.{name}", "") for name in _REVIEW_FIELDS}
        line = ReviewLine(**values)
        if not line.is_empty:
            yield line


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _place(problem: str) -> str:
    """The field of the sheet that a problem of the record is about."""
    found = _PATH.match(problem)
    if not found:
        return "claim"
    name, row, part = found["field"], found["row"], found["part"]
    if name == "happened":
        return f"happened_{part or 'when'}"
    if name == "reviews" and row is not None:
        return f"reviews.{row}.{part or 'publisher'}"
    return name
