"""The pages in a real Chromium: on a phone, in the dark, by keyboard, and without scripts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import make_server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).parents[2] / "extension" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = "axe.run().then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"

CLAIM = "每天生吃一头大蒜可以治好感冒"
ARTICLE = f"""<html lang="zh-CN"><head><meta charset="gbk"><title>冬天怎么吃</title></head><body>
<article><h1>冬天怎么吃</h1><p>来源：网络</p>
<p>入冬以后，不少人想换一换家里的菜单，也有人想少生几次病，大家各有各的办法。</p>
<p>{CLAIM}，效果比药还好。据知情人士透露，这个方子已经传了很多年，一直没有公开。</p>
<p>有专家表示，家里有孩子和老人的更要小心，最好今天就开始，越早越好，不要再等。</p>
<p>除了这些，白菜、萝卜和豆腐也都是这个季节常见的食材，做法简单，价格也不高。</p>
</article></body></html>"""

#: What the browser says of a page that is rightly not there.
MISSING = "Failed to load resource"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(site: FlaskClient) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site.application, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    from browser import ARGUMENTS, CHROMIUM

    with playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS) as started:
        yield started


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a page of ours; at the end nothing may have been refused or gone wrong in it."""
    contexts, problems = [], []

    def one(path: str, width: int = 1200, **options: Any) -> Page:
        viewport = {"width": width, "height": 800}
        context = browser.new_context(viewport=viewport, locale="zh-CN", **options)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: MISSING in line.text or problems.append(line.text))
        page.goto(address + path)
        return page

    yield one
    for context in contexts:
        context.close()
    assert problems == []


def check(page: Page) -> None:
    """The article as a saved file in GBK, through the form."""
    file = {"name": "page.html", "mimeType": "text/html", "buffer": ARTICLE.encode("gbk")}
    page.set_input_files("#file", file)
    page.click("form.ask button[type=submit]")
    page.wait_for_selector(".reading")


def faults(page: Page) -> Any:
    page.evaluate(AXE.read_text())
    return page.evaluate(RUN_AXE)


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_every_page_fits_and_axe_finds_no_fault(
    visit: Open, address: str, width: int, scheme: str
) -> None:
    page = visit("/", width, color_scheme=scheme)
    assert (overflow(page), faults(page)) == (0, [])
    check(page)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert (overflow(page), faults(page)) == (0, [])
    page.click("form[action^='/keep'] button")
    page.wait_for_selector("#kept-link")
    assert (overflow(page), faults(page)) == (0, [])
    for path in ("/rebuttals", "/rebuttals/garlic-cures-colds"):
        page.goto(address + path)
        assert (overflow(page), faults(page)) == (0, [])


def test_without_scripts_everything_works(visit: Open) -> None:
    page = visit("/", 360, java_script_enabled=False)
    page.fill("#page", f"冬天怎么吃\n\n{CLAIM}，效果比药还好。")
    page.click("form.ask button[type=submit]")
    assert page.locator("a.mark.alert").inner_text() == CLAIM
    page.click("a.mark.alert")
    assert page.url.endswith("#mark-1")
    assert page.locator("[data-copy]:visible").count() == 0
    page.click("summary:text-is('文字')")
    assert "示例辟谣站" in page.input_value("#as-text")
    page.click("summary:text-is('链接')")
    page.click("form[action^='/keep'] button")
    link = page.input_value("#kept-link")
    page.click("form[action*='/drop'] button")
    assert page.locator("h1").inner_text() == "已经删除"
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 404


def test_everything_can_be_reached_by_keyboard(visit: Open) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for name in ("page", "file"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == name
    page.focus("#page")
    page.keyboard.type(f"{CLAIM}，效果比药还好。")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".reading")
    page.focus("a.mark.alert")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(':target').id") == "mark-1"


def test_beside_the_text_cards_stand_at_their_words_and_never_over_each_other(visit: Open) -> None:
    page = visit("/")
    check(page)
    page.wait_for_selector(".reading.placed")
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.cards')].map(cards => {
            const {top, bottom, left} = cards.getBoundingClientRect();
            const words = cards.parentElement.querySelector('.mark').getBoundingClientRect();
            return {top, bottom, left, words: words.top, right: words.right}; })"""
    )
    assert len(boxes) >= 2
    assert abs(boxes[0]["top"] - boxes[0]["words"]) < 40
    for above, below in pairwise(boxes):
        assert above["bottom"] < below["top"]
    assert all(box["left"] > box["right"] for box in boxes)
    gaps = page.evaluate(
        """() => { const runs = [...document.querySelectorAll('.run')]
            .map(run => run.getBoundingClientRect());
            return runs.slice(1).map((run, place) => run.top - runs[place].bottom); }"""
    )
    assert max(gaps) < 40
    page.set_viewport_size({"width": 360, "height": 800})
    page.wait_for_selector(".reading:not(.placed)")
    assert overflow(page) == 0


def test_severity_can_be_told_without_colour(visit: Open) -> None:
    page = visit("/")
    check(page)
    lines = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('a.mark')].map(mark =>
            [mark.className, getComputedStyle(mark).textDecorationStyle]))"""
    )
    assert lines["mark alert"] == "double"
    assert lines["mark notice"] == "dotted"


def test_the_result_is_copied(visit: Open) -> None:
    page = visit("/", permissions=["clipboard-read", "clipboard-write"])
    check(page)
    page.click("summary:text-is('JSON')")
    page.click("[data-copy='as-json']")
    page.wait_for_selector("#said:text-is('已复制')", state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.input_value("#as-json")


def test_a_file_dropped_anywhere_on_the_form_is_taken(visit: Open) -> None:
    page = visit("/")
    page.evaluate(
        """html => { const data = new DataTransfer();
            data.items.add(new File([html], 'dropped.html', {type: 'text/html'}));
            document.querySelector('#page').dispatchEvent(
                new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: data})); }""",
        ARTICLE.replace("gbk", "utf-8"),
    )
    assert page.evaluate("document.querySelector('#file').files[0].name") == "dropped.html"
    page.click("form.ask button[type=submit]")
    page.wait_for_selector("a.mark.alert")


def test_another_sites_form_does_nothing(visit: Open, address: str) -> None:
    page = visit("/")
    page.goto("about:blank")
    page.set_content(
        f"<form method=post action='{address}/check'><input name=page value='{CLAIM}'></form>"
    )
    with page.expect_response("**/check") as answered:
        page.evaluate("document.forms[0].submit()")
    assert answered.value.status == 403
