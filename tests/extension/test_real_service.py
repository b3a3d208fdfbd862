"""From the button to the mark, with the real service, encoder and index behind it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from browser import Chromium
from sites import Sites
from test_check import DEBUNKED, NODES, STRICT, open_card, open_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="session")
def real(start) -> str:
    server = start("-c", "from mingbian.cli import main; main()", "serve")
    server.wait_until_ready()
    return f"http://127.0.0.1:{server.port}"


@pytest.mark.parametrize("policy", ["", STRICT], ids=["open", "strict"])
@pytest.mark.parametrize("name", DEBUNKED)
def test_the_debunked_sentence_alone_is_marked_with_publisher_and_link(
    chromium: Chromium, sites: Sites, real: str, name: str, policy: str
) -> None:
    chromium.settings(server=real)
    page = open_page(chromium, sites, name, **({"csp": policy} if policy else {}))
    before = page.evaluate(NODES)

    chromium.check(page)
    assert chromium.painted(page) == {"mingbian-alert": DEBUNKED[name]}
    card = open_card(chromium, page, "mingbian-alert")

    assert "http" in card
    assert any(publisher in card for publisher in ("果壳", "较真", "Guokr", "Tencent"))
    assert page.evaluate(NODES) == before
    if not policy and "MINGBIAN_PICTURES" in os.environ:
        page.screenshot(path=Path(os.environ["MINGBIAN_PICTURES"]) / f"{name}.png")
