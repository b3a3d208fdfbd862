"""What came of what a reader sent: asked when the reader looks, and shown in the list."""

from __future__ import annotations

from typing import Any

import pytest
from browser import Chromium
from playwright.sync_api import Page, expect
from sites import Sites
from stub import NUMBER, StubService

pytestmark = pytest.mark.browser

CLAIM = "吃绿豆能治好糖尿病和高血压，比吃药还管用。"
ARTICLE = f"<!doctype html><title>夏天的豆子</title><h1>夏天的豆子</h1><p>绿豆汤很好喝。{CLAIM}</p>"
WHY = "标题里没有写明是转述，所以不改。"
DECLINED = {
    "state": "declined",
    "answer": WHY,
    "answered_at": "2026-11-26T09:30:00Z",
    "may_appeal": True,
}


@pytest.fixture
def panel(chromium: Chromium, sites: Sites, service: StubService) -> Page:
    """The list of a page with one mark, which the reader has disputed."""
    service.marks = [CLAIM]
    page = chromium.open(sites.put(ARTICLE))
    chromium.check(page)
    panel = chromium.panel(page)
    panel.get_by_role("button", name="有异议").click()
    panel.get_by_label("哪里不对？").fill("文中说的是另一件事。")
    panel.get_by_role("button", name="发送").click()
    panel.locator("#letter-number").wait_for()
    panel.keyboard.press("Escape")
    return panel


def opened(panel: Page) -> Any:
    """The dialog, opened from the foot of the list."""
    panel.get_by_role("button", name="我反馈过的").click()
    return panel.get_by_role("dialog", name="我反馈过的")


def test_a_report_that_is_not_decided_is_said_to_be_open(panel: Page, service: StubService) -> None:
    assert service.asked == [], "nothing is asked before the reader looks"
    dialog = opened(panel)
    dialog.get_by_text("编辑还没有决定").wait_for()
    assert "异议 · " in dialog.inner_text()
    assert NUMBER in dialog.inner_text()
    assert service.asked == [NUMBER]


def test_the_reason_is_shown_once_it_is_decided_and_the_way_to_an_appeal(
    panel: Page, service: StubService
) -> None:
    service.decided[NUMBER] = DECLINED
    dialog = opened(panel)
    dialog.get_by_text("2026年11月26日没有采纳").wait_for()
    assert WHY in dialog.inner_text()
    way = dialog.get_by_role("link", name="在网页上看，可以申诉")
    assert way.get_attribute("href") == f"{service.address}/reports/{NUMBER}"


def test_the_thanks_lead_to_what_came_of_it(
    chromium: Chromium, panel: Page, service: StubService
) -> None:
    panel.get_by_role("button", name="标漏了什么").click()
    panel.get_by_label("哪一句？").fill("第三段也是。")
    panel.get_by_role("button", name="发送").click()
    panel.get_by_role("dialog", name="收到了").get_by_role("button", name="我反馈过的").click()
    dialog = panel.get_by_role("dialog", name="我反馈过的")
    dialog.get_by_text("编辑还没有决定").wait_for()
    assert "标漏了 · " in dialog.inner_text()


def test_nothing_of_the_page_is_kept_with_the_number(
    chromium: Chromium, panel: Page, service: StubService
) -> None:
    kept = chromium.worker.evaluate("chrome.storage.local.get('reports')")["reports"]
    assert [set(one) for one in kept] == [{"number", "kind", "server", "at"}]


def test_a_number_from_elsewhere_is_looked_up_and_kept(panel: Page, service: StubService) -> None:
    service.decided["aaaa-bbbb-cccc"] = DECLINED | {"kind": "appeal", "may_appeal": False}
    dialog = opened(panel)
    field = dialog.get_by_label("别处得到的编号")
    field.fill("../fingerprints")
    field.press("Enter")
    dialog.get_by_role("alert").get_by_text("没有这个编号").wait_for()
    assert field.input_value() == "../fingerprints"
    assert service.asked[-1] == "../fingerprints", "it stays one part of the address"

    field.fill("aaaa-bbbb-cccc")
    field.press("Enter")
    dialog.get_by_text("申诉 · ").wait_for()
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    expect(field).to_have_value("")


def test_a_number_that_is_removed_is_gone(
    chromium: Chromium, panel: Page, service: StubService
) -> None:
    dialog = opened(panel)
    dialog.get_by_role("button", name=f"移除 {NUMBER}").click()
    dialog.get_by_text("还没有反馈过").wait_for()
    kept = chromium.worker.evaluate("chrome.storage.local.get('reports')")["reports"]
    assert kept == []


def test_a_service_that_is_away_is_said_so(panel: Page, service: StubService) -> None:
    service.status = 503
    opened(panel).get_by_text("这次没有问到：服务正在准备").wait_for()


def test_another_service_is_not_asked_about_it(
    chromium: Chromium, panel: Page, service: StubService
) -> None:
    chromium.settings(server="http://127.0.0.1:9")
    opened(panel).get_by_text(f"发给了 {service.address}").wait_for()
    assert service.asked == []


def test_the_dialog_is_used_by_keyboard_alone(panel: Page, service: StubService) -> None:
    service.decided[NUMBER] = DECLINED
    panel.get_by_role("button", name="我反馈过的").focus()
    panel.keyboard.press("Enter")
    panel.get_by_text(WHY).wait_for()
    names = []
    for _ in range(5):
        panel.keyboard.press("Tab")
        names.append(
            panel.evaluate(
                "(({ariaLabel, labels, textContent}) =>"
                " ariaLabel ?? labels?.[0]?.textContent ?? textContent)(document.activeElement)"
            )
        )
    assert names == ["在网页上看，可以申诉", f"移除 {NUMBER}", "别处得到的编号", "查询", "关闭"]
    panel.keyboard.press("Enter")
    expect(panel.get_by_role("dialog")).to_have_count(0)
    assert panel.evaluate("document.activeElement.textContent") == "我反馈过的"
