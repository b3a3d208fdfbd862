"""Pages made to break the service: 200 or 422 no_article, within the time a page may take."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

#: Room for the JSON around the markup, below the limit of 5 MB.
SIZE = 4_900_000

#: Bytes a worker may grow by over all of these pages, at 5 MB each.
ROOM = 1_500_000_000

URL = "https://example.org/page"
ARTICLE = "<article><h1>标题</h1>" + "<p>市民昨天在公园里散步，看到了今年的第一场雪。</p>" * 20


def fill(piece: str) -> str:
    size = len(json.dumps(piece, ensure_ascii=False).encode()) - len('""')
    return piece * (SIZE // size)


HOSTILE = {
    "one tag": fill("<p>"),
    "one inline tag": fill("<b>"),
    "nested blocks": fill("<div>"),
    "nested blocks with text": fill("<div>a "),
    "nested tables": fill("<table><tr><td>"),
    "nested lists": fill("<ul><li>"),
    "nested spans in an article": ARTICLE + fill("<span>") + "字",
    "nested quotes": fill("<blockquote>"),
    "closing tags": fill("</div>"),
    "open angles": fill("<"),
    "an endless tag": "<a " + fill("b"),
    "many attributes": "<a " + fill("b=1 ") + ">",
    "an endless attribute": '<a title="' + fill("x"),
    "an endless comment": "<!--" + fill("-"),
    "many comments": fill("<!---->"),
    "an endless script": "<script>" + fill("a"),
    "many scripts": fill("<script>1</script>"),
    "an endless style": "<style>" + fill("a{}"),
    "an endless title": "<title>" + fill("字"),
    "many titles": fill("<title>a</title>"),
    "many metas": fill('<meta name="date" content="2020-01-01">'),
    "many ld+json": fill('<script type="application/ld+json">{"a":1}</script>'),
    "nested ld+json": '<script type="application/ld+json">' + fill("["),
    "entities": fill("&amp;"),
    "broken entities": fill("&#x110000;"),
    "nulls": "<p>" + fill("\0"),
    "nulls between": "<\0p>字\0字</\0p>" * 10_000,
    "controls": fill("\x01\x0b\x1f\x7f"),
    "one endless word": "<p>" + fill("a"),
    "one endless sentence": "<p>" + fill("字"),
    "only full stops": "<p>" + fill("。"),
    "only quotes": "<p>" + fill("“”"),
    "open quotes": "<p>" + fill("“"),
    "only spaces": "<p>" + fill(" "),
    "only dates": "<p>" + fill("2020-01-01 "),
    "only digits": "<p>" + fill("1"),
    "only numbers": "<p>" + fill("1万"),
    "short lines": fill("<br>a"),
    "many paragraphs": fill("<p>市民昨天在公园里散步，看到了第一场雪。</p>"),
    "many links": fill('<a href="http://example.org/a">链接</a>'),
    "many images": fill('<img src="a.png" alt="图">'),
    "hearsay without end": "<p>" + fill("网传"),
    "styled to death": fill('<p style="font-size:1px;color:#fff;opacity:0">来源：网络</p>'),
    "direction marks": "<p>" + fill("\u202e\u200b"),
    "combining marks": "<p>a" + fill("\u0301"),
    "doctype again": fill("<!doctype html>"),
    "frames": fill("<frameset><frame>"),
    "svg": fill("<svg><math>"),
    "a template": fill("<template>"),
    "an xml page": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    "a billion laughs": '<!DOCTYPE a [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    + "]><p>&a9;</p>",
    "a form feed page": "\f" * 1000 + ARTICLE,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_or_refused_and_never_an_error(service: Any, name: str) -> None:
    assert_survives(service.check(url=URL, html=HOSTILE[name]))


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["字", "a", "。", "\n", "“", "1", "网传", "据知情人士，", "𠮷"])
def test_a_hostile_text_is_read_or_refused_and_never_an_error(service: Any, piece: str) -> None:
    assert_survives(service.check(text=fill(piece)))


@pytest.mark.parametrize("field", ["html", "text"])
def test_lone_surrogates_are_no_error(service: Any, field: str) -> None:
    sent = json.dumps({"url": URL, field: "\ud800<p>雪\udfff\0。</p>\ud83d"})
    answer = service.request("POST", "/v1/check", sent, {"Content-Type": "application/json"})
    assert_survives(answer)
    assert answer.status == 200


def test_lone_surrogates_elsewhere_are_no_error(service: Any) -> None:
    sent = json.dumps(
        {
            "text": "今天下雪了。",
            "url": "https://example.org/\ud800",
            "layout": [{"quote": "\ud800"}],
            "images": [{"url": "\udfff", "data": ""}],
            "\ud800": "\ud800",
        }
    )
    answer = service.request("POST", "/v1/check", sent, {"Content-Type": "application/json"})
    assert answer.status == 200


@pytest.mark.slow
def test_random_damage_is_no_error(service: Any) -> None:
    chance = random.Random(8642)  # noqa: S311 - the same damage every time
    page = (
        f'<html><head><meta charset="utf-8"><title>雪</title></head><body>{ARTICLE}</body></html>'
    )
    for _ in range(200):
        letters = list(page)
        for _ in range(chance.randrange(1, 60)):
            letters[chance.randrange(len(letters))] = chance.choice("<>/\"'&;=!-\0\ufffe字 \n")
        assert_survives(service.check(url=URL, html="".join(letters)))


@pytest.mark.slow
def test_memory_is_given_back_or_bounded(service: Any) -> None:
    workers = children_of(service.process.pid)
    before = sum(map(resident, workers))
    for name in ("one tag", "many links", "many paragraphs", "one endless sentence"):
        service.check(url=URL, html=HOSTILE[name])
    assert children_of(service.process.pid) == workers  # none was replaced
    assert sum(map(resident, workers)) - before < ROOM


def assert_survives(answer: Any) -> None:
    assert answer.status in (200, 422), answer.body[:300]
    if answer.status == 422:
        assert answer.error["code"] == "no_article"


def children_of(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in children.split()]


def resident(pid: int) -> int:
    """Bytes of memory a process has in use."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
