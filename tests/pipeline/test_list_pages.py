"""On a list page every headline is looked up like a sentence, and nothing else is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mingbian.pipeline.capture import Capture
from mingbian.pipeline.check import Report, check_page
from mingbian.pipeline.decode import decode_html
from mingbian.pipeline.markup import parse
from mingbian.pipeline.page import Knowledge, Page
from mingbian.rebuttals.evidence import Evidence
from mingbian.rebuttals.judgement import Match
from mingbian.records import Record, Review

PAGES = Path(__file__).resolve().parents[1] / "pages"
RICE = Record(
    id="rice-blood-type",
    claim="吃糯米饭能把血型变成O型",
    language="zh-CN",
    verdict="false",
    rebuttal="血型由基因决定，吃什么都不会变。",
    reviews=(
        Review("示例辟谣站", "science", "https://example.org/rice", "血型不会变", date(2024, 5, 6)),
    ),
)
WORDINGS = (
    RICE.claim,
    "吃糯米饭变血型",
    "Eating sticky rice can turn any blood type into O",
)
LISTS = ("front-page", "hot-list", "forum-index", "english-section")


@dataclass
class WordForWord:
    """An index of one record that finds its wordings where a sentence is just that."""

    version: str = "one"
    asked: list[str] = field(default_factory=list)

    def matches(self, page: Page) -> Sequence[Match]:
        self.asked += [sentence.text for sentence in page.sentences]
        evidence = Evidence(0.99, *[0.0] * 7)
        return [
            Match(RICE, one.start, one.end, 0.99, 0.99, evidence)
            for one in page.sentences
            if one.text in WORDINGS
        ]


def _checked(html: str, url: str, index: WordForWord) -> Report:
    return check_page(
        Capture(html=html, url=url), Knowledge(index, datetime(2025, 6, 1, tzinfo=UTC))
    )


def _html(slug: str) -> str:
    return decode_html((PAGES / slug / "page.html").read_bytes())


@pytest.mark.parametrize("slug", LISTS)
def test_the_headline_that_is_a_rumour_is_marked_and_no_other(slug: str) -> None:
    index = WordForWord()
    html = _html(slug)
    report = _checked(html, "https://www.example.test/", index)
    [mark] = report.annotations
    assert (mark.check, mark.finding.severity) == ("rebuttal", "alert")
    quote = next(one for one in mark.selectors if one["type"] == "TextQuoteSelector")
    assert quote["exact"] in WORDINGS
    assert report.article.is_list
    tree = parse(html)
    assert tree is not None
    assert quote["exact"] in tree.text_content()


def test_a_search_marks_a_result_and_never_what_was_searched_for() -> None:
    index = WordForWord()
    html = _html("search-result").replace("自来水 发白 能喝吗", RICE.claim)
    assert not _checked(html, "https://search.example.test/s?wd=x", index).annotations
    assert RICE.claim not in index.asked
    result = html.replace("高层二次供水多久清洗一次水箱", RICE.claim)
    [mark] = _checked(result, "https://search.example.test/s?wd=x", index).annotations
    assert mark.finding.start is not None


TRICKS = (
    "网传明天起全市停水三天 速看",
    "据知情人士透露楼市要有大变动",
    "内部消息：养老金即将取消",
    "权威人士一手数据深度揭秘",
    "医院的朋友说死了三百多人",
    "加微信领取祖传秘方 三天见效",
    "昨晚突发！2016年7月2日大坝告急",
    "本视频为剧情演绎 请勿当真",
)


def test_other_checks_say_nothing_of_headlines() -> None:
    rows = "".join(f"<li><a href=/{place}>{words}</a></li>" for place, words in enumerate(TRICKS))
    index = WordForWord()
    report = _checked(f"<title>榜单</title><ul>{rows}</ul>", "https://www.example.test/x", index)
    assert "".join(TRICKS) in "".join(index.asked)
    assert not report.annotations


def test_a_list_of_a_thousand_headlines_is_read_whole() -> None:
    rows = "".join(f"<li><a href=/{n}>第{n}条新闻说的是湖边的事情</a></li>" for n in range(1000))
    index = WordForWord()
    _checked(f"<title>榜单</title><ul>{rows}</ul>", "https://www.example.test/", index)
    assert "第999条新闻说的是湖边的事情" in index.asked
