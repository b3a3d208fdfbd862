"""A draft from a link, a pasted notice or a page with ClaimReview: typed by nobody twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ..errors import Invalid, TooLarge
from ..fetching import Fetcher
from ..pipeline.capture import Capture
from ..pipeline.extract import extract
from ..rebuttals.importing.detect import detect
from ..rebuttals.importing.drafts import MAX_REBUTTAL, MAX_TITLE, to_record
from ..rebuttals.importing.model import Draft, Item, Refusal, Source
from ..rebuttals.importing.pages import PageFacts, facts_of, looks_like_html
from ..rebuttals.importing.publishers import kind_of
from ..rebuttals.importing.run import READERS
from ..rebuttals.importing.texts import day_of, shorten
from ..records import Record
from .sheets import ReviewLine, Sheet, sheet_of

#: Bytes of what is pasted or uploaded.
MOST_BYTES = 2_000_000

#: Drafts made of one source: a digest has twenty.  More is an import, for the command line.
MOST_DRAFTS = 40


@dataclass(frozen=True)
class Found:
    """What a source gave: sheets to choose from, and why others were refused."""

    sheets: tuple[Sheet, ...]
    refused: tuple[str, ...]


def from_link(url: str, fetcher: Fetcher) -> Found:
    """Drafts from the page at an address.  Raises what fetching raises."""
    fetched = fetcher.fetch(url)
    return _found(Source(fetched.data, url=fetched.url))


def from_text(text: str) -> Found:
    """Drafts from what was pasted: a notice, markup or JSON."""
    return from_bytes(text.encode("utf-8", "replace"))


def from_bytes(data: bytes) -> Found:
    """Drafts from a file.  TooLarge over MOST_BYTES; Invalid when there is nothing in it."""
    if len(data) > MOST_BYTES:
        raise TooLarge(f"at most {MOST_BYTES / 1e6:g} MB")
    if not data.strip():
        raise Invalid("there is nothing in it", detail={"field": "text"})
    return _found(Source(data))


def _found(source: Source) -> Found:
    items = list(islice(_items(source), MOST_DRAFTS))
    sheets = tuple(_sheets(items))
    if not sheets:
        return Found((_plain(source),), _reasons(items))
    return Found(sheets, _reasons(items))


def _items(source: Source) -> Iterator[Item]:
    reader = READERS[detect(source)]
    try:
        yield from reader(source)
    except Invalid as error:
        yield Refusal("file", error.message)


def _sheets(items: Iterable[Item]) -> Iterator[Sheet]:
    for item in items:
        made = item if isinstance(item, Refusal) else to_record(item, publish=False)
        if isinstance(made, Record):
            yield replace(sheet_of(made, 0), id="")
        elif isinstance(item, Draft):
            yield _half(item)


def _half(draft: Draft) -> Sheet:
    """What a draft says that is no acceptable record yet."""
    review = ReviewLine(
        publisher=draft.publisher,
        kind=draft.kind or kind_of(draft.publisher, draft.url),
        url=draft.url or "",
        title=draft.title or "",
        date=_day(draft.date),
    )
    return Sheet(
        claim=draft.claim, verdict=draft.verdict, rebuttal=draft.rebuttal or "", reviews=(review,)
    )


def _plain(source: Source) -> Sheet:
    """A page without marks for machines: it becomes the review; the claim is for a person."""
    if not looks_like_html(source.text):
        return Sheet(rebuttal=shorten(" ".join(source.text.split()), MAX_REBUTTAL))
    facts = facts_of(source)
    article = extract(Capture(html=source.text, url=facts.url or source.url))
    text = facts.description or article.text
    return Sheet(
        rebuttal=shorten(" ".join(text.split()), MAX_REBUTTAL) if text else "",
        reviews=(_review(facts, article.site_name, article.title),),
    )


def _review(facts: PageFacts, site: str | None, title: str | None) -> ReviewLine:
    publisher = facts.site_name or site or ""
    return ReviewLine(
        publisher=publisher,
        kind=kind_of(publisher, facts.url),
        url=facts.url or "",
        title=shorten(facts.title or title or "", MAX_TITLE),
        date=_day(facts.published),
    )


def _day(text: str | None) -> str:
    day = day_of(text)
    return day.isoformat() if day else ""


def _reasons(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(f"{one.where}: {one.reason}" for one in items if isinstance(one, Refusal))
