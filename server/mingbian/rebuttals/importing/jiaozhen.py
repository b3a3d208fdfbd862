"""Tencent Jiaozhen (较真): JSON or JSON lines of claims with a verdict, an abstract, a link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..verdicts import verdict_of_words
from . import json_repair
from .linked_data import objects_in, text_of
from .model import Draft, Item, Refusal, Source, unknown_rating
from .texts import address

#: Where an article is read, as the service's own links spell it.
ARTICLE = "https://vp.fact.qq.com/article?id="

#: The service's marks: fake, true and doubtful; used when the word itself is not known.
_MARKS = {"fake": "假", "true": "真", "doubt": "疑"}


def read(source: Source) -> Iterator[Item]:
    """Every claim of the file: a list, an answer of the service, or a line each."""
    try:
        values = json_repair.loads(source.text)
    except ValueError as error:
        yield Refusal("file", f"broken JSON: {error}")
        return
    entries = [entry for value in values for entry in _entries(value)]
    for number, entry in enumerate(entries, start=1):
        yield _draft(f"entry {number}", entry)


def _entries(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        value = value.get("content") or value.get("data") or [value]
    return objects_in(value)


def _draft(where: str, entry: Mapping[str, Any]) -> Item:
    words = [text_of(entry.get(name)) for name in ("label", "result", "explain", "verdict")]
    words.append(_MARKS.get(text_of(entry.get("markstyle")) or ""))
    written = [word for word in words if word]
    rated = ((word, verdict_of_words(word)) for word in written)
    rating, verdict = next((pair for pair in rated if pair[1]), (None, None))
    if verdict is None:
        return unknown_rating(where, written[0] if written else None)
    return Draft(
        where=where,
        claim=_first(entry, "title", "claim") or "",
        verdict=verdict,
        rating=rating,
        publisher=_first(entry, "publisher", "author", "authordesc") or "",
        url=_link(entry),
        date=_first(entry, "date", "time", "pub_time"),
        rebuttal=_first(entry, "text", "abstract", "content"),
        language=_first(entry, "lang") or "zh-CN",
    )


def _first(entry: Mapping[str, Any], *names: str) -> str | None:
    return next((text for text in (text_of(entry.get(name)) for name in names) if text), None)


def _link(entry: Mapping[str, Any]) -> str | None:
    """The entry's address, or the one the service gives to the article with its id."""
    own = address(_first(entry, "url", "link"), None)
    if own:
        return own
    name = (_first(entry, "id") or "").removeprefix("jz-")
    return ARTICLE + name if name.isalnum() else None
