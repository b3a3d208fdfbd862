"""The options: what a reader sets, and the consent that comes before it."""

from __future__ import annotations

from typing import Any

import pytest
from browser import Chromium
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

#: Instead of the browser's dialog, which never answers headless.
ANSWER = """answer => { chrome.permissions.request = async asked => {
    window.asked = asked.origins; return answer; }; }"""


@pytest.fixture
def options(chromium: Chromium) -> Page:
    return chromium.own_page("options/options.html")


def stored(chromium: Chromium) -> dict[str, Any]:
    settings: dict[str, Any] = chromium.worker.evaluate(
        "chrome.storage.local.get('settings').then(({settings}) => settings)"
    )
    return settings


def test_a_site_is_added_after_consent_for_that_site_alone(
    chromium: Chromium, options: Page
) -> None:
    options.evaluate(ANSWER, True)
    options.get_by_label("网站").fill("https://www.weibo.com/u/1")
    options.get_by_role("button", name="加入").click()
    options.get_by_role("status").get_by_text("已加入 weibo.com").wait_for()
    assert options.evaluate("window.asked") == ["*://weibo.com/*", "*://*.weibo.com/*"]
    assert stored(chromium)["sites"] == ["weibo.com"]


def test_without_consent_nothing_is_set(chromium: Chromium, options: Page) -> None:
    options.evaluate(ANSWER, False)
    options.get_by_label("网站").fill("weibo.com")
    options.get_by_role("button", name="加入").click()
    options.get_by_text("没有得到许可").wait_for()
    options.get_by_label("服务地址").fill("https://check.example.org")
    options.get_by_role("button", name="保存").click()
    options.get_by_text("所以没有更改").wait_for()
    assert "sites" not in stored(chromium)
    assert stored(chromium)["server"].startswith("http://127.0.0.1")


@pytest.mark.parametrize("typed", ["不是网址", "不是 网址.com", "%E4.com", "javascript:a.b"])
def test_what_is_no_address_is_not_asked_for(options: Page, typed: str) -> None:
    options.evaluate(ANSWER, True)
    options.get_by_label("网站").fill(typed)
    options.get_by_role("button", name="加入").click()
    options.get_by_text("这不像一个网址").wait_for()
    assert options.evaluate("window.asked ?? null") is None


def test_another_service_is_named_before_pages_are_sent_to_it(
    chromium: Chromium, options: Page
) -> None:
    options.evaluate(ANSWER, True)
    options.get_by_label("服务地址").fill("https://check.example.org/")
    options.get_by_role("button", name="保存").click()
    options.get_by_text("会发给 https://check.example.org").wait_for()
    assert options.evaluate("window.asked") == ["https://check.example.org/*"]
    assert stored(chromium)["server"] == "https://check.example.org"


def test_queries_are_sent_only_when_the_reader_says_so(chromium: Chromium, options: Page) -> None:
    assert "keepQuery" not in stored(chromium)
    options.get_by_label("连“?”后面的部分一起发送").check()
    options.get_by_role("status").get_by_text("已保存").wait_for()
    assert stored(chromium)["keepQuery"] is True
