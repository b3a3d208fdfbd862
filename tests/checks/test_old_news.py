"""A story that matches a dated record: told as new, cut off from its year, or moved to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from mingbian.checks.old_news import TEXTS, find
from mingbian.pipeline.annotations import Finding
from mingbian.pipeline.article import Article, Block, Published
from mingbian.pipeline.capture import Capture
from mingbian.pipeline.page import Knowledge, Page
from mingbian.pipeline.sentences import split
from mingbian.rebuttals.evidence import Evidence
from mingbian.rebuttals.judgement import Match
from mingbian.records import Happened, Record, Review, Verdict

CLAIM = "湖心岛灯塔倒塌，十二名游客被困"


@dataclass
class OneRecord:
    """An index that finds one dated record in the first sentence after the title."""

    when: str
    verdict: Verdict
    confidence: float
    version: str = "one"

    def matches(self, page: Page) -> Sequence[Match]:
        review = Review(
            "示例辟谣站", "media", "https://example.org/1", "灯塔旧闻", date(2020, 1, 2)
        )
        record = Record(
            id="tower",
            claim=CLAIM,
            language="zh-CN",
            verdict=self.verdict,
            rebuttal="灯塔倒塌是几年前的事。",
            reviews=(review,),
            happened=Happened(self.when, "滨湖"),
        )
        first = next(
            one for one in page.sentences if page.article.blocks[one.block].kind != "title"
        )
        evidence = Evidence(0.99, *[0.0] * 7)
        return [Match(record, first.start, first.end, self.confidence, 0.95, evidence)]


def _found(
    text: str,
    *,
    title: str | None = None,
    when: str = "2018-05-02",
    verdict: Verdict = "out_of_context",
    confidence: float = 0.95,
    published: str | None = None,
) -> list[Finding]:
    lines = [line for line in (title, text) if line]
    whole, blocks, start = "\n".join(lines), [], 0
    for line in lines:
        blocks.append(Block(start, start + len(line), "title" if line is title else "paragraph"))
        start += len(line) + 1
    article = Article(
        whole,
        tuple(blocks),
        title=title,
        published=Published(date.fromisoformat(published), "meta") if published else None,
    )
    page = Page(Capture(text=whole), article, split(article), "asserts")
    knowledge = Knowledge(OneRecord(when, verdict, confidence), datetime(2026, 11, 24, tzinfo=UTC))
    return list(find(page, knowledge))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"昨晚，{CLAIM}。", "像是刚刚发生"),
        (f"突发！{CLAIM}，救援还在进行。", "像是刚刚发生"),
        (f"{CLAIM}。", "没有写明是哪一年"),
        (f"5月2日，{CLAIM}。", "没有写明是哪一年"),
        (f"2026年11月20日，{CLAIM}。", "写成 2026 年"),
        ("The tower on the island fell and twelve visitors are trapped.", "没有写明是哪一年"),
        ("In 2026 the tower on the island fell and twelve visitors are trapped.", "写成 2026 年"),
    ],
)
def test_a_dated_record_is_marked_at_the_passage_with_its_review(text: str, says: str) -> None:
    [mark] = _found(text, title="湖心岛出事了")
    assert says in mark.message
    assert "2018-05-02" in mark.message
    assert mark.start == len("湖心岛出事了") + 1
    assert [each.url for each in mark.evidence] == ["https://example.org/1"]


def test_the_place_of_the_event_is_told() -> None:
    [mark] = _found(f"{CLAIM}。")
    assert "滨湖" in mark.message


@pytest.mark.parametrize(
    "text",
    [
        f"2018年5月2日，{CLAIM}。昨天灯塔重新开放。",
        f"{CLAIM}，八周年之际，人们来到岛上献花。",
        f"{CLAIM}一案昨日一审宣判。",
        f"回顾那一晚：{CLAIM}。",
        f"老照片：{CLAIM}。",
        "Eight years later: the tower fell and twelve visitors were trapped.",
    ],
)
def test_a_page_that_says_when_or_looks_back_is_left(text: str) -> None:
    assert not _found(text)


def test_a_recent_event_is_no_old_news() -> None:
    assert not _found(f"昨晚，{CLAIM}。", when="2026-11-20")
    assert not _found(f"昨晚，{CLAIM}。", when="2018-05-02", published="2018-05-03")


def test_what_the_page_denies_reports_or_asks_is_left() -> None:
    assert not _found(f"昨晚，{CLAIM}。", confidence=0.0)


def test_a_false_event_and_a_true_one_may_be_told_without_a_year() -> None:
    for verdict in ("false", "true", "unproven"):
        assert not _found(f"{CLAIM}。", verdict=verdict)
        assert _found(f"刚刚，{CLAIM}。", verdict=verdict)


def test_an_event_known_to_the_year_or_month_counts_to_its_last_day() -> None:
    assert not _found(f"昨晚，{CLAIM}。", when="2026")
    assert not _found(f"昨晚，{CLAIM}。", when="2026-07")
    assert _found(f"昨晚，{CLAIM}。", when="2025")


def test_every_rule_has_its_words() -> None:
    assert set(TEXTS) == {"label", "record", "cut", "moved", "dates", "own_date"}
