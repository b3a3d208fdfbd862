"""The same in Firefox: install, check, marks, sidebar, card, report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from firefox import ADDON, Firefox, start_firefox
from sites import Sites
from stub import StubService
from test_check import DEBUNKED, NODES, STRICT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "wechat"
CLAIM = DEBUNKED[NAME]

CLICK = """(() => { const box = [...CSS.highlights.get('mingbian-alert')][0].getClientRects()[0];
    const [x, y] = [box.x + 5, box.y + box.height / 2];
    document.elementFromPoint(x, y).dispatchEvent(
        new MouseEvent('click', {clientX: x, clientY: y, bubbles: true, view: window})); })()"""


@pytest.fixture(scope="module")
def firefox(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with start_firefox(tmp_path_factory.mktemp("firefox")) as started:
        started.install(built / "firefox")
        yield started


@pytest.fixture
def checked(firefox: Firefox, sites: Sites, service: StubService) -> Firefox:
    """A page under the strictest policy, checked by a press on the button."""
    firefox.go(firefox.own_address("options/options.html"))
    firefox.evaluate(f"chrome.storage.local.set({{settings: {{server: '{service.address}'}}}})")
    service.marks = [CLAIM]
    address = sites.put_file(NAME, host="localhost", csp=STRICT)
    firefox.go(address)
    firefox.nodes = firefox.evaluate(f"({NODES})()")
    firefox.press()
    firefox.until(lambda: firefox.painted(), "the page is marked")
    return firefox


def test_the_sentence_is_marked_and_the_page_left_alone(checked: Firefox) -> None:
    assert checked.painted() == {"mingbian-alert": CLAIM}
    assert checked.evaluate(f"({NODES})()") == checked.nodes


def test_the_sidebar_opens_with_the_press(checked: Firefox) -> None:
    sidebar = "SidebarController.isOpen && SidebarController.currentID"
    assert "mingbian" in checked.evaluate(sidebar, chrome=True)


def test_private_windows_are_closed_to_it(firefox: Firefox) -> None:
    policy = f'WebExtensionPolicy.getByID("{ADDON}").privateBrowsingAllowed'
    assert firefox.evaluate(policy, chrome=True) is False


def test_a_click_opens_the_card(checked: Firefox) -> None:
    checked.evaluate(CLICK)
    last = "document.documentElement.lastElementChild.localName"
    checked.until(lambda: checked.evaluate(last) == "mingbian-card", "the card opens")


def test_a_dispute_is_sent_from_the_list(checked: Firefox, service: StubService) -> None:
    with checked.second_tab() as number:
        checked.go(checked.own_address(f"panel/panel.html?tab={number}"))
        find = "document.querySelector('[data-key^=dispute]')"
        checked.until(lambda: checked.evaluate(f"!!{find}"), "the list shows the mark")
        checked.evaluate(f"{find}.click()")
        checked.evaluate("void (document.getElementById('words').value = '不是这件事。')")
        checked.evaluate("document.querySelector('form').requestSubmit()")
        checked.until(
            lambda: checked.evaluate("document.getElementById('letter-number')?.textContent"),
            "the reader gets a number",
        )
    assert service.reports[0]["reason"] == "不是这件事。"
    assert service.reports[0]["record_id"] == "test-record"
