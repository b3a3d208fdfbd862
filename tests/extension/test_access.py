"""Everything by keyboard, names for those who hear the page, and no fault that axe can find."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser import Chromium
from playwright.sync_api import Page
from sites import Sites
from stub import NUMBER, Mark, StubService

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "extension" / "node_modules" / "axe-core" / "axe.min.js"

FIRST = "吃绿豆能治好糖尿病和高血压，比吃药还管用。"
SECOND = "网传所有药店将停止出售降压药。"
ARTICLE = f"""<!doctype html><html lang=zh><meta charset=utf-8><title>夏天的豆子</title>
<main><h1>夏天的豆子</h1><p><a href="#x">第一个链接</a>绿豆汤是夏天常见的饮料。{FIRST}</p>
<p>{SECOND}身体不舒服还是要去医院。</p><div style="height:1500px"></div>
<p>据业内人士透露，消息很快公布。</p></main>"""

RUN_AXE = "axe.run(%s).then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"


@pytest.fixture
def marked(chromium: Chromium, sites: Sites, service: StubService) -> Page:
    service.marks = [
        Mark(FIRST),
        Mark(SECOND, "warning", label="来源不明"),
        Mark("据业内人士透露", "notice", label="来源不明"),
        Mark("第一个链接", "notice", exact="这一句话页面上根本没有，也没有像它的"),
    ]
    page = chromium.open(sites.put(ARTICLE))
    chromium.check(page)
    return page


def faults(page: Page) -> Any:
    page.evaluate(AXE.read_text())
    return page.evaluate(RUN_AXE % "document")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 420])
def test_the_list_has_no_fault(chromium: Chromium, marked: Page, scheme: Any, width: int) -> None:
    panel = chromium.panel(marked)
    panel.emulate_media(color_scheme=scheme)
    panel.set_viewport_size({"width": width, "height": 700})
    panel.locator("summary").click()
    assert faults(panel) == []
    assert panel.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_forms_have_no_fault(
    chromium: Chromium, service: StubService, marked: Page, scheme: Any
) -> None:
    panel = chromium.panel(marked)
    panel.emulate_media(color_scheme=scheme)
    panel.set_viewport_size({"width": 320, "height": 700})
    kept = {"number": NUMBER, "kind": "tip", "server": service.address, "at": "2026-11-24"}
    chromium.worker.evaluate("reports => chrome.storage.local.set({reports})", [kept])
    for button in ["有异议", "向 12377 举报", "我反馈过的"]:
        panel.get_by_role("button", name=button).first.click()
        panel.wait_for_timeout(200)
        assert faults(panel) == []
        assert panel.evaluate("document.querySelector('dialog').scrollWidth") <= 320
        panel.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_options_have_no_fault(chromium: Chromium, scheme: Any) -> None:
    options = chromium.own_page("options/options.html")
    options.emulate_media(color_scheme=scheme)
    options.set_viewport_size({"width": 320, "height": 700})
    assert faults(options) == []
    assert options.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_has_no_fault(chromium: Chromium, marked: Page, scheme: Any) -> None:
    marked.emulate_media(color_scheme=scheme)
    world = chromium.world(marked)
    world.open_roots()
    world.evaluate("mingbianGuest.step(1)")
    world.evaluate(AXE.read_text())
    found = world.evaluate(RUN_AXE % "{include: ['mingbian-card']}")
    # The page's landmarks are the page's own business: the card is a dialog beside them.
    assert [fault for fault in found if fault[0] != "region"] == []
    assert world.evaluate("document.querySelector('mingbian-card').shadowRoot !== null")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_line_in_a_narrow_window_has_no_fault(
    chromium: Chromium, sites: Sites, service: StubService, scheme: Any
) -> None:
    service.marks = [FIRST]
    page = chromium.open(sites.put(ARTICLE))
    page.emulate_media(color_scheme=scheme)
    with chromium.window_width(page, 500):
        chromium.check(page)
        world = chromium.world(page)
        world.open_roots()
        note = "{text: '标注 1 处', marks: 1, stays: true}"
        world.evaluate(f"mingbianGuest.show({{annotations: [], note: {note}}})")
        world.evaluate(AXE.read_text())
        found = world.evaluate(RUN_AXE % "{include: ['mingbian-card']}")
    assert [fault for fault in found if fault[0] != "region"] == []


def test_marks_are_walked_by_keyboard_and_the_focus_comes_back(
    chromium: Chromium, marked: Page
) -> None:
    marked.locator("a").focus()
    world = chromium.world(marked)
    chromium.command(marked, "next-mark")
    chromium.until(marked, lambda: "第 1 处，共 3 处" in (chromium.card(marked) or ""), "first")
    chromium.command(marked, "previous-mark")
    chromium.until(marked, lambda: "第 3 处，共 3 处" in (chromium.card(marked) or ""), "last")
    assert marked.evaluate("scrollY") > 500
    assert world.evaluate("document.activeElement.localName") == "mingbian-card"

    marked.keyboard.press("Escape")
    assert chromium.card(marked) is None
    assert marked.evaluate("document.activeElement.textContent") == "第一个链接"


def test_the_card_and_its_buttons_have_names(chromium: Chromium, marked: Page) -> None:
    world = chromium.world(marked)
    world.open_roots()
    world.evaluate("mingbianGuest.step(1)")
    names = world.evaluate(
        """(() => { const root = document.querySelector('mingbian-card').shadowRoot;
            const card = root.querySelector('[role=dialog]');
            return [card.getAttribute('aria-label'), ...[...card.querySelectorAll('button, a')].map(
                one => one.getAttribute('aria-label') ?? one.textContent)]; })()"""
    )
    assert names == [
        "与已辟谣的说法相同", "关闭", "这是谣言，请勿传播", "复制", "有异议", "上一处", "下一处"
    ]  # fmt: skip


def test_keys_pressed_in_the_card_do_not_reach_the_pages_shortcuts(
    chromium: Chromium, marked: Page
) -> None:
    marked.evaluate("document.addEventListener('keydown', () => { document.title = 'heard' })")
    chromium.command(marked, "next-mark")
    chromium.until(marked, lambda: chromium.card(marked), "the card opens")
    marked.keyboard.press("j")
    assert marked.title() == "夏天的豆子"


def test_the_list_is_walked_by_keyboard_and_leads_into_the_page(
    chromium: Chromium, marked: Page
) -> None:
    panel = chromium.panel(marked)
    panel.keyboard.press("Tab")
    assert panel.evaluate("document.activeElement.textContent").startswith(FIRST)
    panel.keyboard.press("Enter")
    chromium.until(panel, lambda: chromium.card(marked), "the card opens in the page")


def test_the_outcome_is_said_to_those_who_hear_it(chromium: Chromium, marked: Page) -> None:
    panel = chromium.panel(marked)
    assert panel.get_by_role("status").inner_text() == "标注 4 处"
    assert panel.get_by_role("heading", level=1).inner_text() == "标注 4 处"
    assert panel.locator("html").get_attribute("lang") == "zh-CN"


def test_marks_differ_in_their_line_and_not_in_colour_alone(
    chromium: Chromium, marked: Page
) -> None:
    lines = marked.evaluate(
        """() => ['alert', 'warning', 'notice'].map(severity =>
            getComputedStyle(document.body, `::highlight(mingbian-${severity})`)
                .textDecorationStyle)"""
    )
    assert lines == ["double", "wavy", "dotted"]


def test_at_twice_the_size_everything_still_fits(chromium: Chromium, marked: Page) -> None:
    zoom(chromium, marked, 2)
    chromium.command(marked, "next-mark")
    chromium.until(marked, lambda: chromium.card(marked), "the card opens")
    width, height = marked.evaluate("[innerWidth, innerHeight]")
    assert width < 600, "the browser's own zoom is at work"
    left, top, right, bottom = chromium.card_box(marked)
    assert left >= 0
    assert top >= 0
    assert right <= width
    assert bottom <= height

    for path in [f"panel/panel.html?tab={chromium.tab_id(marked)}", "options/options.html"]:
        own = chromium.own_page(path)
        own.set_viewport_size({"width": 400, "height": 700})
        zoom(chromium, own, 2)
        own.locator("h1").wait_for()
        assert own.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert faults(own) == []


def zoom(chromium: Chromium, page: Page, factor: float) -> None:
    """The browser's own zoom, as with Ctrl and plus, in this tab alone."""
    chromium.worker.evaluate(
        """async ([tab, factor]) => { await chrome.tabs.setZoomSettings(tab, {scope: 'per-tab'});
            await chrome.tabs.setZoom(tab, factor); }""",
        [chromium.tab_id(page), factor],
    )
    page.wait_for_timeout(200)
