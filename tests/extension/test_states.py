"""What a reader is told when there is nothing to mark, and when a check cannot be made."""

from __future__ import annotations

import pytest
from browser import Chromium
from playwright.sync_api import Page
from sites import Sites
from stub import Mark, StubService

pytestmark = pytest.mark.browser

ARTICLE = """<!doctype html><meta charset=utf-8><title>湖边的早晨</title><h1>湖边的早晨</h1>
<p>天刚亮，湖边已经有人在打太极拳。卖豆浆的车停在老地方，队排到了桥头。</p>"""


def panel_words(chromium: Chromium, page: Page) -> str:
    return chromium.panel(page).inner_text("#view")


def test_before_a_check_the_list_says_how_to_make_one(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = chromium.open(sites.put(ARTICLE))
    assert "这一页还没有检查" in panel_words(chromium, page)
    assert service.requests == []


def test_nothing_found_is_not_called_true(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = chromium.open(sites.put(ARTICLE))
    chromium.check(page)
    words = panel_words(chromium, page)
    assert "没有发现已辟谣内容" in words
    assert "不表示页面说的都对" in words
    assert chromium.badge(page) == ""


def test_a_page_that_debunks_is_said_to_debunk(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.stance = "debunks"
    page = chromium.open(sites.put(ARTICLE))
    chromium.check(page)
    assert "这一页在辟谣" in panel_words(chromium, page)


def test_a_page_without_an_article_is_said_to_have_none(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.characters = 0
    page = chromium.open(sites.put(ARTICLE))
    chromium.check(page)
    assert "没有可以检查的正文" in panel_words(chromium, page)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (503, "服务正在准备"),
        (429, "查得太快了"),
        (413, "这一页太大"),
        (422, "服务读不了这一页"),
        (500, "服务出了错"),
    ],
)
def test_each_refusal_of_the_service_has_its_own_calm_words(
    chromium: Chromium, sites: Sites, service: StubService, status: int, words: str
) -> None:
    service.status = status
    page = chromium.open(sites.put(ARTICLE))
    state = chromium.check(page)
    assert state["phase"] == "failed"
    assert words in panel_words(chromium, page)
    assert chromium.badge(page) == "!"


def test_a_service_that_is_not_there_is_said_so_and_can_be_tried_again(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    chromium.settings(server="http://127.0.0.1:9")
    page = chromium.open(sites.put(ARTICLE))
    chromium.check(page)
    panel = chromium.panel(page)
    assert "连不上明辨服务" in panel.inner_text("#view")

    chromium.settings(server=service.address)
    panel.get_by_role("button", name="再试一次").click()
    panel.get_by_role("heading", name="没有发现已辟谣内容").wait_for()


@pytest.mark.parametrize("path", ["/login.php", "/user/signin", "/checkout/2"])
def test_sign_in_and_payment_pages_are_not_read_even_on_a_click(
    chromium: Chromium, sites: Sites, service: StubService, path: str
) -> None:
    page = chromium.open(sites.put(ARTICLE, path))
    chromium.check(page)
    assert "这一页不读" in panel_words(chromium, page)
    assert service.requests == []


@pytest.mark.parametrize(
    "field", ['<input type="password">', '<input autocomplete="cc-number">'], ids=["word", "card"]
)
def test_a_page_that_is_a_form_for_secrets_is_not_sent(
    chromium: Chromium, sites: Sites, service: StubService, field: str
) -> None:
    form = f'<form style="margin-top: 300px">{field}<button>继续</button></form>'
    page = chromium.open(sites.put(ARTICLE + form))
    chromium.check(page)
    assert "这一页不读" in panel_words(chromium, page)
    assert service.requests == []


def test_the_browsers_own_pages_cannot_be_checked(chromium: Chromium) -> None:
    page = chromium.open("chrome://version/")
    state = chromium.check(page)
    assert state["problem"] == "not_a_page"


def test_a_failed_check_takes_the_marks_of_the_one_before_away(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = ["卖豆浆的车停在老地方，队排到了桥头。"]
    page = chromium.open(sites.put(ARTICLE))
    chromium.check(page)
    assert chromium.painted(page)

    service.status = 500
    chromium.check(page)
    assert chromium.painted(page) == {}


def test_a_new_page_in_the_tab_is_a_page_not_checked(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = ["卖豆浆的车停在老地方，队排到了桥头。"]
    page = chromium.open(sites.put(ARTICLE))
    chromium.check(page)
    page.goto(sites.put(ARTICLE, "/b.html"))
    chromium.until(page, lambda: chromium.state(page) is None, "the state goes with its page")
    assert chromium.painted(page) == {}


def test_a_press_while_the_page_still_loads_is_not_lost(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = chromium.open(sites.put(ARTICLE))
    chromium.worker.evaluate(
        """tab => { const {onChanged} = chrome.storage.session;
            const loaded = () => { onChanged.removeListener(loaded);
                chrome.tabs.onUpdated.dispatch(tab, {status: 'complete'}, {id: tab}); };
            onChanged.addListener(loaded); }""",
        chromium.tab_id(page),
    )
    assert chromium.check(page)["phase"] == "done"


def test_a_narrow_window_gets_a_line_in_the_page_instead_of_a_list(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = [Mark("卖豆浆的车停在老地方，队排到了桥头。")]
    page = chromium.open(sites.put(ARTICLE))
    with chromium.window_width(page, 600):
        chromium.check(page)
        line = chromium.until(page, lambda: chromium.card(page), "a line is shown in the page")
    assert "标注 1 处" in line
    assert "去看看" in line
