"""Every action by keyboard alone: what Tab reaches, in which order, and what Enter does there."""

from __future__ import annotations

import pytest
from browser import Chromium
from playwright.sync_api import Page, expect
from sites import Sites
from stub import Mark, StubService

pytestmark = pytest.mark.browser

CLAIM = "吃绿豆能治好糖尿病和高血压，比吃药还管用。"
SECOND = "网传所有药店将停止出售降压药。"
ARTICLE = f"""<!doctype html><html lang=zh><title>夏天的豆子</title><h1>夏天的豆子</h1>
<p>绿豆汤是夏天常见的饮料。{CLAIM}</p><p>{SECOND}身体不舒服还是要去医院。</p>"""

#: What a screen reader calls the element that has the focus, here or in an open shadow root.
NAME = """root => { let at = document.activeElement;
    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const name = at.ariaLabel ?? at.labels?.[0]?.textContent ?? at.textContent;
    return name.split('在页面上')[0]; }"""

SOURCE = "这是谣言，请勿传播"


@pytest.fixture
def marked(chromium: Chromium, sites: Sites, service: StubService) -> Page:
    service.marks = [CLAIM, Mark(SECOND, "warning", label="来源不明")]
    page = chromium.open(sites.put(ARTICLE))
    chromium.check(page)
    return page


def walk(page: Page, steps: int) -> list[str]:
    """The names that so many presses of Tab lead to."""
    names = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        names.append(page.evaluate(NAME))
    return names


def reach(page: Page, name: str) -> None:
    """Press Tab until an element of this name has the focus."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(NAME) == name:
            return
    raise AssertionError(f"Tab does not lead to {name}")


def test_tab_reaches_everything_in_the_list_in_order(chromium: Chromium, marked: Page) -> None:
    panel = chromium.panel(marked)
    assert walk(panel, 13) == [
        CLAIM, SOURCE, "复制", "有异议", SECOND, SOURCE, "复制", "有异议",
        "告诉我们标漏了什么", "向 12377 举报", "发送了什么", "再查一次", "我反馈过的",
    ]  # fmt: skip
    assert walk(panel, 1) == ["设置"]


def test_a_mark_is_disputed_without_a_mouse(
    chromium: Chromium, marked: Page, service: StubService
) -> None:
    panel = chromium.panel(marked)
    reach(panel, "有异议")
    panel.keyboard.press("Enter")
    panel.keyboard.type("文中说的是另一件事。")
    assert walk(panel, 2) == ["发送", "取消"]
    panel.keyboard.press("Shift+Tab")
    panel.keyboard.press("Enter")
    panel.locator("#letter-number").wait_for()
    assert service.reports[0]["reason"] == "文中说的是另一件事。"
    assert panel.evaluate(NAME) == "关闭"
    panel.keyboard.press("Enter")
    expect(panel.get_by_role("dialog")).to_have_count(0)
    assert panel.evaluate(NAME) == "有异议", "the focus is back where it was"


def test_what_was_sent_is_unfolded_read_and_scrolled_without_a_mouse(
    chromium: Chromium, marked: Page
) -> None:
    panel = chromium.panel(marked)
    reach(panel, "发送了什么")
    panel.keyboard.press("Enter")
    panel.get_by_text("没有发送：").wait_for()
    assert walk(panel, 1) == ["发送的原文，开头部分"]


def test_the_page_is_checked_again_without_a_mouse(
    chromium: Chromium, marked: Page, service: StubService
) -> None:
    panel = chromium.panel(marked)
    reach(panel, "再查一次")
    panel.keyboard.press("Enter")
    chromium.until(panel, lambda: len(service.requests) == 2, "it is checked again")


def test_tab_reaches_everything_in_the_card_and_enter_disputes(
    chromium: Chromium, marked: Page
) -> None:
    chromium.world(marked).open_roots()
    chromium.command(marked, "next-mark")
    chromium.until(marked, lambda: chromium.card(marked), "the card opens")
    assert walk(marked, 6) == ["关闭", SOURCE, "复制", "有异议", "上一处", "下一处"]
    marked.keyboard.press("Enter")
    chromium.until(
        marked, lambda: "第 2 处，共 2 处" in (chromium.card(marked) or ""), "the next one"
    )
    reach(marked, "有异议")
    panel = chromium.panel(marked)
    marked.bring_to_front()
    marked.keyboard.press("Enter")
    panel.get_by_role("dialog", name="对这处标注有异议").wait_for()


def test_the_options_are_set_without_a_mouse(chromium: Chromium) -> None:
    options = chromium.own_page("options/options.html")
    options.locator("h1").wait_for()
    assert walk(options, 5) == ["网站", "加入", "连“?”后面的部分一起发送", "服务地址", "保存"]
    options.keyboard.press("Shift+Tab")
    options.keyboard.press("Shift+Tab")
    options.keyboard.press("Space")
    options.get_by_role("status").get_by_text("已保存").wait_for()
    options.keyboard.press("Tab")
    options.keyboard.press("Control+a")
    options.keyboard.type("这不是地址 1")
    options.keyboard.press("Enter")
    options.get_by_role("alert").get_by_text("这不是一个地址").wait_for()
