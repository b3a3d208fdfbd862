"""Every page of `tests/pages` is read as its `expected.json` says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mingbian.pipeline.article import Article
from mingbian.pipeline.capture import Capture
from mingbian.pipeline.decode import decode_html
from mingbian.pipeline.extract import extract
from mingbian.pipeline.markup import parse
from mingbian.pipeline.sentences import split

PAGES = Path(__file__).resolve().parents[1] / "pages"
SLUGS = sorted(path.parent.name for path in PAGES.glob("*/expected.json"))
READ_ON = datetime(2025, 6, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Read:
    """One page, and what it must be."""

    html: str
    article: Article
    expected: dict[str, Any]


@pytest.fixture(params=SLUGS)
def read(request: pytest.FixtureRequest) -> Read:
    folder = PAGES / request.param
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    html = decode_html((folder / "page.html").read_bytes())
    capture = Capture(html=html, url=expected["url"], captured_at=READ_ON)
    return Read(html, extract(capture), expected)


def test_every_folder_has_a_page_and_expectations() -> None:
    folders = [path for path in PAGES.iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        assert {path.name for path in folder.iterdir()} == {"page.html", "expected.json"}


@pytest.mark.parametrize(
    "field", ["title", "author", "site_name", "source_label", "language", "empty_because"]
)
def test_facts_about_the_page(read: Read, field: str) -> None:
    if field in read.expected:
        assert getattr(read.article, field) == read.expected[field]


def test_the_day_of_publication_and_where_it_was_read(read: Read) -> None:
    published = read.article.published
    found = [published.day.isoformat(), published.source] if published else None
    assert found == read.expected["published"]


def test_the_sentences_are_those_of_the_article_and_no_others(read: Read) -> None:
    if "sentences" in read.expected:
        assert [sentence.text for sentence in split(read.article)] == read.expected["sentences"]


def test_a_list_has_one_headline_an_item_and_an_article_has_none(read: Read) -> None:
    text = read.article.text
    found = [text[b.start : b.end] for b in read.article.blocks if b.kind == "headline"]
    assert found == read.expected.get("headlines", [])
    assert read.article.is_list == read.expected.get("is_list", False)


def test_links_have_their_words_and_an_absolute_address(read: Read) -> None:
    if "links" in read.expected:
        text = read.article.text
        found = [[text[link.start : link.end], link.href] for link in read.article.links]
        assert found == read.expected["links"]


def test_nothing_beside_the_article_is_in_it(read: Read) -> None:
    for words in read.expected.get("never", []):
        assert words in "".join(read.html), f"{words} is not on the page: the test is blind"
        assert words not in read.article.text


def test_every_sentence_can_be_found_again_in_the_page(read: Read) -> None:
    tree = parse(read.html)
    assert tree is not None
    on_the_page = "".join(tree.text_content().split())
    for sentence in split(read.article):
        assert "".join(sentence.text.split()) in on_the_page


def test_blocks_cover_the_text_in_order(read: Read) -> None:
    article = read.article
    pieces = [article.text[block.start : block.end] for block in article.blocks]
    assert "\n".join(pieces) == article.text
    assert all(piece == piece.strip() and piece for piece in pieces)
    kinds = [block.kind for block in article.blocks]
    assert kinds.count("title") == (1 if article.title and article.text else 0)
    assert "title" not in kinds[1:]
