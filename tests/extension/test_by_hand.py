"""What only a window has, with real keys and a real mouse: shortcuts, menu, the consent dialog."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import LISTED, Chromium, localised, start
from desktop import Desktop, start_desktop
from playwright.sync_api import Page, Playwright
from sites import Sites
from stub import StubService

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST = "吃绿豆能治好糖尿病和高血压，比吃药还管用。"
SECOND = "所有药店将停止出售降压药，要买的快去买。"
ARTICLE = f"""<!doctype html><meta charset=utf-8><title>夏天的豆子</title><h1>夏天的豆子</h1>
<p id=first>{FIRST}</p><p id=second>{SECOND}</p><p>身体不舒服还是要去医院。</p>"""


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    with start_desktop() as started:
        yield started


@pytest.fixture(scope="module")
def _window(
    playwright: Playwright, built: Path, desktop: Desktop, tmp_path_factory: Any
) -> Iterator[Chromium]:
    extension = localised(built / "chrome", "zh_CN", tmp_path_factory.mktemp("window") / "zh_CN")
    profile = tmp_path_factory.mktemp("window-profile")
    with start(playwright, extension, profile, display=desktop.display) as chromium:
        yield chromium


@pytest.fixture
def window(_window: Chromium, service: StubService) -> Iterator[Chromium]:
    """A Chromium in a window, set to the stub service."""
    service.claims = [FIRST, SECOND]
    _window.settings(server=service.address)
    yield _window
    _window.close_pages()


@pytest.fixture
def page(window: Chromium, sites: Sites, service: StubService) -> Page:
    service.marks = [FIRST, SECOND]
    page = window.open(sites.put(ARTICLE, host=LISTED))
    page.bring_to_front()
    page.wait_for_timeout(500)
    return page


def test_every_shortcut_is_free_in_chrome(window: Chromium) -> None:
    commands = window.worker.evaluate("chrome.commands.getAll()")
    assert {one["name"]: one["shortcut"] for one in commands} == {
        "_execute_action": "Alt+Shift+M",
        "next-mark": "Alt+Shift+J",
        "previous-mark": "Alt+Shift+K",
    }


def test_the_shortcuts_check_the_page_and_walk_its_marks(
    window: Chromium, desktop: Desktop, page: Page, service: StubService
) -> None:
    desktop.press("alt+shift+m")
    window.until(page, lambda: window.painted(page), "the page is checked")
    desktop.press("alt+shift+j")
    window.until(page, lambda: "第 1 处，共 2 处" in (window.card(page) or ""), "the first mark")
    desktop.press("alt+shift+j")
    window.until(page, lambda: "第 2 处，共 2 处" in (window.card(page) or ""), "the second mark")
    desktop.press("alt+shift+k")
    window.until(page, lambda: "第 1 处，共 2 处" in (window.card(page) or ""), "and back")


def test_the_menu_checks_the_selected_words_alone(
    window: Chromium, desktop: Desktop, page: Page, service: StubService
) -> None:
    service.marks = [FIRST]
    page.evaluate("getSelection().selectAllChildren(document.getElementById('first'))")
    desktop.right_click(page, "#first")
    desktop.press("Up", "Up", "Return")  # the last entry is the browser's "inspect"
    window.until(page, lambda: service.requests, "the selection is checked")
    [request] = service.requests
    assert (request["text"], "html" in request) == (FIRST, False)
    window.until(
        page, lambda: window.painted(page) == {"mingbian-alert": FIRST}, "and marked in the page"
    )


def test_the_menu_checks_the_page(
    window: Chromium, desktop: Desktop, page: Page, service: StubService
) -> None:
    desktop.right_click(page, "#second")
    desktop.press("Up", "Up", "Up", "Return")  # above "view source" and "inspect"
    window.until(page, lambda: service.requests, "the page is checked")
    assert SECOND in service.requests[0]["html"]


def test_no_in_the_browsers_own_question_is_no(
    window: Chromium, desktop: Desktop, sites: Sites, service: StubService
) -> None:
    options = asked_for(window, LISTED)
    desktop.press("Escape")
    options.get_by_text("没有得到许可").wait_for()
    page = window.open(sites.put(ARTICLE, host=LISTED))
    page.wait_for_timeout(800)
    assert (service.requests, service.looked_up) == ([], [])


def test_yes_lets_the_listed_site_be_looked_at_as_it_opens(
    window: Chromium, desktop: Desktop, sites: Sites, service: StubService
) -> None:
    options = asked_for(window, LISTED)
    desktop.press("Tab", "Return")
    options.get_by_role("status").get_by_text(f"已加入 {LISTED}").wait_for()
    service.marks = [FIRST]
    page = window.open(sites.put(ARTICLE, host=LISTED))
    window.until(page, lambda: window.painted(page), "the page is checked as it opens")


def test_a_private_window_is_closed_to_the_extension(
    window: Chromium, desktop: Desktop, page: Page, sites: Sites, service: StubService
) -> None:
    options = asked_for(window, LISTED)
    if options.get_by_role("status").get_by_text(f"已加入 {LISTED}").count() == 0:
        desktop.press("Tab", "Return")
        options.get_by_role("status").get_by_text(f"已加入 {LISTED}").wait_for()
    address = sites.put(ARTICLE, "/private.html", host=LISTED)
    with desktop.new_window("ctrl+shift+n"):
        desktop.press("ctrl+l")
        desktop.type(address)
        desktop.press("Return")
        window.until(options, lambda: "/private.html" in sites.asked, "it opens the page")
        options.wait_for_timeout(1000)
        desktop.press("alt+shift+m")
        options.wait_for_timeout(1500)
    assert (service.requests, service.looked_up) == ([], [])


def asked_for(window: Chromium, site: str) -> Page:
    """The options, with the browser's question standing before them."""
    options = window.own_page("options/options.html")
    options.bring_to_front()
    options.get_by_label("网站").fill(site)
    options.get_by_role("button", name="加入").click()
    options.wait_for_timeout(1500)
    return options
