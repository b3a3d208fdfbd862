"""The shapes of the JSON that comes in and goes out; /openapi.json is made from them."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema

from ..pipeline.capture import Language
from ..pipeline.decode import clean_text
from ..records import Verdict

#: What the contract allows of each image: its first bytes, enough for its metadata.
IMAGE_BYTES = 256 * 1024

#: More than any real page shows; beyond that somebody is trying things out.
MOST_NOTES = 500
MOST_IMAGES = 50

#: The longest address a browser still opens is far shorter.
URL_LENGTH = 8192

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def _clean(value: object) -> object:
    return clean_text(value) if isinstance(value, str) else value


def _time_text(value: object) -> object:
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise ValueError("a time as RFC 3339 writes it, such as 2026-11-24T08:00:00Z")
    return value


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time outside the calendar") from None


def _page_address(value: str) -> str:
    parts = urlsplit(value)  # a broken IPv6 address raises ValueError
    if parts.scheme not in ("http", "https", "file") or not (parts.netloc or parts.path):
        raise ValueError("an absolute address that starts with http:// or https://")
    if parts.scheme != "file" and not parts.hostname:
        raise ValueError("an address with a host")
    return value


def _image_bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError("base64 text")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("base64 text") from None


def _day_text(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a day such as 2026-11-24")
    return value


Day = Annotated[date, BeforeValidator(_day_text)]
Text = Annotated[str, BeforeValidator(_clean)]
Address = Annotated[
    Text,
    AfterValidator(_page_address),
    Field(max_length=URL_LENGTH, json_schema_extra={"format": "uri"}),
]
Time = Annotated[AwareDatetime, BeforeValidator(_time_text), AfterValidator(_utc)]
ImageData = Annotated[
    bytes,
    BeforeValidator(_image_bytes),
    PlainSerializer(lambda data: base64.b64encode(data).decode(), when_used="json"),
    Field(max_length=IMAGE_BYTES),
    WithJsonSchema({"type": "string", "contentEncoding": "base64", "description": "≤ 256 KB"}),
]


#: The three ways to say which page is meant, and how each looks where it is not used.
_SOURCES: dict[str, Any] = {
    "html": {"type": "null"},
    "text": {"type": "null"},
    "fetch": {"const": False},
}
_TEXT = {"type": "string"}


def _only(source: str, properties: dict[str, Any]) -> dict[str, Any]:
    """The schema of a page that is given by this source and no other."""
    others = {name: unused for name, unused in _SOURCES.items() if name != source}
    return {"required": list(properties), "properties": {**others, **properties}}


def _as_sent(most: int) -> BeforeValidator:
    """Hold the length also of a text as it was sent, before control characters are taken out."""

    def check(value: object) -> object:
        if isinstance(value, str) and len(value) > most:
            raise ValueError(f"should have at most {most} characters")
        return value

    return BeforeValidator(check)


class Incoming(BaseModel):
    """What clients send: nothing is converted silently, unknown fields are left alone."""

    model_config = ConfigDict(strict=True)


class LayoutNoteIn(Incoming):
    """How one label looked in the reader's browser."""

    quote: Text
    font_px: float | None = Field(default=None, ge=0)
    contrast: float | None = Field(default=None, ge=0, le=21.1)
    visible: bool | None = None


class ImageIn(Incoming):
    """One image of the page, or its first bytes."""

    url: Annotated[Text, _as_sent(URL_LENGTH), Field(max_length=URL_LENGTH)]
    data: ImageData


