"""A page that is checked, and the report on it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from ...pipeline.capture import Language
from .fields import URL_LENGTH, Address, ImageData, Incoming, Text, Time, as_sent

#: More than any real page shows; beyond that somebody is trying things out.
MOST_NOTES = 500
MOST_IMAGES = 50


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


class LayoutNoteIn(Incoming):
    """How one label looked in the reader's browser."""

    quote: Text
    font_px: float | None = Field(default=None, ge=0)
    contrast: float | None = Field(default=None, ge=0, le=21.1)
    visible: bool | None = None


class ImageIn(Incoming):
    """One image of the page, or its first bytes."""

    url: Annotated[Text, as_sent(URL_LENGTH), Field(max_length=URL_LENGTH)]
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
    manner: float = Field(
        description="how the page is told: above 0 as people pass things on, below 0 as news"
    )
    refusal: Literal["denied", "reported", "asked", "page_debunks", "unlike"] | None = Field(
        description="why the page is not marked for it; null where it is sure enough"
    )
    evidence: dict[str, float]
    comparison: dict[str, float] | None = Field(
        description="null where no comparison could have made it a mark"
    )


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
