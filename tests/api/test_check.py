"""POST /v1/check answers what the contract says."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mingbian.records import Record

CLAIM = "每天生吃一头大蒜可以治好感冒"
PAGE = f"""<html lang="zh-CN"><head><title>冬天怎么吃</title>
<meta property="article:published_time" content="2026-11-20T08:00:00+08:00"></head><body><article>
<h1>冬天怎么吃</h1><p>入冬以后，不少人想换一换家里的菜单，也有人想少生几次病。</p>
<p>{CLAIM}，效果比药还好，大家都该试一试。</p>
<p>除了这些，白菜、萝卜和豆腐也都是这个季节常见的食材，做法简单，价格也不高。</p>
</article></body></html>"""


@pytest.fixture
def marked(client: Any) -> Any:
    answer = client.post("/v1/check", json={"url": "https://example.com/a", "html": PAGE})
    assert answer.status_code == 200
    return answer.get_json()


def test_the_report_has_the_fields_of_the_contract(marked: Any) -> None:
    assert list(marked) == [
        "id",
        "url",
        "checked_at",
        "index_version",
        "article",
        "stance",
        "summary",
        "annotations",
        "timings_ms",
    ]
    assert marked["url"] == "https://example.com/a"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", marked["checked_at"])
    assert marked["index_version"] == "small-1"
    assert marked["stance"] in ("asserts", "none")
    assert marked["timings_ms"]["article"] >= 0


def test_the_article_is_described_by_numbers_and_not_by_its_text(marked: Any) -> None:
    article = marked["article"]
    assert article["title"] == "冬天怎么吃"
    assert article["published"] == "2026-11-20"
    assert article["characters"] > 80
    assert article["sentences"] >= 4
    assert "empty_because" not in {name for name, value in article.items() if value is not None}
    assert CLAIM not in str(article)


def test_a_mark_is_a_web_annotation_that_covers_its_quote(marked: Any) -> None:
    (mark,) = [mark for mark in marked["annotations"] if mark["check"] == "rebuttal"]
    assert mark["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (mark["type"], mark["motivation"]) == ("Annotation", "assessing")
    assert mark["severity"] == "alert"
    assert 0 < mark["confidence"] <= 1
    quote, position = mark["target"]["selector"]
    assert CLAIM in quote["exact"]
    assert position["end"] - position["start"] == len(quote["exact"])
    assert mark["target"]["source"] == "https://example.com/a"


def test_a_mark_says_who_says_so_where_and_when(marked: Any) -> None:
    (mark,) = [mark for mark in marked["annotations"] if mark["check"] == "rebuttal"]
    first = mark["evidence"][0]
    assert first["record"] == "garlic-cures-colds"
    assert (first["publisher"], first["date"]) == ("示例辟谣站", "2024-05-06")
    assert first["url"] == "https://example.org/garlic"


def test_the_same_page_gets_the_same_mark_ids(client: Any, marked: Any) -> None:
    again = client.post("/v1/check", json={"url": "https://example.com/b", "html": PAGE})
    ids = [mark["id"] for mark in marked["annotations"]]
    assert [mark["id"] for mark in again.get_json()["annotations"]] == ids


def test_the_summary_counts_the_marks(marked: Any) -> None:
    summary = marked["summary"]
    assert summary["severity"] == "alert"
    assert sum(summary["counts"].values()) == len(marked["annotations"])
    assert "已被辟谣的说法 1 处" in summary["text"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh-CN", "没有发现已辟谣内容。"),
        ("zh-TW", "沒有發現已闢謠內容。"),
        ("en", "No debunked content was found."),
    ],
)
def test_nothing_found_never_says_that_the_page_is_true(
    client: Any, language: str, line: str
) -> None:
    text = "市民昨天在公园里散步，看到了今年的第一场雪。"
    report = client.post("/v1/check", json={"text": text, "language": language}).get_json()
    assert (report["summary"]["severity"], report["summary"]["text"]) == ("none", line)


def test_a_page_that_debunks_is_said_so_in_one_line(client: Any) -> None:
    text = f"辟谣：网传“{CLAIM}”是谣言。医生表示，大蒜治不好感冒，这一说法没有任何科学依据。"
    report = client.post("/v1/check", json={"text": text}).get_json()
    assert report["stance"] == "debunks"
    assert "辟谣" in report["summary"]["text"]
    assert report["summary"]["severity"] != "alert"


def test_a_page_without_text_says_that_there_is_nothing_to_check(client: Any) -> None:
    report = client.post(
        "/v1/check", json={"url": "https://example.org/", "html": "<p></p>", "language": "en"}
    ).get_json()
    assert report["summary"]["text"] == "This page has no article text to check."


def test_what_a_record_says_reaches_no_reader_as_markup(client: Any) -> None:
    html = "<article><p><script>alert(1)</script>&lt;b&gt;雪&lt;/b&gt;，今天下雪。</p></article>"
    answer = client.post("/v1/check", json={"url": "https://example.org/", "html": html})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_layout_and_images_are_taken(client: Any) -> None:
    sent = {
        "text": "今天下雪。",
        "layout": [{"quote": "来源:网络", "font_px": 6, "contrast": 1.2, "visible": False}],
        "images": [{"url": "https://example.org/a.png", "data": "iVBORw0KGgo="}],
        "captured_at": "2026-11-24T08:00:00+08:00",
        "html": None,
    }
    assert client.post("/v1/check", json=sent).status_code == 200


def test_fields_that_are_not_known_are_left_alone(client: Any) -> None:
    assert client.post("/v1/check", json={"text": "今天下雪。", "later": 1}).status_code == 200


def test_a_record_can_be_read_as_it_was_put_in(client: Any) -> None:
    data = client.get("/v1/rebuttals/garlic-cures-colds").get_json()
    assert Record.from_json(data).to_json() == data
