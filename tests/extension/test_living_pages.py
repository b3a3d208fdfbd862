"""Pages that live: marks go where their text goes, and away with it; nothing is painted twice."""

from __future__ import annotations

import pytest
from browser import Chromium
from playwright.sync_api import Page
from sites import Sites
from stub import Mark, StubService

pytestmark = pytest.mark.browser

SENTENCE = "吃绿豆能治好糖尿病和高血压，比吃药还管用。"
OTHER = "湖边的荷花今年开得早，周末来拍照的人不少。"
ARTICLE = f"""<!doctype html><meta charset=utf-8><title>夏天的豆子</title><div id=app>
<h1>夏天的豆子</h1><p>绿豆汤是夏天常见的饮料，煮起来也不费事。</p><p id=claim>{SENTENCE}</p>
<p>身体不舒服还是要去医院，不要自行停药。</p></div>"""

#: Seconds within which marks must stand again; a busy machine gets three times the promise.
SOON = 1.5


def checked(chromium: Chromium, sites: Sites, service: StubService, body: str = ARTICLE) -> Page:
    service.marks = service.marks or [SENTENCE]
    page = chromium.open(sites.put(body))
    chromium.check(page)
    return page


def expect(chromium: Chromium, page: Page, painted: dict[str, str], rule: str) -> None:
    chromium.until(page, lambda: chromium.painted(page) == painted, rule, SOON)


MARKED = {"mingbian-alert": SENTENCE}