class CheckIn(Incoming):
    """A page to check: `html` with its `url`, or `text`, or `fetch` with the `url` alone."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={
            "examples": [
                {"url": "https://example.org/a", "html": "<p>吃绿豆能治百病。</p>"},
                {"text": "网传吃绿豆能治百病。", "language": "zh-CN"},
            ],
            "oneOf": [
                _only("html", {"html": _TEXT, "url": _TEXT}),
                _only("text", {"text": _TEXT}),
                _only("fetch", {"fetch": {"const": True}, "url": _TEXT}),
            ],
        },
    )

    url: Address | None = None
    html: Text | None = None
    text: Text | None = None
    fetch: bool = False
    captured_at: Annotated[Time | None, Field(strict=False)] = None
    language: Language = "zh-CN"
    layout: Annotated[list[LayoutNoteIn], Field(max_length=MOST_NOTES)] | None = None
    images: Annotated[list[ImageIn], Field(max_length=MOST_IMAGES)] | None = None


class ExplainIn(BaseModel):
    """How much of the judgement is told."""

    explain: bool = Field(
        default=False, description="tell what the page was compared with; a curator's key is needed"
    )


class ArticleOut(BaseModel):
    """What the page says about itself, and how much of it could be read."""

    title: str | None
    author: str | None
    site_name: str | None
    published: str | None = Field(description="ISO date")
    published_from: str | None = Field(
        default=None,
        description="where on the page the date was read: meta …, json-ld …, byline, script …, "
        "time element, address, htmldate, or the name of the platform that shows it",
    )
    language: str | None
    characters: int = Field(description="of the article text, in Unicode code points")
    sentences: int
    empty_because: str | SkipJsonSchema[None] = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="why there are no characters: empty, login, search, short",
    )
    unread: int | SkipJsonSchema[None] = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="characters left out, where the text is too long to be read whole",
    )


class SummaryOut(BaseModel):
    """The whole check in one line."""

    severity: Literal["alert", "warning", "notice", "none"]
    counts: dict[str, int] = Field(description="marks of each severity")
    text: str


class EvidenceOut(BaseModel):
    """Who says so, where, and when."""

    record: str | None = Field(description="id of a rebuttal")
    claim: str | None
    verdict: str | None
    publisher: str | None
    title: str | None
    url: str | None
    date: str | None


class AnnotationOut(BaseModel):
    """A W3C Web Annotation."""

    model_config = ConfigDict(populate_by_name=True)

    context: str = Field(alias="@context")
    id: str
    type: Literal["Annotation"]
    motivation: Literal["assessing"]
    check: str
    severity: Literal["alert", "warning", "notice"]
    label: str
    message: str
    confidence: float = Field(ge=0, le=1)
    target: dict[str, Any] = Field(
        description="`source` and, unless the whole page is meant, `selector`: a "
        "TextQuoteSelector and a TextPositionSelector"
    )
    evidence: list[EvidenceOut]


class CandidateOut(BaseModel):
    """A passage and a record that were compared."""

    record: str
    claim: str
    wording: str = Field(description="of the record's wordings, the one that was compared")
    quote: str
    start: int
    end: int
    confidence: float = Field(description="that the passage asserts the claim, 0 to 1")
    same_claim: float = Field(description="that it is the same claim, whoever is speaking")
    voice: Literal["asserted", "denied", "reported", "asked"]
    refusal: Literal["denied", "reported", "asked", "page_debunks", "unlike"] | None = Field(
        description="why the page is not marked for it; null where it is sure enough"
    )
    evidence: dict[str, float]
    comparison: dict[str, float] | None


class CheckOut(BaseModel):
    """The report on one page."""

    id: str
    url: str | None
    checked_at: str
    index_version: str
    article: ArticleOut
    stance: Literal["asserts", "debunks", "none"]
    summary: SummaryOut
    annotations: list[AnnotationOut]
    timings_ms: dict[str, float]
    candidates: list[CandidateOut] | SkipJsonSchema[None] = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="with `explain`: the records that the page was compared with, likeliest first",
    )


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


#: A text that is left out where there is none.
Absent = Annotated[
    str | SkipJsonSchema[None], Field(default=None, exclude_if=lambda value: value is None)
]


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


class ClaimsIn(BaseModel):
    """The parameters of Google's claims:search."""

    query: Text | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="required unless reviewPublisherSiteFilter is given",
    )
    languageCode: str | None = Field(default=None, max_length=20, description="BCP 47, as in zh")
    reviewPublisherSiteFilter: str | None = Field(
        default=None, max_length=253, description="only reviews of this site, as in example.org"
    )
    maxAgeDays: int | None = Field(default=None, ge=1, le=100_000)
    pageSize: int = Field(default=10, ge=1, le=100)
    pageToken: str | None = Field(
        default=None, max_length=500, description="nextPageToken of the page before"
    )
    offset: int = Field(default=0, ge=0, le=200, description="only without pageToken")


