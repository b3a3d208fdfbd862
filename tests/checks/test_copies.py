"""Near-copies under other names, and sources in a circle, where the operator keeps fingerprints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mingbian.checks import circular_source, copied_text
from mingbian.checks._fingerprint import fingerprint, likeness
from mingbian.pipeline.article import Article, Block
from mingbian.pipeline.capture import Capture
from mingbian.pipeline.page import Knowledge, Page, Sighting
from mingbian.pipeline.sentences import split

TEXT = "".join(
    f"第{place}天早上，住在河边的{name}又看见那条船停在老码头，船上没有人，只有一盏灯亮着。"
    for place, name in enumerate(("裁缝", "木匠", "渔夫", "老师", "邮差", "厨子", "更夫", "货郎"))
)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


class NoRebuttals:
    version = "none"

    def matches(self, page: Page) -> tuple[()]:
        return ()


@dataclass
class Remembered:
    sightings: tuple[tuple[str, str], ...] = ()
    credits: tuple[tuple[str, str], ...] = ()

    def like(self, print_: frozenset[int]) -> list[Sighting]:
        return [Sighting(n, NOW, likeness(print_, fingerprint(t))) for n, t in self.sightings]

    def cited_by(self, name: str) -> frozenset[str]:
        return frozenset(source for account, source in self.credits if account == name)


def _page(text: str, author: str = "河边故事", source: str | None = None) -> Page:
    article = Article(text, (Block(0, len(text), "paragraph"),), author=author, source_label=source)
    return Page(Capture(text=text), article, split(article), "none")


def _knowledge(**remembered: tuple[tuple[str, str], ...]) -> Knowledge:
    return Knowledge(NoRebuttals(), NOW, Remembered(**remembered))


def test_an_edited_copy_is_alike_and_another_text_is_not() -> None:
    assert likeness(fingerprint(TEXT), fingerprint(TEXT.replace("木匠", "石匠"))) > 0.8
    assert likeness(fingerprint(TEXT), fingerprint(TEXT[::-1])) < 0.1
    assert fingerprint("短") == frozenset()


def test_copies_under_two_other_names_are_marked() -> None:
    copies = (("夜读", TEXT.replace("木匠", "石匠")), ("早安", TEXT))
    found = list(copied_text.find(_page(TEXT), _knowledge(sightings=copies)))
    assert len(found) == 1
    assert "2" in found[0].message


def test_own_copies_and_a_credited_agency_are_not_marked() -> None:
    own = (("河边故事", TEXT), ("夜读", TEXT))
    assert not list(copied_text.find(_page(TEXT), _knowledge(sightings=own)))
    copies = (("夜读", TEXT), ("早安", TEXT))
    agency = _page(TEXT, source="新华社")
    assert not list(copied_text.find(agency, _knowledge(sightings=copies)))


def test_nothing_is_marked_where_fingerprints_are_not_kept() -> None:
    off = replace(_knowledge(), seen=None)
    assert not list(copied_text.find(_page(TEXT), off))
    assert not list(circular_source.find(_page(TEXT, source="夜读"), off))


def test_a_circle_of_accounts_is_marked_and_a_chain_is_not() -> None:
    circle = (("夜读", "早安"), ("早安", "河边故事"))
    found = list(circular_source.find(_page(TEXT, source="夜读"), _knowledge(credits=circle)))
    assert "河边故事 → 夜读 → 早安 → 河边故事" in found[0].message
    chain = (("夜读", "早安"), ("早安", "新华社"))
    assert not list(circular_source.find(_page(TEXT, source="夜读"), _knowledge(credits=chain)))
