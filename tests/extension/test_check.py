"""A page checked by a real click: what is painted, what the card says, what is left untouched."""

from __future__ import annotations

import pytest
from browser import Chromium
from playwright.sync_api import Page
from sites import Sites
from stub import Mark, StubService

pytestmark = pytest.mark.browser

#: The one debunked sentence of each page, as a reader sees it.
DEBUNKED = {
    "wechat": "夏天放在车里晒过的瓶装水有毒，女人喝了会得乳腺癌。",
    "toutiao": "珍珠奶茶里的珍珠是用塑料做的，嚼起来才这么弹。",
    "weibo": "憋气30秒不难受，就说明肺很健康，不用去医院拍片子。",
    "discuz": "新房里放竹炭包和绿萝、吊兰，就能把甲醛吸光。",
    "news-en": "Fluoride toothpaste causes cancer.",
}
CHARSETS = {"discuz": "gbk"}

STRICT = "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

#: Every node the page had: the root's own attributes, head and body.
NODES = """() => [...document.documentElement.attributes].map(a => a.name + a.value).join()
    + document.head.outerHTML + document.body.outerHTML"""


def open_page(chromium: Chromium, sites: Sites, name: str, query: str = "", **headers: str) -> Page:
    charset = CHARSETS.get(name, "utf-8")
    address = sites.put_file(name, host=f"{name}.test", charset=charset, **headers)
    return chromium.open(address + query)


@pytest.mark.parametrize("policy", ["", STRICT], ids=["open", "strict"])
@pytest.mark.parametrize("name", DEBUNKED)
def test_the_mark_covers_exactly_the_sentence_and_the_card_says_on_whose_word(
    chromium: Chromium, sites: Sites, service: StubService, name: str, policy: str
) -> None:
    service.marks = [DEBUNKED[name]]
    page = open_page(chromium, sites, name, **({"csp": policy} if policy else {}))
    before = page.evaluate(NODES)

    chromium.check(page)
    assert chromium.painted(page) == {"mingbian-alert": DEBUNKED[name]}
    card = chromium.click_mark(page)

    assert "中国互联网联合辟谣平台" in card
    assert "https://www.piyao.org.cn/example.html" in card
    assert "2024" in card
    assert page.evaluate(NODES) == before
    assert chromium.badge(page) == "1"


def test_nothing_of_the_extension_is_left_in_the_page_when_the_card_is_closed(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = [DEBUNKED["weibo"]]
    page = open_page(chromium, sites, "weibo")
    before = page.evaluate("document.documentElement.outerHTML")

    chromium.check(page)
    chromium.click_mark(page)
    page.keyboard.press("Escape")

    assert chromium.card(page) is None
    assert page.evaluate("document.documentElement.outerHTML") == before


@pytest.mark.parametrize("name", DEBUNKED)
def test_what_is_the_readers_own_is_not_sent(
    chromium: Chromium, sites: Sites, service: StubService, name: str
) -> None:
    page = open_page(chromium, sites, name, "?share=secret#secret")
    page.context.add_cookies([{"name": "id", "value": "secret", "url": page.url}])
    chromium.check(page)

    [request] = service.requests
    assert "secret" not in str(request)
    assert request["url"] == page.url.partition("?")[0]
    assert DEBUNKED[name][-6:] in request["html"]


def test_what_the_page_says_of_itself_is_sent(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    facts = [
        '<meta name="author" content="林小禾">',
        '<meta property="article:published_time" content="2024-05-01">',
        '<script type="application/ld+json">{"datePublished":"2024-05-01"}</script>',
        '<time datetime="2024-05-01">5月1日</time>',
    ]
    head, body = "".join(facts[:3]), facts[3]
    page = chromium.open(sites.put(f"<!doctype html><head>{head}</head><h1>标题</h1>{body}"))
    chromium.check(page)
    assert [fact for fact in facts if fact not in service.requests[0]["html"]] == []


def test_an_address_keeps_its_query_where_the_reader_allows_it(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    chromium.settings(server=service.address, keepQuery=True)
    page = open_page(chromium, sites, "weibo", "?id=7#top")
    chromium.check(page)

    assert service.requests[0]["url"] == page.url.partition("#")[0]


def test_labels_are_measured_as_the_reader_sees_them(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    address = sites.put(
        """<!doctype html><title>t</title><h1>标题</h1>
        <p style="font-size:16px;color:#222">来源：城东日报</p>
        <p style="font-size:6px;color:#eee;background:#fff">来源：网络</p>
        <p style="opacity:.5"><span style="opacity:.01">内容由AI生成</span></p>
        <p style="position:absolute;left:-9999px">剧情演绎，请勿当真</p>
        <div style="height:0;overflow:hidden"><p>广告</p></div>
        <p>这一句里有来源两个字，可是它太长，是一个句子而不是一个标签，量它没有什么意思，所以不量它。</p>"""
    )
    page = chromium.open(address)
    chromium.check(page)

    notes = {note["quote"]: note for note in service.requests[0]["layout"]}
    assert list(notes) == [
        "来源：城东日报",
        "来源：网络",
        "内容由AI生成",
        "剧情演绎，请勿当真",
        "广告",
    ]
    assert notes["来源：城东日报"] == {
        "quote": "来源：城东日报", "font_px": 16, "contrast": 15.91, "visible": True
    }  # fmt: skip
    assert notes["来源：网络"]["font_px"] == 6
    assert notes["来源：网络"]["contrast"] < 1.3
    assert not any(
        notes[quote]["visible"] for quote in ["内容由AI生成", "剧情演绎，请勿当真", "广告"]
    )


def test_marks_of_three_kinds_lie_side_by_side(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    first, second, third = "早晚各开一次", "我家一共买了二十盆", "最好请有资质的机构测一次"
    service.marks = [Mark(first), Mark(second, "warning"), Mark(third, "notice")]
    page = open_page(chromium, sites, "discuz")
    chromium.check(page)

    assert chromium.painted(page) == {
        "mingbian-alert": first,
        "mingbian-warning": second,
        "mingbian-notice": third,
    }


def test_a_quote_that_is_not_in_the_page_is_listed_and_not_painted(
    chromium: Chromium, sites: Sites, service: StubService
) -> None:
    service.marks = [Mark("早晚各开一次", exact="这一句话页面上根本没有，也没有像它的")]
    page = open_page(chromium, sites, "discuz")
    state = chromium.check(page)
    panel = chromium.panel(page)

    assert state["lost"] == ["urn:mingbian:0"]
    assert chromium.painted(page) == {}
    assert "这一句话页面上根本没有" in panel.inner_text("#view")
    assert panel.locator("button.jump").count() == 0
