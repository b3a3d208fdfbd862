"""Every request the extension makes while a reader browses: what was asked for, and no more."""

from __future__ import annotations

import pytest
from browser import LISTED, Chromium
from sites import Sites
from stub import StubService

pytestmark = pytest.mark.browser

#: A sentence of ARTICLE that the index of these tests holds.
CLAIM = "卖豆浆的车停在老地方，队排到了桥头。"
ARTICLE = """<!doctype html><meta charset=utf-8><title>湖边的早晨</title><h1>湖边的早晨</h1>
<p>天刚亮，湖边已经有人在打太极拳。卖豆浆的车停在老地方，队排到了桥头。</p>
<a href="/next?session=secret">下一页</a><form><input value="secret"></form>"""


@pytest.fixture(autouse=True)
def _index(service: StubService) -> None:
    service.claims = [CLAIM, "桥头修路，车辆绕行"]


def test_excluded_pages_of_a_listed_site_are_not_read(
    reader: Chromium, sites: Sites, service: StubService
) -> None:
    page = reader.open("about:blank")
    for path in ["/login", "/user/signin.html", "/checkout/1"]:
        page.goto(sites.put(ARTICLE, path, host=LISTED))
    page.goto(sites.put(ARTICLE, host=f"mail.{LISTED}"))
    page.goto(sites.put(ARTICLE + '<input type="password" style="margin-top:400px">', host=LISTED))
    page.wait_for_timeout(700)
    assert service.requests == []
    assert service.looked_up == []


def test_a_listed_page_without_marks_shows_nothing(
    reader: Chromium, sites: Sites, service: StubService
) -> None:
    page = reader.open(sites.put(ARTICLE, host=LISTED))
    reader.until(page, lambda: (reader.state(page) or {}).get("lost") == [], "it is checked")
    assert reader.card(page) is None
    assert reader.badge(page) == ""


def test_a_listed_page_with_marks_says_so_in_one_line(
    reader: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = ["卖豆浆的车停在老地方，队排到了桥头。"]
    page = reader.open(sites.put(ARTICLE, host=LISTED))
    line = reader.until(page, lambda: reader.card(page), "marks are worth a line")
    assert "标注 1 处" in line


def test_another_article_in_a_listed_document_is_checked_too(
    reader: Chromium, sites: Sites, service: StubService
) -> None:
    page = reader.open(sites.put(ARTICLE, host=LISTED))
    reader.until(page, lambda: (reader.state(page) or {}).get("lost") == [], "it is checked")
    page.evaluate(
        """() => { history.pushState({}, '', '/other'); document.querySelector('h1').remove();
            for (const p of document.querySelectorAll('p')) p.remove();
            for (let i = 0; i < 5; i++) { const p = document.createElement('p');
            p.textContent = `第${i}条：桥头修路，车辆绕行。`; document.body.append(p); } }"""
    )
    reader.until(page, lambda: len(service.requests) == 2, "the other article is checked")
    assert "桥头修路" in service.requests[1]["html"]


def test_a_site_taken_from_the_list_is_not_read_and_its_permission_is_gone(
    reader: Chromium, sites: Sites, service: StubService
) -> None:
    options = reader.own_page("options/options.html")
    options.get_by_role("button", name=f"移除 {LISTED}").click()
    options.get_by_role("status").get_by_text("许可已交还").wait_for()
    assert not reader.worker.evaluate(
        "host => chrome.permissions.contains({origins: [`*://${host}/*`]})", LISTED
    )
    page = reader.open(sites.put(ARTICLE, host=LISTED))
    page.wait_for_timeout(500)
    assert service.requests == []


def test_a_selection_is_sent_alone(chromium: Chromium, sites: Sites, service: StubService) -> None:
    chosen = "卖豆浆的车停在老地方，队排到了桥头。"
    service.marks = [chosen]
    page = chromium.open(sites.put(ARTICLE))
    chromium.press(page)  # grants activeTab, as the context menu does
    chromium.until(page, lambda: service.requests, "the page is checked")
    chromium.menu(page, "selection", chosen)
    chromium.until(page, lambda: len(service.requests) == 2, "the selection is checked")
    assert service.requests[1]["text"] == chosen
    assert "html" not in service.requests[1]
    painted = {"mingbian-alert": chosen}
    chromium.until(page, lambda: chromium.painted(page) == painted, "and marked in the page")


def test_drafts_and_what_is_typed_are_not_sent(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = chromium.open(
        sites.put(
            ARTICLE
            + """<textarea>secret</textarea><div contenteditable>secret</div>
            <select><option selected>secret</option></select><div role=textbox>secret</div>
            <input type=hidden name=token value=secret><meta name=csrf-token content=secret>
            <!-- secret --><script>var user = "secret"</script><p data-user=secret>正文。</p>"""
        )
    )
    page.fill("textarea", "secret words")
    chromium.check(page)
    assert "secret" not in str(service.requests)


def test_a_page_that_was_not_checked_carries_nothing_of_the_extension(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = chromium.open(sites.put(ARTICLE))
    page.wait_for_timeout(300)
    with pytest.raises(StopIteration):
        chromium.world(page)


def test_private_windows_are_closed_to_the_extension(chromium: Chromium) -> None:
    manifest = chromium.worker.evaluate("chrome.runtime.getManifest()")
    assert manifest["incognito"] == "not_allowed"
