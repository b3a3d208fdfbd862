"""Every request the extension makes while a reader browses ten sites, seen by a proxy.

The browsing is the same every time; MINGBIAN_BROWSING_MINUTES=10 stretches it over ten minutes,
otherwise the reader turns the pages at once.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import Chromium, grant, localised, start
from playwright.sync_api import Page, Playwright
from proxy import Proxy, Seen
from sites import Sites
from stub import StubService

pytestmark = pytest.mark.browser

#: Pages a reader opens before consent, and again after it.
OPENED = 22

#: Milliseconds that a page is read for.
STAY = max(150, int(float(os.environ.get("MINGBIAN_BROWSING_MINUTES", "0")) * 60_000 / OPENED))

CLAIM = "卖豆浆的车停在老地方，队排到了桥头。"
LISTED = ("paper.test", "forum.test", "shop.test")
OTHERS = tuple(f"site{number}.test" for number in range(7))

ARTICLE = """<!doctype html><meta charset=utf-8><title>湖边的早晨</title><h1>湖边的早晨</h1>
<p>天刚亮，湖边已经有人在打太极拳。{claim}</p><a href="/next?session=secret">下一页</a>
<img src="/picture.png?u=secret"><form><input value="secret"><textarea>secret</textarea></form>"""
HARMLESS = ARTICLE.format(claim="湖水很清，鱼在石头中间游，看的人不肯走。")
TELLING = ARTICLE.format(claim=CLAIM)
SECRETS = TELLING + '<input type="password" style="margin-top:400px">'

#: Pages on listed sites of which the service may hear, and those of which it may not.
TOLD = [("paper.test", "/story?share=secret#secret"), ("www.forum.test", "/thread/2")]
NOT_TOLD = [
    ("paper.test", "/other?a=secret", HARMLESS),
    ("mail.paper.test", "/inbox?folder=secret", TELLING),
    ("forum.test", "/thread/1?from=secret", HARMLESS),
    ("forum.test", "/login?next=secret", TELLING),
    ("shop.test", "/checkout/2?card=secret", TELLING),
    ("shop.test", "/form", SECRETS),
]

#: What Chromium itself tries to reach, extension or not; nothing of it gets through.
BROWSERS_OWN = re.compile(r"[\w.-]+\.(?:google|googleapis|gvt1|gstatic)\.com(?::443)?")


@pytest.fixture(scope="module")
def proxy(sites: Sites) -> Iterator[Proxy]:
    with Proxy(sites.port) as recording:
        yield recording


@pytest.fixture(scope="module")
def _reader(
    playwright: Playwright, built: Path, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chromium]:
    """A Chromium that reaches everything, its own machine too, through the proxy."""
    extension = localised(built / "chrome", "zh_CN", tmp_path_factory.mktemp("proxied") / "zh_CN")
    profile = tmp_path_factory.mktemp("proxied-profile")
    hosts = [pattern for site in LISTED for pattern in (f"*://{site}/*", f"*://*.{site}/*")]
    grant(profile, extension, [*hosts, "http://127.0.0.1/*"])
    through = [f"--proxy-server=http://127.0.0.1:{proxy.port}", "--proxy-bypass-list=<-loopback>"]
    with start(playwright, extension, profile, *through) as chromium:
        yield chromium


@pytest.fixture
def reader(_reader: Chromium, proxy: Proxy, service: StubService) -> Iterator[Chromium]:
    """A reader who has installed the extension, set the service, and done nothing else."""
    service.claims = [CLAIM, "桥头修路，车辆绕行"]
    _reader.settings(server=service.address)
    _reader.worker.evaluate("chrome.storage.local.remove('fingerprints')")
    proxy.seen.clear()
    yield _reader
    _reader.close_pages()


def browse(page: Page, sites: Sites, host: str, path: str, html: str) -> None:
    """Opens a page, types into it, lets text come in, turns it into another one, and leaves it."""
    name = path.partition("?")[0].partition("#")[0]
    sites.put(html, name, host=host)
    page.goto(f"http://{host}{path}")
    page.fill("textarea", "secret words")
    page.evaluate(
        """() => { document.body.append('后来加的一段话，说的是别的事情。'.repeat(30));
            history.replaceState({}, '', location.pathname + '?state=secret'); }"""
    )
    page.wait_for_timeout(STAY)


def visit_all(page: Page, sites: Sites) -> None:
    """Two pages on each of the seven other sites, and eight on the three listed ones."""
    for host in OTHERS:
        browse(page, sites, host, "/a?id=secret", TELLING)
        browse(page, sites, host, "/b?id=secret", HARMLESS)
    for host, path, html in NOT_TOLD:
        browse(page, sites, host, path, html)
    for host, path in TOLD:
        browse(page, sites, host, path, TELLING)


def told(proxy: Proxy, service: StubService) -> list[Seen]:
    """What went to the service; all else is what pages, and the browser itself, asked for."""
    address = service.address.removeprefix("http://")
    own = [seen for seen in proxy.seen if seen.headers.get("Host") == address]
    others = [seen for seen in proxy.seen if seen not in own]
    outside = [seen for seen in others if not seen.host.endswith(".test")]
    assert [seen for seen in outside if not BROWSERS_OWN.fullmatch(seen.host)] == []
    assert [seen for seen in others if "chrome-extension" in str(seen)] == []
    return own


def wait_for(chromium: Chromium, page: Page, ready: Callable[[], object], rule: str) -> None:
    chromium.until(page, ready, rule)
    page.wait_for_timeout(500)  # and for what must not come


def test_before_consent_nothing_leaves_the_browser(
    reader: Chromium, sites: Sites, proxy: Proxy, service: StubService
) -> None:
    visit_all(reader.open("about:blank"), sites)
    assert len({seen.host for seen in proxy.seen}) >= 10
    assert told(proxy, service) == []


def test_after_consent_only_pages_that_may_repeat_a_claim_are_told_and_without_what_is_secret(
    reader: Chromium, sites: Sites, proxy: Proxy, service: StubService
) -> None:
    for site in LISTED:
        reader.list_site(site)
    page = reader.open("about:blank")
    visit_all(page, sites)
    wanted = [f"http://{host}{path.partition('?')[0]}" for host, path in TOLD]
    wait_for(reader, page, lambda: len(service.requests) >= len(wanted), "both pages are checked")

    first, *checks = told(proxy, service)
    assert (first.method, first.path, first.body) == ("GET", "/v1/fingerprints", "")
    assert [(seen.method, seen.path) for seen in checks] == [("POST", "/v1/check")] * len(wanted)
    assert [json.loads(seen.body)["url"] for seen in checks] == wanted
    for seen in (first, *checks):
        assert "secret" not in str(seen)
        assert {"Cookie", "Referer", "Authorization"} & set(seen.headers) == set()


def test_a_site_that_is_taken_from_the_list_is_not_told_of_again(
    reader: Chromium, sites: Sites, proxy: Proxy, service: StubService
) -> None:
    for site in LISTED:
        reader.list_site(site)
    options = reader.own_page("options/options.html")
    for site in LISTED:
        options.get_by_role("button", name=f"移除 {site}", exact=True).click()
        options.get_by_role("status").get_by_text(f"已移除 {site}").wait_for()
    page = reader.open("about:blank")
    for host, path in TOLD:
        browse(page, sites, host, path, TELLING)
    page.wait_for_timeout(500)
    assert told(proxy, service) == []
