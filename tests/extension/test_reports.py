"""What a reader says back: a dispute, a tip, a mark as text, a complaint ready to be sent."""

from __future__ import annotations

import pytest
from browser import Chromium
from playwright.sync_api import Page
from sites import Sites
from stub import NUMBER, StubService

pytestmark = pytest.mark.browser

CLAIM = "吃绿豆能治好糖尿病和高血压，比吃药还管用。"
ARTICLE = f"<!doctype html><title>夏天的豆子</title><h1>夏天的豆子</h1><p>绿豆汤很好喝。{CLAIM}</p>"


@pytest.fixture
def marked(chromium: Chromium, sites: Sites, service: StubService) -> Page:
    service.marks = [CLAIM]
    page = chromium.open(sites.put(ARTICLE))
    chromium.check(page)
    return page


def test_a_dispute_reaches_the_service_and_the_reader_gets_a_number(
    chromium: Chromium, service: StubService, marked: Page
) -> None:
    panel = chromium.panel(marked)
    panel.get_by_role("button", name="有异议").click()
    panel.get_by_label("哪里不对？").fill("文中说的是另一件事。")
    panel.get_by_role("button", name="发送").click()

    assert panel.locator("#letter-number").inner_text() == NUMBER
    assert service.reports == [
        {
            "kind": "dispute",
            "url": marked.url,
            "quote": CLAIM,
            "annotation_id": "urn:mingbian:0",
            "record_id": "test-record",
            "reason": "文中说的是另一件事。",
        }
    ]


def test_the_card_leads_to_the_dispute_in_the_list(chromium: Chromium, marked: Page) -> None:
    world = chromium.world(marked)
    world.open_roots()
    world.evaluate("mingbianGuest.step(1)")
    panel = chromium.panel(marked)
    world.evaluate(
        "[...document.querySelector('mingbian-card').shadowRoot.querySelectorAll('button')]"
        ".find(button => button.textContent === '有异议').click()"
    )
    panel.get_by_role("dialog", name="对这处标注有异议").wait_for()


def test_a_report_that_cannot_be_delivered_keeps_the_readers_words(
    chromium: Chromium, service: StubService, marked: Page
) -> None:
    panel = chromium.panel(marked)
    panel.get_by_role("button", name="标漏了什么").click()
    panel.get_by_label("哪一句？").fill("第三段也是谣言。")
    service.status = 503
    panel.get_by_role("button", name="发送").click()
    panel.get_by_role("alert").get_by_text("没有送到").wait_for()
    assert panel.get_by_label("哪一句？").input_value() == "第三段也是谣言。"

    service.status = 200
    panel.get_by_role("button", name="发送").click()
    panel.get_by_text("收到了").wait_for()
    assert service.reports[-1]["kind"] == "tip"
    assert service.reports[-1]["quote"] == "夏天的豆子"


def test_an_empty_report_is_not_sent(
    chromium: Chromium, service: StubService, marked: Page
) -> None:
    panel = chromium.panel(marked)
    panel.get_by_role("button", name="有异议").click()
    panel.get_by_role("button", name="发送").click()
    panel.get_by_label("哪里不对？").fill("   ")
    panel.get_by_role("button", name="发送").click()
    panel.wait_for_timeout(200)
    assert service.reports == []


def test_a_mark_is_copied_as_text_with_its_link(chromium: Chromium, marked: Page) -> None:
    panel = chromium.panel(marked)
    panel.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.get_by_role("button", name="复制").click()
    panel.get_by_role("button", name="已复制").wait_for()
    words = panel.evaluate("navigator.clipboard.readText()")
    for part in [
        CLAIM,
        "中国互联网联合辟谣平台",
        "2024年3月5日",
        "https://www.piyao.org.cn/",
        marked.url,
    ]:
        assert part in words


def test_the_card_copies_on_a_page_without_https_too(chromium: Chromium, marked: Page) -> None:
    assert not marked.evaluate("isSecureContext")
    marked.evaluate("document.addEventListener('copy', () => { document.title = 'heard' })")
    chromium.click_mark(marked)
    chromium.click_in_card(marked, "复制")
    chromium.until(marked, lambda: "已复制" in (chromium.card(marked) or ""), "it says so")
    panel = chromium.panel(marked)
    panel.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.bring_to_front()
    words = panel.evaluate("navigator.clipboard.readText()")
    assert words.startswith(f"“{CLAIM}”")
    assert "https://www.piyao.org.cn/" in words
    assert marked.title() == "夏天的豆子", "the page hears nothing of it"


def test_a_complaint_to_12377_is_ready_to_be_pasted(chromium: Chromium, marked: Page) -> None:
    panel = chromium.panel(marked)
    panel.get_by_role("button", name="向 12377 举报").click()
    words = panel.get_by_label("备好的文字").input_value()
    assert marked.url in words
    assert CLAIM in words
    assert panel.get_by_role("link", name="打开 12377.cn").get_attribute("href") == (
        "https://www.12377.cn/"
    )


def test_what_was_sent_is_shown_in_plain_words_and_verbatim(
    chromium: Chromium, service: StubService, marked: Page
) -> None:
    panel = chromium.panel(marked)
    panel.get_by_text("发送了什么").click()
    words = panel.inner_text("details")
    assert service.address in words
    assert f"页面地址：{marked.url}" in words
    assert CLAIM in panel.inner_text("pre")
