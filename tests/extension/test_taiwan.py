"""A reader of Taiwan's Chinese: asks in it, is answered in it, and sees its words and signs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Chromium, localised, start
from opencc import OpenCC
from playwright.sync_api import Page, Playwright
from sites import Sites
from stub import Mark, StubService

pytestmark = pytest.mark.browser

CLAIM = "吃綠豆能治好糖尿病和高血壓，比吃藥還管用。"
ARTICLE = f"<!doctype html><html lang=zh-TW><title>豆子</title><h1>豆子</h1><p>聽說{CLAIM}</p>"

#: Of the stub's evidence, which stays as its publisher wrote it.
AS_PUBLISHED = ("中国互联网联合辟谣平台", "这是谣言，请勿传播", "一个已被辟谣的说法")


@pytest.fixture(scope="module")
def _taiwanese(
    playwright: Playwright, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chromium]:
    extension = localised(built / "chrome", "zh_TW", tmp_path_factory.mktemp("taiwan") / "zh_TW")
    with start(playwright, extension, tmp_path_factory.mktemp("taiwan-profile")) as chromium:
        yield chromium


@pytest.fixture
def taiwanese(_taiwanese: Chromium, service: StubService) -> Iterator[Chromium]:
    _taiwanese.settings(server=service.address)
    yield _taiwanese
    _taiwanese.close_pages()


@pytest.fixture
def marked(taiwanese: Chromium, sites: Sites, service: StubService) -> Page:
    message = "已有機構查證：沒有這回事。"
    service.language = "zh-TW"
    service.marks = [Mark(CLAIM, label="與已闢謠的說法相同", message=message)]
    page = taiwanese.open(sites.put(ARTICLE))
    assert taiwanese.check(page)["phase"] == "done"
    return page


def simplified(words: str) -> str:
    """The characters that Taiwan writes otherwise, outside what a publisher wrote."""
    for quoted in AS_PUBLISHED:
        words = words.replace(quoted, "")
    to_taiwan = OpenCC("s2tw").convert
    return "".join(sign for sign in words if to_taiwan(sign) != sign and sign not in "台里")


def test_the_service_is_asked_in_the_readers_language(marked: Page, service: StubService) -> None:
    assert [request["language"] for request in service.requests] == ["zh-TW"]


def test_the_list_the_card_and_the_options_speak_it(taiwanese: Chromium, marked: Page) -> None:
    panel = taiwanese.panel(marked)
    panel.locator("summary").click()
    options = taiwanese.own_page("options/options.html")
    options.locator("h1").wait_for()
    shown = [panel.inner_text("#view"), options.inner_text("#view")]
    assert "標註 1 處" in shown[0]
    assert "自動檢查的網站" in shown[1]
    shown.append(str(taiwanese.click_mark(marked)))
    assert "下一處" in shown[2]
    assert [simplified(words) for words in shown] == ["", "", ""]
    for page in (panel, options):
        assert page.locator("html").get_attribute("lang") == "zh-TW"


def test_quotes_have_the_corners_of_taiwan(taiwanese: Chromium, marked: Page) -> None:
    panel = taiwanese.panel(marked)
    panel.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.get_by_role("button", name="複製").click()
    panel.get_by_role("button", name="已複製").wait_for()
    assert panel.evaluate("navigator.clipboard.readText()").startswith(f"「{CLAIM}」")
