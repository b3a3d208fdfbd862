"""The JSON of the service, for type checkers; a test compares it with the API's own description."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Language = Literal["zh-CN", "zh-TW", "en"]


class Filters(TypedDict, total=False):
    """What restricts a search or a list of records."""

    language: str
    topic: str
    verdict: str
    site: str  # where a review is published
    since: str  # reviewed on this day or later


class Article(TypedDict):
    """What the page says about itself."""

    title: str | None
    author: str | None
    site_name: str | None
    published: str | None
    published_from: str | None
    language: str | None
    characters: int
    sentences: int
    empty_because: NotRequired[str]
    unread: NotRequired[int]


class Summary(TypedDict):
    """The whole check in one line."""

    severity: Literal["alert", "warning", "notice", "none"]
    counts: dict[str, int]
    text: str


class Evidence(TypedDict):
    """Who says so, where, and when."""

    record: str | None
    claim: str | None
    verdict: str | None
    publisher: str | None
    title: str | None
    url: str | None
    date: str | None


#: A W3C Web Annotation; `@context` is no name that a class can have.
Annotation = TypedDict(
    "Annotation",
    {
        "@context": str,
        "id": str,
        "type": Literal["Annotation"],
        "motivation": Literal["assessing"],
        "check": str,
        "severity": Literal["alert", "warning", "notice"],
        "label": str,
        "message": str,
        "confidence": float,
        "target": dict[str, Any],
        "evidence": list[Evidence],
    },
)


class Report(TypedDict):
    """The report on one page."""

    id: str
    url: str | None
    checked_at: str
    index_version: str
    article: Article
    stance: Literal["asserts", "debunks", "none"]
    summary: Summary
    annotations: list[Annotation]
    timings_ms: dict[str, float]
    candidates: NotRequired[list[dict[str, Any]]]  # for curators: what was compared, and why not


class Review(TypedDict):
    """One publisher's review."""

    publisher: str
    kind: str
    url: NotRequired[str]
    title: NotRequired[str]
    date: NotRequired[str]


class Record(TypedDict):
    """One rumour with its verdict and reviews; fields without a value are absent."""

    id: str
    claim: str
    language: str
    verdict: str
    rebuttal: str
    reviews: list[Review]
    phrasings: NotRequired[list[str]]
    happened: NotRequired[dict[str, str]]
    first_seen: NotRequired[str]
    expires: NotRequired[str]
    topics: NotRequired[list[str]]
    region: NotRequired[str]
    status: NotRequired[str]


class Hit(TypedDict):
    """A record, and how well it fits what was searched for; None in a list."""

    score: float | None
    record: Record


class SearchPage(TypedDict):
    """One page of a search or a list."""

    index_version: str
    results: list[Hit]
    next_cursor: NotRequired[str]


class Reported(TypedDict):
    """What became of a tip, a dispute or an appeal."""

    number: str
    kind: Literal["tip", "dispute", "appeal"]
    state: Literal["open", "accepted", "declined"]
    sent_at: str
    answer: str | None
    answered_at: str | None
    may_appeal: bool


class Batch(TypedDict):
    """Many pages that are checked one after the other."""

    id: str
    state: Literal["running", "done", "cancelled"]
    pages: int
    done: int
    created_at: str
    ended_at: str | None
    expires_at: str
    results: str
    webhook: dict[str, Any] | None


class BatchLine(TypedDict):
    """The result of one page of a batch: its report, or the error it met."""

    position: int
    status: int
    report: NotRequired[Report]
    error: NotRequired[dict[str, Any]]
