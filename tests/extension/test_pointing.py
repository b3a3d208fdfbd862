"""How a card opens: by resting on a mark, by a tap, by the focus; and how it goes again."""

from __future__ import annotations

import pytest
from browser import MARK_PLACE, Chromium
from playwright.sync_api import Page
from sites import Sites
from stub import StubService

pytestmark = pytest.mark.browser

CLAIM = "吃绿豆能治好糖尿病和高血压"
LIST = f"""<!doctype html><html lang=zh><title>热榜</title><h1>热榜</h1><ol>
<li><a href=#1>湖边的荷花今年开得早</a></li><li><a href=#2>{CLAIM}</a></li>
<li><a href=#3>桥头修路，车辆绕行</a></li></ol>"""


@pytest.fixture
def marked(chromium: Chromium, sites: Sites, service: StubService) -> Page:
    """A list of links, the second of which is marked."""
    service.marks = [CLAIM]
    page = chromium.open(sites.put(LIST))
    chromium.check(page)
    return page


def focused(page: Page) -> str:
    words: str = page.evaluate("document.activeElement.textContent")
    return words


def test_resting_on_a_mark_opens_its_card_and_leaving_closes_it(
    chromium: Chromium, marked: Page
) -> None:
    marked.mouse.move(*marked.evaluate(MARK_PLACE, "alert"))
    chromium.until(marked, lambda: chromium.card(marked), "a hover opens the card")
    marked.mouse.move(5, 700)
    chromium.until(marked, lambda: not chromium.card(marked), "leaving closes it")


def test_a_link_in_a_mark_opens_the_card_when_the_focus_comes_to_it(
    chromium: Chromium, marked: Page
) -> None:
    marked.keyboard.press("Tab")
    assert chromium.card(marked) is None
    marked.keyboard.press("Tab")
    chromium.until(marked, lambda: chromium.card(marked), "the card opens with the focus")
    assert focused(marked) == CLAIM, "which stays in the page"
    marked.keyboard.press("Tab")
    chromium.until(marked, lambda: not chromium.card(marked), "and goes with it")


def test_escape_closes_such_a_card_and_leaves_the_focus_where_it_is(
    chromium: Chromium, marked: Page
) -> None:
    marked.keyboard.press("Tab")
    marked.keyboard.press("Tab")
    chromium.until(marked, lambda: chromium.card(marked), "the card opens with the focus")
    marked.keyboard.press("Escape")
    assert (chromium.card(marked), focused(marked)) == (None, CLAIM)

    chromium.command(marked, "next-mark")
    chromium.until(marked, lambda: chromium.card(marked), "a shortcut leads into the card")
    marked.keyboard.press("Escape")
    marked.wait_for_timeout(200)
    assert (chromium.card(marked), focused(marked)) == (None, CLAIM), "and it stays closed"


def test_a_tap_opens_the_card_and_a_tap_beside_it_closes_it(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = [CLAIM]
    page = chromium.open(sites.put(f"<!doctype html><title>豆子</title><p>听说{CLAIM}。</p>"))
    chromium.check(page)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def tap(x: float, y: float) -> None:
        session.send(
            "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
        )
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    tap(*page.evaluate(MARK_PLACE, "alert"))
    chromium.until(page, lambda: chromium.card(page), "a tap opens the card")
    tap(600, 700)
    chromium.until(page, lambda: not chromium.card(page), "a tap elsewhere closes it")
    session.detach()


def test_escape_pressed_in_a_frame_closes_the_card_too(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = [CLAIM]
    sites.put(LIST, "/inner.html")
    page = chromium.open(sites.put("<!doctype html><title>外</title><iframe src=/inner.html>"))
    chromium.check(page)
    frame = page.frames[1]
    frame.locator("a").first.focus()
    page.keyboard.press("Tab")
    chromium.until(page, lambda: chromium.card(page), "a link in a frame opens it as well")
    assert frame.evaluate("document.activeElement.textContent") == CLAIM
    page.keyboard.press("Escape")
    chromium.until(page, lambda: not chromium.card(page), "the card hears the frame's keys")