class ClaimsOut(BaseModel):
    """The answer of Google's claims:search; both fields are absent when nothing is found."""

    claims: list[dict[str, Any]] | SkipJsonSchema[None] = Field(
        default=None, exclude_if=lambda value: value is None
    )
    nextPageToken: str | SkipJsonSchema[None] = Field(
        default=None, exclude_if=lambda value: value is None
    )


class ReportIn(Incoming):
    """A reader's tip about a page, or a dispute of a mark."""

    kind: Literal["tip", "dispute"]
    reason: Annotated[Text, _as_sent(5000), Field(min_length=1, max_length=5000)]
    url: Address | None = None
    quote: Annotated[Text, _as_sent(5000), Field(max_length=5000)] | None = None
    record_id: Annotated[Text, _as_sent(200), Field(max_length=200)] | None = None
    annotation_id: Annotated[Text, _as_sent(200), Field(max_length=200)] | None = None


class ReportOut(BaseModel):
    """The number to ask about a report with."""

    number: str


class ReportSeen(BaseModel):
    """What became of a report: nothing of what was sent, and the name of nobody."""

    number: str
    kind: Literal["tip", "dispute", "appeal"]
    state: Literal["open", "accepted", "declined"]
    sent_at: str = Field(description="RFC 3339, UTC")
    answer: str | None = Field(description="why it was decided so; null while it is open")
    answered_at: str | None = Field(description="RFC 3339, UTC; null while it is open")
    may_appeal: bool = Field(description="once, at /reports/{number}; somebody else decides")


class KeyIn(Incoming):
    """What a new key is for, in the words of whoever will see it in a list."""

    model_config = ConfigDict(strict=True, json_schema_extra={"examples": [{"name": "newsroom"}]})

    name: Annotated[Text, _as_sent(200), Field(max_length=200)] = ""


class KeyOut(BaseModel):
    """A key, without its secret."""

    id: str
    name: str
    scopes: list[str]
    per_minute: int = Field(description="requests")
    per_day: int = Field(description="requests, and pages of batches")
    created_at: str = Field(description="RFC 3339, UTC")


class KeyMade(KeyOut):
    """A new key, with its secret, this once."""

    key: str = Field(description="to be sent as `Authorization: Bearer …`")


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


#: Pages in one batch: what a newsroom gathers in a day, and half an hour of one processor.
MOST_PAGES = 1000


def _kind_of_page(value: object) -> str:
    return "address" if isinstance(value, str) else "page"


def _web_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("an absolute address that starts with http:// or https://")
    return value


WebAddress = Annotated[Address, AfterValidator(_web_address)]
PageOrAddress = Annotated[
    Annotated[CheckIn, Tag("page")] | Annotated[WebAddress, Tag("address")],
    Discriminator(_kind_of_page),
]


class BatchIn(Incoming):
    """Pages to check: each as in POST /v1/check, or an address for the service to fetch."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={
            "examples": [{"pages": [{"text": "网传吃绿豆能治百病。"}, {"text": "今天下雪。"}]}]
        },
    )

    pages: Annotated[list[PageOrAddress], Field(min_length=1, max_length=MOST_PAGES)]
    webhook: WebAddress | None = Field(default=None, description="told when the batch has ended")


class BatchHeaders(BaseModel):
    """What makes a request safe to repeat."""

    idempotency_key: str | None = Field(default=None, alias="idempotency-key", max_length=255)

    model_config = ConfigDict(populate_by_name=True)


class WebhookOut(BaseModel):
    """Where a batch's end is told."""

    url: str
    told: str = Field(description="waiting, delivered or given up, and why")
    secret: str | SkipJsonSchema[None] = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="that the message is signed with; shown to whoever makes the batch",
    )


class BatchOut(BaseModel):
    """A batch: how far it is."""

    id: str
    state: Literal["running", "done", "cancelled"]
    pages: int
    done: int
    created_at: str
    ended_at: str | None
    expires_at: str = Field(description="when it is forgotten, with its results")
    results: str = Field(description="where the results are: a path of this service")
    webhook: WebhookOut | None


class BatchesOut(BaseModel):
    """Batches of one key."""

    batches: list[BatchOut]


class StateOut(BaseModel):
    """How the service is."""

    status: Literal["ok", "ready"]
    version: str
    index_version: str | None = None


#: The one shape of every error: a code for programs, a sentence for people, where it is.
ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "detail"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "detail": {"description": "where it is: line, field, limit … or null"},
            },
        }
    },
}
