"""A rebuttal record: one rumour, how it is told, what is wrong with it, and who says so.

The shape is `index/schema/rebuttal.schema.json`; `Record.from_json` and `to_json` are its
two directions.  Records are values: a change makes a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

Verdict = Literal["false", "misleading", "out_of_context", "outdated", "unproven", "satire", "true"]
Kind = Literal["official", "media", "science", "platform"]
Status = Literal["draft", "in_review", "published", "retired"]

VERDICTS: tuple[Verdict, ...] = (
    "false",
    "misleading",
    "out_of_context",
    "outdated",
    "unproven",
    "satire",
    "true",
)


@dataclass(frozen=True)
class Review:
    """Who looked at the claim, and where that can be read.  `url` is None where none is known."""

    publisher: str
    kind: Kind
    url: str | None = None
    title: str | None = None
    date: date | None = None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Review:
        """A review from its JSON form."""
        return cls(
            publisher=data["publisher"],
            kind=data["kind"],
            url=data.get("url"),
            title=data.get("title"),
            date=_day(data.get("date")),
        )

    def to_json(self) -> dict[str, Any]:
        """The JSON form, without fields that are empty."""
        return _without_none(
            {
                "publisher": self.publisher,
                "kind": self.kind,
                "url": self.url,
                "title": self.title,
                "date": self.date.isoformat() if self.date else None,
            }
        )


@dataclass(frozen=True)
class Happened:
    """The real event behind old news: when (ISO date, to the day, month or year) and where."""

    when: str
    where: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON form, without fields that are empty."""
        return _without_none({"when": self.when, "where": self.where})


@dataclass(frozen=True)
class Record:
    """One rumour with its verdict and reviews."""

    id: str
    claim: str
    language: str
    verdict: Verdict
    rebuttal: str
    reviews: tuple[Review, ...]
    phrasings: tuple[str, ...] = ()
    happened: Happened | None = None
    first_seen: date | None = None
    expires: date | None = None
    topics: tuple[str, ...] = ()
    region: str | None = None
    status: Status = "published"

    @property
    def wordings(self) -> tuple[str, ...]:
        """The claim and every other way it is told: each is searched for on its own."""
        return (self.claim, *self.phrasings)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Record:
        """A record from its JSON form.  Validate against the schema first; KeyError otherwise."""
        happened = data.get("happened")
        return cls(
            id=data["id"],
            claim=data["claim"],
            language=data["language"],
            verdict=data["verdict"],
            rebuttal=data["rebuttal"],
            reviews=tuple(Review.from_json(review) for review in data["reviews"]),
            phrasings=tuple(data.get("phrasings", ())),
            happened=Happened(happened["when"], happened.get("where")) if happened else None,
            first_seen=_day(data.get("first_seen")),
            expires=_day(data.get("expires")),
            topics=tuple(data.get("topics", ())),
            region=data.get("region"),
            status=data.get("status", "published"),
        )

    def to_json(self) -> dict[str, Any]:
        """The JSON form, without fields that are empty; `from_json` reads it back the same."""
        return _without_none(
            {
                "id": self.id,
                "claim": self.claim,
                "phrasings": list(self.phrasings) or None,
                "language": self.language,
                "verdict": self.verdict,
                "rebuttal": self.rebuttal,
                "reviews": [review.to_json() for review in self.reviews],
                "happened": self.happened.to_json() if self.happened else None,
                "first_seen": self.first_seen.isoformat() if self.first_seen else None,
                "expires": self.expires.isoformat() if self.expires else None,
                "topics": list(self.topics) or None,
                "region": self.region,
                "status": self.status,
            }
        )

    def with_status(self, status: Status) -> Record:
        """The same record in another state of its life."""
        return replace(self, status=status)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}
