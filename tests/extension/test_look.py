"""A look without sending: on listed sites the service hears of a page only when it may matter."""

from __future__ import annotations

import pytest
from browser import LISTED, Chromium
from playwright.sync_api import Page
from sites import Sites
from stub import StubService

pytestmark = pytest.mark.browser

HARMLESS = """<!doctype html><meta charset=utf-8><title>湖边</title><h1>湖边的荷花</h1>
<main><p>湖边的荷花今年开得早，周末来拍照的人不少。天气好的时候，对岸的山也看得清楚。</p></main>"""
CLAIM = "吃绿豆能治好糖尿病和高血压"
TOLD = "听说糖尿病和高血压，天天吃绿豆就能治好，千真万确。"


@pytest.fixture
def looking(reader: Chromium, service: StubService) -> Chromium:
    """A reader of a listed site whose service knows one claim and what fills an index."""
    service.claims = [CLAIM, "夏天放在车里的瓶装水有毒", "珍珠奶茶里的珍珠是塑料做的"]
    return reader


def looked(chromium: Chromium, page: Page) -> bool:
    """Whether the page was looked at, and nothing came of it."""
    return (chromium.state(page) or {}).get("phase") == "looked"


def test_a_page_that_repeats_nothing_is_not_sent_and_the_list_says_so(
    looking: Chromium, sites: Sites, service: StubService
) -> None:
    page = looking.open(sites.put(HARMLESS, host=LISTED))
    looking.until(page, lambda: looked(looking, page), "the page is looked at")
    panel = looking.panel(page)
    assert "什么都没有发送" in panel.inner_text("#view")
    assert service.requests == []
    assert (looking.badge(page), looking.card(page)) == ("", None)

    panel.get_by_role("button", name="仔细查这一页").click()
    looking.until(page, lambda: service.requests, "a full check is a click away")


@pytest.mark.parametrize(
    "told",
    [TOLD, "聽說糖尿病和高血壓，天天吃綠豆就能治好，千真萬確。"],
    ids=["simplified", "traditional"],
)
def test_a_claim_in_other_words_and_script_is_sent_for_a_check(
    looking: Chromium, sites: Sites, service: StubService, told: str
) -> None:
    service.marks = [told]
    page = looking.open(sites.put(HARMLESS + f"<p>{told}</p>", host=LISTED))
    line = looking.until(page, lambda: looking.card(page), "the page is checked and marked")
    assert "标注 1 处" in line
    assert looking.painted(page) == {"mingbian-alert": told}


def test_text_that_comes_in_later_is_looked_at_too(
    looking: Chromium, sites: Sites, service: StubService
) -> None:
    page = looking.open(sites.put(HARMLESS, host=LISTED))
    looking.until(page, lambda: looked(looking, page), "the page is looked at")
    page.evaluate(
        """text => { for (let i = 0; i < 12; i++) { const p = document.createElement('p');
            const lake = `第${i}条：湖水很清，鱼在石头中间游，看的人不肯走。`.repeat(2);
            p.textContent = i === 6 ? text : lake;
            document.querySelector('main').append(p); } }""",
        TOLD,
    )
    looking.until(page, lambda: service.requests, "what came in is looked at")
    page.evaluate(
        """() => { for (let i = 0; i < 12; i++) { const p = document.createElement('p');
            p.textContent = `第${i}条：岸边的柳树都绿了，风一吹，叶子落进水里。`.repeat(2);
            document.querySelector('main').append(p); } }"""
    )
    page.wait_for_timeout(900)
    assert len(service.requests) == 1, "text that repeats nothing new is no reason to send"


def test_fingerprints_are_asked_for_once_and_later_by_their_tag(
    looking: Chromium, sites: Sites, service: StubService
) -> None:
    for path in ["/1", "/2", "/3"]:
        page = looking.open(sites.put(HARMLESS, path, host=LISTED))
        looking.until(page, lambda page=page: looked(looking, page), "the page is looked at")
    assert service.looked_up == [None]

    looking.worker.evaluate(
        """async () => { const {fingerprints} = await chrome.storage.local.get('fingerprints');
            fingerprints.at -= 7 * 3600_000; await chrome.storage.local.set({fingerprints}); }"""
    )
    page = looking.open(sites.put(HARMLESS, "/4", host=LISTED))
    looking.until(page, lambda: looked(looking, page), "and again after six hours")
    assert service.looked_up[1:] == [service.fingerprints(None)[1]]


def test_without_the_service_a_listed_page_is_left_alone(
    looking: Chromium, sites: Sites, service: StubService
) -> None:
    service.status = 503
    page = looking.open(sites.put(HARMLESS + f"<p>{TOLD}</p>", host=LISTED))
    looking.until(page, lambda: (looking.state(page) or {}).get("phase") == "failed", "it is known")
    assert service.requests == []
    assert looking.card(page) is None


def test_fingerprints_at_hand_do_without_the_service(
    looking: Chromium, sites: Sites, service: StubService
) -> None:
    page = looking.open(sites.put(HARMLESS, "/1", host=LISTED))
    looking.until(page, lambda: looked(looking, page), "the fingerprints are there")
    service.status = 503
    page = looking.open(sites.put(HARMLESS, "/2", host=LISTED))
    looking.until(page, lambda: looked(looking, page), "a look needs no service")


def test_the_button_checks_a_listed_page_in_full(
    looking: Chromium, sites: Sites, service: StubService
) -> None:
    page = looking.open(sites.put(HARMLESS, host=LISTED))
    looking.until(page, lambda: looked(looking, page), "the page is looked at")
    assert looking.check(page)["phase"] == "done"
    assert len(service.requests) == 1
