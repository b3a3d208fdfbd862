"""A reader of English: Chinese sources are shown as what they are, to eyes, voices and fonts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Chromium, localised, start
from playwright.sync_api import Page, Playwright
from sites import Sites
from stub import Mark, StubService

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "extension" / "node_modules" / "axe-core" / "axe.min.js"
CLAIM = "Eating raw garlic every morning cures the flu within a day."
ARTICLE = f"<!doctype html><html lang=en><title>Garlic</title><h1>Garlic</h1><p>Hello. {CLAIM}</p>"
REASON = "大蒜素在体外能抑菌，吃下去到不了那个浓度。"


@pytest.fixture(scope="module")
def _english(
    playwright: Playwright, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chromium]:
    extension = localised(built / "chrome", "en", tmp_path_factory.mktemp("english") / "en")
    with start(playwright, extension, tmp_path_factory.mktemp("english-profile")) as chromium:
        yield chromium


@pytest.fixture
def english(_english: Chromium, service: StubService) -> Iterator[Chromium]:
    _english.settings(server=service.address)
    yield _english
    _english.close_pages()


@pytest.fixture
def marked(english: Chromium, sites: Sites, service: StubService) -> Page:
    message = f"中国互联网联合辟谣平台 has looked at this claim: {REASON}"
    service.language = "en"
    service.marks = [Mark(CLAIM, label="Debunked", message=message)]
    page = english.open(sites.put(ARTICLE))
    assert english.check(page)["phase"] == "done"
    return page


def test_chinese_in_an_english_list_names_its_language(english: Chromium, marked: Page) -> None:
    panel = english.panel(marked)
    assert panel.locator("html").get_attribute("lang") == "en"
    chinese = panel.locator("[lang=zh-CN]").all_inner_texts()
    assert chinese[:3] == ["中国互联网联合辟谣平台", REASON, "中国互联网联合辟谣平台"]
    assert "这是谣言，请勿传播" in chinese
    assert panel.get_by_text("in Chinese", exact=True).count() == 1


def test_the_card_says_that_the_source_is_in_chinese(english: Chromium, marked: Page) -> None:
    assert "in Chinese" in english.click_mark(marked)
    world = english.world(marked)
    assert world.evaluate("document.documentElement.lang") == "en"


def test_the_controls_have_english_names(english: Chromium, marked: Page) -> None:
    panel = english.panel(marked)
    names = [*panel.get_by_role("button").all_inner_texts()]
    assert [name.partition("\n")[0] for name in names] == [
        CLAIM, "Copy", "Dispute", "Tell us what is missing", "Complain to 12377", "Check again",
        "What I reported", "Options",
    ]  # fmt: skip
    panel.evaluate(AXE.read_text())
    found = "axe.run(document).then(({violations}) => violations.map(({id}) => id))"
    assert panel.evaluate(found) == []


def test_the_page_says_when_it_was_written_and_where_it_says_so(
    english: Chromium, marked: Page
) -> None:
    facts = english.panel(marked).locator("dl").inner_text()
    assert "May 1, 2024" in facts
    assert "in the page’s own description (meta)" in facts
