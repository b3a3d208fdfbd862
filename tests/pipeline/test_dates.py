"""Days: as they are written, and as they are meant."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mingbian.pipeline.article import Published
from mingbian.pipeline.capture import Capture
from mingbian.pipeline.extract import extract
from mingbian.pipeline.extraction.dates import day_in_address, day_of, days_in, recent_day

TODAY = date(2025, 1, 10)
TEXT = "<p>这是一段用来试验的正文，它有足够的字数，也有标点。</p>" * 3


def dates(html: str, url: str | None = None) -> list[tuple[str, str]]:
    read_on = datetime(2025, 1, 10, 12, tzinfo=UTC)
    article = extract(Capture(html=html, url=url, captured_at=read_on))
    found = [article.published, *article.other_dates]
    return [(p.day.isoformat(), p.source) for p in found if isinstance(p, Published)]


WRITTEN = (
    *("2024-03-09", "2024/3/9", "2024年3月9日", "2024.03.09", "2024年03月09日 10:20"),
    *("March 9, 2024", "9 March 2024", "Mar. 9th, 2024", "发布时间：2024-3-9"),
)


@pytest.mark.parametrize("written", WRITTEN)
def test_written_dates(written: str) -> None:
    assert list(days_in(written)) == [date(2024, 3, 9)]


@pytest.mark.parametrize(
    "written", ["2024-13-01", "2024年2月31日", "3月9日", "12345-01-02", "1.2024-3"]
)
def test_what_is_no_full_date(written: str) -> None:
    assert list(days_in(written)) == []


def test_a_time_in_utc_is_the_readers_day() -> None:
    assert day_of("2024-03-08T17:30:00Z") == date(2024, 3, 9)
    assert day_of("2024-03-08T17:30:00Z", UTC) == date(2024, 3, 8)
    assert day_of("2024-03-08T23:30:00-05:00") == date(2024, 3, 8)
    assert day_of("1709919000") == day_of("1709919000000") == date(2024, 3, 9)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("24-3-9 10:20", date(2024, 3, 9)),
        ("1-9 10:20", date(2025, 1, 9)),
        ("12-31 23:00", date(2024, 12, 31)),
        ("1月9日", date(2025, 1, 9)),
        ("昨天 20:41", date(2025, 1, 9)),
        ("5小时前", TODAY),
        ("3天前", date(2025, 1, 7)),
        ("刚刚", TODAY),
        ("来自网页", None),
    ],
)
def test_short_dates_are_never_after_today(written: str, day: date | None) -> None:
    assert recent_day(written, TODAY) == day


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.test/2024/03/09/x.html", date(2024, 3, 9)),
        ("https://a.test/n/20240309/c1.html", date(2024, 3, 9)),
        ("https://a.test/2024-03/09/x.html", date(2024, 3, 9)),
        ("https://a.test/20240399/x", None),
        ("https://a.test/id/12024030912", None),
    ],
)
def test_dates_in_addresses(url: str, day: date | None) -> None:
    assert day_in_address(url) == day


def test_a_declaration_comes_before_the_byline_and_both_are_kept() -> None:
    html = (
        '<html lang="zh"><meta property="article:published_time" content="2024-03-09T08:00+08:00">'
        f"<h1>一个用来试验的标题</h1><div>2024-03-10 10:00 来源：某报</div><div>{TEXT}</div>"
    )
    assert dates(html) == [
        ("2024-03-09", "meta article:published_time"),
        ("2024-03-10", "byline"),
    ]


def test_a_page_is_not_from_the_future() -> None:
    html = f'<meta name="pubdate" content="2031-01-01"><h1>标题是这样的</h1><p>2024-12-30</p>{TEXT}'
    assert dates(html)[0] == ("2024-12-30", "byline")


def test_a_date_within_the_story_is_not_its_publication() -> None:
    story = "<p>事情要从2008年5月12日说起，那天他在外地，后来的事大家都知道。</p>"
    assert "2008-05-12" not in [day for day, _ in dates(f"<div>{TEXT}{story}{TEXT}</div>")]


def test_script_variables_and_address_are_read_where_nothing_else_is() -> None:
    assert dates(f'<script>var publish_time = "2024-03-09 10:20";</script>{TEXT}') == [
        ("2024-03-09", "script publish_time")
    ]
    assert dates(TEXT, "https://a.test/2024/03/09/x.html") == [("2024-03-09", "address")]