def test_nodes_that_are_rendered_again_are_marked_again(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = checked(chromium, sites, service)
    for _ in range(3):
        page.evaluate("app.replaceWith(app.cloneNode(true))")
        expect(chromium, page, MARKED, "the new nodes are marked, once")


def test_text_that_is_split_by_the_page_stays_marked(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = checked(chromium, sites, service)
    page.evaluate("claim.firstChild.splitText(6); claim.append(document.createElement('i'))")
    expect(chromium, page, MARKED, "the mark covers both halves")


def test_a_mark_goes_away_with_its_text_and_is_listed_as_lost(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = checked(chromium, sites, service)
    page.evaluate("claim.remove()")
    expect(chromium, page, {}, "no text, no paint")
    chromium.until(page, lambda: chromium.state(page)["lost"] == ["urn:mingbian:0"], "it is listed")

    page.evaluate("text => app.insertAdjacentHTML('beforeend', `<p>${text}</p>`)", SENTENCE)
    expect(chromium, page, MARKED, "it is back with its text")
    chromium.until(page, lambda: chromium.state(page)["lost"] == [], "and lost no more")


def test_a_changed_figure_takes_the_mark_away(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    claim = "截至昨晚这家工厂共有700名工人在事故中受伤入院治疗。"
    service.marks = [claim]
    page = checked(chromium, sites, service, ARTICLE.replace(SENTENCE, claim))
    page.evaluate("claim.firstChild.data = claim.firstChild.data.replace('700', '136')")
    expect(chromium, page, {}, "a corrected sentence is not the marked one")


def test_a_page_that_scrolls_on_keeps_its_marks_and_says_that_more_came(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = checked(chromium, sites, service)
    page.evaluate(
        """text => { for (let i = 0; i < 40; i++) {
            const p = document.createElement('p');
            p.textContent = `第${i}段。${text}`; app.append(p);
        } }""",
        OTHER,
    )
    chromium.until(page, lambda: chromium.state(page).get("grown"), "the list says that more came")
    assert chromium.painted(page) == MARKED


def test_another_article_in_the_same_document_is_not_marked_and_not_called_checked(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = checked(chromium, sites, service)
    page.evaluate(
        """text => { history.pushState({}, '', '/other'); app.replaceChildren();
            for (let i = 0; i < 5; i++) { const p = document.createElement('p');
            p.textContent = `${i}：${text}`; app.append(p); } }""",
        OTHER,
    )
    chromium.until(page, lambda: chromium.state(page).get("moved"), "the list says it is another")
    assert chromium.painted(page) == {}
    assert "页面换了" in chromium.panel(page).inner_text("#view")


def test_a_new_address_for_the_same_text_keeps_the_marks(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    page = checked(chromium, sites, service)
    page.evaluate("history.replaceState({}, '', '/share/2'); app.append('（完）')")
    page.wait_for_timeout(600)
    assert chromium.painted(page) == MARKED
    assert not chromium.state(page).get("moved")


def test_a_frame_of_the_same_site_is_read_and_marked(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    sites.put(ARTICLE, "/inner.html")
    page = checked(
        chromium,
        sites,
        service,
        "<!doctype html><title>旧站</title><p>旧站的外框。</p>"
        '<iframe src="/inner.html" width=600></iframe>',
    )
    frame = page.frames[1]
    painted = "[...(CSS.highlights.get('mingbian-alert') ?? [])].join('')"
    assert frame.evaluate(painted) == SENTENCE

    frame.evaluate("app.replaceWith(app.cloneNode(true))")
    chromium.until(
        page,
        lambda: (
            frame.evaluate("[...(CSS.highlights.get('mingbian-alert') ?? [])].join('')") == SENTENCE
        ),
        "and marked again when it changes",
        SOON,
    )
    box = frame.evaluate(
        """() => { const box = [...CSS.highlights.get('mingbian-alert')][0].getClientRects()[0];
            return [box.x + 20, box.y + box.height / 2]; }"""
    )
    offset = page.locator("iframe").bounding_box()
    page.mouse.click(offset["x"] + 2 + box[0], offset["y"] + 2 + box[1])
    chromium.until(page, lambda: chromium.card(page), "a click in the frame opens the card")


def test_text_in_an_open_shadow_root_is_marked(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = []
    body = f"""<!doctype html><title>组件</title><p>外面的一段话，没有什么特别的。</p>
        <my-article><template shadowrootmode=open><p>{SENTENCE}</p></template></my-article>"""
    page = checked(chromium, sites, service, body)
    assert chromium.painted(page) == MARKED


def test_hidden_copies_of_a_sentence_are_not_the_place(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    body = ARTICLE.replace("<h1>", f"<div hidden><p>{SENTENCE}</p></div><h1>")
    page = checked(chromium, sites, service, body)
    place = page.evaluate(
        "[...CSS.highlights.get('mingbian-alert')][0].startContainer.parentElement.id"
    )
    assert place == "claim"


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>{}</p>",
        "<p style='visibility:hidden'>{}</p>",
        "<p><span style='display:none'>{}</span></p>",
        "<p style='display:contents;visibility:hidden'>{}</p>",
    ],
)
@pytest.mark.parametrize(
    "seen",
    [
        "<p id=claim>{}</p>",
        "<div id=claim style='display:contents'>{}</div>",
        "<div style='visibility:hidden'><b id=claim style='visibility:visible'>{}</b></div>",
    ],
)
def test_of_two_copies_the_one_that_is_seen_is_marked(
    chromium: Chromium, sites: Sites, service: StubService, hidden: str, seen: str
) -> None:
    service.marks = [SENTENCE]
    body = "<!doctype html><title>豆子</title><h1>豆子</h1><p>湖边。</p>"
    copies = hidden.format(SENTENCE) + seen.format(SENTENCE)
    page = checked(chromium, sites, service, body + copies)
    ranges = page.evaluate(
        "[...CSS.highlights.get('mingbian-alert')].map(r => r.startContainer.parentElement.id)"
    )
    assert ranges == ["claim"]


def test_a_ticking_clock_costs_next_to_nothing(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = [Mark(SENTENCE, exact="这一句话页面上根本没有，也没有像它的")]
    page = checked(chromium, sites, service, ARTICLE + "<p id=clock>0</p>")
    world = chromium.world(page)
    world.evaluate(
        """(() => { globalThis.walks = 0; const { marks } = mingbianGuest;
            const replace = marks.replace.bind(marks);
            marks.replace = () => { walks++; return replace(); }; })()"""
    )
    page.evaluate("setInterval(() => { clock.textContent = Number(clock.textContent) + 1 }, 20)")
    page.wait_for_timeout(1500)
    assert world.evaluate("walks") == 0


def test_a_list_page_has_its_headlines_marked(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = ["吃绿豆能治好糖尿病和高血压"]
    items = "".join(
        f"<li><a href=/n/{i}>{title}</a></li>"
        for i, title in enumerate(["荷花开得早", "吃绿豆能治好糖尿病和高血压", "桥头修路"])
    )
    page = checked(chromium, sites, service, f"<!doctype html><title>热榜</title><ol>{items}</ol>")
    assert chromium.painted(page) == {"mingbian-alert": "吃绿豆能治好糖尿病和高血压"}


def test_a_right_to_left_page_is_marked(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    claim = "شرب الماء كل ربع ساعة يغسل الفيروس من الحلق."
    service.marks = [claim]
    body = f"<!doctype html><html dir=rtl><title>خبر</title><p>مقدمة قصيرة. {claim} خاتمة.</p>"
    page = checked(chromium, sites, service, body)
    assert chromium.painted(page) == {"mingbian-alert": claim}


def test_a_page_of_twenty_thousand_nodes_is_marked_and_followed(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    rows = "".join(f"<div><span>第{i}行</span><i>{OTHER}</i></div>" for i in range(6000))
    page = checked(chromium, sites, service, ARTICLE + f"<div id=rows>{rows}</div>")
    assert page.evaluate("document.getElementsByTagName('*').length") > 18_000
    assert chromium.painted(page) == MARKED
    page.evaluate("app.replaceWith(app.cloneNode(true))")
    expect(chromium, page, MARKED, "the new nodes are marked")


def test_a_dark_page_keeps_its_letters_readable(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    style = "<style>body { background: #111; color: #eee }</style>"
    page = checked(chromium, sites, service, ARTICLE + style)
    colours = page.evaluate(
        """['alert', 'warning', 'notice'].map(severity => {
            const {color, backgroundColor} =
                getComputedStyle(claim, `::highlight(mingbian-${severity})`);
            return [color, Number(backgroundColor.match(/[\\d.]+(?=\\))/)[0])]; })"""
    )
    assert all(letters == "rgb(238, 238, 238)" for letters, _ in colours)
    assert all(tint < 0.2 for _, tint in colours), "a thin tint over whatever the page's colour is"
