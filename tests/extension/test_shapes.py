"""Twelve shapes of page, each from the press on the button to a click inside the card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from browser import Chromium
from playwright.sync_api import Page
from sites import Sites
from stub import StubService

pytestmark = pytest.mark.browser

CLAIM = "吃绿豆能治好糖尿病和高血压，比吃药还管用。"
ARABIC = "شرب الماء كل ربع ساعة يغسل الفيروس من الحلق."
LAKE = "湖边的荷花今年开得早，周末来拍照的人不少。"
ARTICLE = f"""<!doctype html><html lang=zh><title>夏天的豆子</title><div id=app><h1>夏天的豆子</h1>
<p>绿豆汤是夏天常见的饮料，煮起来也不费事。</p><p>{CLAIM}</p><p>身体不舒服还是要去医院。</p></div>"""
ROWS = "".join(f"<div><span>第{i}行</span><i>{LAKE}</i></div>" for i in range(6500))
HEADLINES = "".join(f"<li><a href=/n/{i}>{LAKE}</a></li>" for i in range(12))

RENDER = "app.replaceWith(app.cloneNode(true))"
SCROLL = f"""for (let i = 0; i < 30; i++) {{ const p = document.createElement('p');
    p.textContent = i + '{LAKE}'; app.prepend(p); }}"""
GO = "history.pushState({}, '', '/other'); app.append('（完）')"


@dataclass
class Shape:
    """A page, what happens on it after the check, and how it is served and looked at."""

    html: str = ARTICLE
    claim: str = CLAIM
    then: str | None = None
    width: int = 1100
    served: dict[str, str] = field(default_factory=dict)


STRICT = "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
FRAMED = "<!doctype html><title>旧站</title><iframe src=/inner.html width=700></iframe>"
SHAPES = {
    "static": Shape(),
    "rendered again": Shape(then=RENDER),
    "scrolls on": Shape(then=SCROLL),
    "one page for all": Shape(then=GO),
    "frame": Shape(FRAMED),
    "strict policy": Shape(served={"csp": STRICT}),
    "right to left": Shape(f"<!doctype html><html dir=rtl><p>{ARABIC}</p>", ARABIC),
    "20,000 nodes": Shape(ARTICLE + ROWS),
    "dark": Shape(f"{ARTICLE}<style>body {{ background: #111; color: #eee }}</style>"),
    "narrow": Shape(width=320),
    "gbk": Shape(ARTICLE, served={"charset": "gbk"}),
    "list": Shape(f"<!doctype html><ol><li><a href=/x>{CLAIM}</a>{HEADLINES}</ol>"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_on_every_shape_of_page_a_click_on_the_mark_says_who_debunked_it(
    chromium: Chromium, sites: Sites, service: StubService, name: str
) -> None:
    shape = SHAPES[name]
    service.marks = [shape.claim]
    sites.put(ARTICLE, "/inner.html")
    page = chromium.open(sites.put(shape.html, **shape.served), width=shape.width)
    assert chromium.check(page)["phase"] == "done"
    if shape.then:
        page.evaluate(shape.then)
    until_marked(chromium, page, shape.claim)

    if name == "list":  # a headline is a link: the card opens on hover, a click follows it
        page.mouse.move(*mark(page))
    else:
        chromium.click_mark(page)
    card = str(chromium.until(page, lambda: chromium.card(page), "the card opens"))
    assert "中国互联网联合辟谣平台" in card
    assert "https://www.piyao.org.cn/example.html" in card
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chromium.click_in_card(page, "×")
    chromium.until(page, lambda: not chromium.card(page), "a click closes it")


def until_marked(chromium: Chromium, page: Page, claim: str) -> None:
    def painted() -> bool:
        return any(joined(frame.evaluate) == claim for frame in page.frames)

    chromium.until(page, painted, "the claim is marked, and nothing else")


def joined(evaluate: Callable[[str], Any]) -> str:
    return str(evaluate("[...(CSS.highlights.get('mingbian-alert') ?? [])].join('')"))


def mark(page: Page) -> list[float]:
    place: list[float] = page.evaluate(
        "(() => { const box = [...CSS.highlights.get('mingbian-alert')][0].getClientRects()[0];"
        " return [box.x + 20, box.y + box.height / 2]; })()"
    )
    return place
