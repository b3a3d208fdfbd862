"""The whole way with the real service and records of the index: page, click, mark, card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser import Chromium
from sites import Sites
from test_check import DEBUNKED, NODES, STRICT, open_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]

#: The record that each page's sentence repeats.
RECORDS = {
    "wechat": "bottled-water-in-hot-car-cancer",
    "toutiao": "bubble-tea-pearls-plastic",
    "weibo": "hold-breath-30-seconds-lung-test",
    "discuz": "bamboo-charcoal-formaldehyde",
    "news-en": "en-fluoride-toothpaste-causes-cancer",
}


@pytest.fixture(scope="module")
def real_service(start: Callable[..., Any]) -> str:
    """The address of the service, as it is shipped."""
    command = "from mingbian.cli import main; main(['serve'])"
    server = start("-c", command, PYTHONPATH=str(ROOT / "server"))
    server.wait_until_ready()
    return f"http://127.0.0.1:{server.port}"


@pytest.mark.parametrize("policy", ["", STRICT], ids=["open", "strict"])
@pytest.mark.parametrize("name", DEBUNKED)
def test_the_debunked_sentence_is_marked_with_who_debunked_it(
    chromium: Chromium, sites: Sites, real_service: str, name: str, policy: str
) -> None:
    chromium.settings(server=real_service)
    page = open_page(chromium, sites, name, **({"csp": policy} if policy else {}))
    before = page.evaluate(NODES)

    state = chromium.check(page)
    [evidence] = state["report"]["annotations"][0]["evidence"]
    assert evidence["record"] == RECORDS[name]
    assert chromium.painted(page) == {"mingbian-alert": DEBUNKED[name]}

    card = chromium.click_mark(page)
    assert evidence["publisher"] in card
    assert evidence["url"] in card
    assert evidence["date"][:4] in card
    assert page.evaluate(NODES) == before


def test_a_dispute_of_a_real_mark_gets_a_number(
    chromium: Chromium, sites: Sites, real_service: str
) -> None:
    chromium.settings(server=real_service)
    page = open_page(chromium, sites, "weibo")
    chromium.check(page)
    panel = chromium.panel(page)
    panel.get_by_role("button", name="有异议").click()
    panel.get_by_label("哪里不对？").fill("我只是转述跑友的话。")
    panel.get_by_role("button", name="发送").click()
    assert panel.locator("#letter-number").inner_text()
