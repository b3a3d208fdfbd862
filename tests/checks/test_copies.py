"""Near-copies under other names, and sources in a circle, where the operator keeps fingerprints."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mingbian.checks import all_checks, footprint_of
from mingbian.pipeline.article import Article, Block
from mingbian.pipeline.capture import Capture
from mingbian.pipeline.fingerprint import fingerprint, keys, likeness, pack, unpack
from mingbian.pipeline.page import Knowledge, Page, Sighting
from mingbian.pipeline.sentences import split

NOW = datetime(2026, 11, 24, tzinfo=UTC)
EXAMPLES = {
    check: json.loads((Path(__file__).parent / f"{check}.json").read_text(encoding="utf-8"))
    for check in ("copied_text", "circular_source")
}
TEXT = EXAMPLES["copied_text"]["texts"]["boat"]


class NoRebuttals:
    version = "none"

    def matches(self, page: Page) -> tuple[()]:
        return ()


@dataclass
class Remembered:
    """What was seen before: [name, text, source] of pages, [account, source] of accounts."""

    pages: tuple[tuple[str, str, str], ...] = ()
    credits: tuple[tuple[str, str], ...] = ()

    def like(self, print_: frozenset[int]) -> list[Sighting]:
        return [
            Sighting(name, NOW, likeness(print_, fingerprint(text)), "", source)
            for name, text, source in self.pages
        ]

    def cited_by(self, name: str) -> frozenset[str]:
        return frozenset(source for account, source in self.credits if account == name)


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(check, example, id=f"{check}-{place}")
        for check, data in EXAMPLES.items()
        for place, example in enumerate(data[kind])
    ]


def _text(check: str, example: dict[str, Any], given: str) -> str:
    """`boat`, or `boat | 木匠 > 石匠 | + words at the end`: a text of the file, and its edits."""
    name, *edits = given.split(" | ")
    text = str(EXAMPLES[check]["texts"].get(name, name))
    for edit in edits:
        old, _, new = edit.partition(" > ")
        text = text + edit[2:] if edit.startswith("+ ") else text.replace(old, new)
    return text


def _page(text: str, **fields: Any) -> Page:
    url = fields.pop("url", None)
    article = Article(text, (Block(0, len(text), "paragraph"),), **fields)
    return Page(Capture(text=text, url=url), article, split(article), "none")


def _found(check: str, example: dict[str, Any]) -> list[Any]:
    seen = Remembered(
        tuple((name, _text(check, example, text), source) for name, text, source in example["seen"])
        if "seen" in example
        else (),
        tuple((name, source) for name, source in example.get("credits", ())),
    )
    fields = {
        key: example[key]
        for key in ("author", "site_name", "source_label", "url")
        if key in example
    }
    page = _page(_text(check, example, example["text"]), **fields)
    return list(all_checks()[check](page, Knowledge(NoRebuttals(), NOW, seen)))


@pytest.mark.parametrize("check", EXAMPLES)
def test_there_are_enough_examples_in_both_languages(check: str) -> None:
    data = EXAMPLES[check]
    for kind in ("mark", "leave"):
        english = [each for each in data[kind] if each.get("language") == "en"]
        assert len(data[kind]) - len(english) >= 12
        assert len(english) >= 4


@pytest.mark.parametrize(("check", "example"), cases("mark"))
def test_marks_copies_and_circles(check: str, example: dict[str, Any]) -> None:
    found = _found(check, example)
    assert len(found) == 1
    assert example.get("says", "") in found[0].message


@pytest.mark.parametrize(("check", "example"), cases("leave"))
def test_leaves_what_looks_like_them(check: str, example: dict[str, Any]) -> None:
    assert not _found(check, example)


def test_an_edited_copy_is_alike_and_shares_keys_and_another_text_does_not() -> None:
    own, edited, other = map(fingerprint, (TEXT, TEXT.replace("木匠", "石匠"), TEXT[::-1]))
    assert likeness(own, edited) > 0.8
    assert keys(own) & keys(edited)
    assert likeness(own, other) < 0.1
    assert not keys(own) & keys(other)
    assert fingerprint("短") == frozenset()


def test_a_fingerprint_is_read_back_from_its_bytes() -> None:
    assert unpack(pack(fingerprint(TEXT))) == fingerprint(TEXT)
    assert len(pack(fingerprint(TEXT))) == 64 * 6


def test_nothing_is_looked_up_where_fingerprints_are_not_kept() -> None:
    page = _page(TEXT, author="河边故事", source_label="夜读")
    for check in EXAMPLES:
        assert not list(all_checks()[check](page, Knowledge(NoRebuttals(), NOW)))


def test_a_footprint_holds_names_and_numbers_and_nothing_else() -> None:
    page = _page(
        TEXT, author="公众号：河边故事", source_label="夜读", url="https://a.example.com/x?y=1"
    )
    footprint = footprint_of(page)
    assert footprint is not None
    assert (footprint.name, footprint.site, footprint.source) == ("河边故事", "example.com", "夜读")
    assert len(footprint.text) == 64


def test_a_page_without_a_name_and_a_list_leave_no_footprint() -> None:
    assert footprint_of(_page(TEXT)) is None
    listed = _page(TEXT, author="河边故事")
    assert footprint_of(replace(listed, article=replace(listed.article, is_list=True))) is None


def test_of_a_newsroom_page_and_a_short_one_no_text_is_kept() -> None:
    for page in (_page(TEXT, author="河边故事", source_label="新华社"), _page("早安", author="a")):
        footprint = footprint_of(page)
        assert footprint is not None
        assert footprint.text == frozenset()
