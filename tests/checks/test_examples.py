"""Every check has words, texts and examples, and does what its examples say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from mingbian.checks import all_checks
from mingbian.checks._reading import is_chinese
from mingbian.lexicons import lexicon
from mingbian.pipeline.article import Article, Block, Link, Published
from mingbian.pipeline.capture import Capture, CapturedImage, LayoutNote
from mingbian.pipeline.page import Knowledge, Page
from mingbian.pipeline.sentences import split

FOLDER = Path(__file__).parent
#: Checked by tests of their own: they need an index, or pages seen before.
ELSEWHERE = {"rebuttal", "copied_text", "circular_source"}
CHECKS = sorted(set(all_checks()) - ELSEWHERE)
LEAST, LEAST_ENGLISH = 12, 4


class NoRebuttals:
    version = "none"

    def matches(self, page: Page) -> tuple[()]:
        return ()


KNOWLEDGE = Knowledge(rebuttals=NoRebuttals(), now=datetime(2026, 11, 24, tzinfo=UTC))


def examples(kind: str) -> list[Any]:
    return [
        pytest.param(check, example, id=f"{check}-{place}")
        for check in CHECKS
        for place, example in enumerate(_data(check)[kind])
    ]


def _data(check: str) -> dict[str, Any]:
    path = FOLDER / f"{check}.json"
    if not path.exists():
        return {"mark": [], "leave": []}
    return json.loads(path.read_text(encoding="utf-8"))


def page_of(example: str | dict[str, Any]) -> Page:
    """A page by hand: `[words](address)` in a text is a link."""
    data = {"text": example} if isinstance(example, str) else example
    capture = Capture(
        html=data.get("html"),
        text=None if "html" in data else data["text"],
        url=data.get("url"),
        layout=tuple(LayoutNote(**note) for note in data.get("layout", ())),
        images=tuple(_images(data.get("image"))),
    )
    text, links = _with_links(data.get("text", ""))
    title = data.get("title")
    lines = ([title] if title else []) + text.split("\n")
    shift = len(title) + 1 if title else 0
    published = data.get("published")
    article = Article(
        text="\n".join(lines),
        blocks=tuple(_blocks(lines, bool(title))),
        links=tuple(Link(start + shift, end + shift, href) for start, end, href in links),
        title=title,
        author=data.get("author"),
        site_name=data.get("site_name"),
        source_label=data.get("source_label"),
        published=Published(date.fromisoformat(published), "byline") if published else None,
        other_dates=tuple(
            Published(date.fromisoformat(day), source)
            for day, source in data.get("other_dates", ())
        ),
    )
    return Page(capture, article, split(article), data.get("stance", "none"))


def _images(metadata: str | None) -> Iterator[CapturedImage]:
    """A JPEG's first bytes with these words in them, as its metadata would have them."""
    if metadata is not None:
        yield CapturedImage("https://example.org/a.jpg", b"\xff\xd8" + metadata.encode())


def _blocks(lines: list[str], titled: bool) -> list[Block]:
    blocks, start = [], 0
    for place, line in enumerate(lines):
        kind = "title" if titled and place == 0 else "paragraph"
        blocks.append(Block(start, start + len(line), kind))
        start += len(line) + 1
    return blocks


def _with_links(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    text, links = "", []
    for place, piece in enumerate(marked.split("[[")):
        if place == 0:
            text += piece
            continue
        inside, _, after = piece.partition("]]")
        words, _, href = inside.partition("|")
        links.append((len(text), len(text) + len(words), href))
        text += words + after
    return text, links


@pytest.mark.parametrize("check", sorted(all_checks()))
def test_every_check_has_words_and_texts(check: str) -> None:
    from importlib import import_module

    texts = import_module(f"mingbian.checks.{check}").TEXTS
    assert "label" in texts
    assert all({"zh-CN", "en"} <= set(entry) for entry in texts.values())
    if check != "rebuttal":
        assert lexicon(check)["version"] == 1


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_enough_examples(check: str) -> None:
    data = _data(check)
    for kind in ("mark", "leave"):
        texts = [each if isinstance(each, str) else each["text"] for each in data[kind]]
        chinese = sum(map(is_chinese, texts))
        assert chinese >= LEAST
        assert len(texts) - chinese >= LEAST_ENGLISH


@pytest.mark.parametrize(("check", "example"), examples("mark"))
def test_marks_what_uses_the_trick(check: str, example: Any) -> None:
    assert list(all_checks()[check](page_of(example), KNOWLEDGE))


@pytest.mark.parametrize(("check", "example"), examples("leave"))
def test_leaves_what_looks_like_it(check: str, example: Any) -> None:
    found = list(all_checks()[check](page_of(example), KNOWLEDGE))
    assert not found, found[0].message
