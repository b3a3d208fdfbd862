"""The public page: what readers paste, and what they get to see."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html as lxml_html
from werkzeug.test import TestResponse

from mingbian.app import create_app
from mingbian.fetching import Fetcher
from mingbian.settings import Settings

CLAIM = "每天生吃一头大蒜可以治好感冒"
TEXT = f"冬天怎么吃\n\n{CLAIM}，效果比药还好。\n\n据知情人士透露，这个方子很有效。"
PAGE = f"""<html lang="zh-CN"><head><meta charset="gbk"><title>冬天怎么吃</title></head><body>
<article><h1>冬天怎么吃</h1><p>入冬以后，不少人想换一换家里的菜单，也有人想少生几次病。</p>
<p>{CLAIM}，效果比药还好，大家都该试一试。</p></article></body></html>"""


def check(site: FlaskClient, page: str = "", path: str = "/check", **more: Any) -> TestResponse:
    form = {"page": page, **more}
    return site.post(path, data=form, content_type="multipart/form-data")


def tree(answer: TestResponse) -> Any:
    return lxml_html.fromstring(answer.get_data(as_text=True))


def words(answer: TestResponse) -> str:
    return " ".join(tree(answer).find("body").text_content().split())


def test_the_first_page_is_a_form_that_works_without_scripts(site: FlaskClient) -> None:
    (form,) = tree(site.get("/")).xpath("//form")
    assert (form.get("method"), form.get("action")) == ("post", "/check")
    assert form.get("enctype") == "multipart/form-data"
    fields = {one.get("name"): one for one in form.xpath(".//textarea|.//input")}
    assert list(fields) == ["page", "file"]
    labelled = {label.get("for") for label in form.xpath(".//label")}
    assert {one.get("id") for one in fields.values()} <= labelled


def test_a_text_is_shown_with_its_marks_in_place(site: FlaskClient) -> None:
    answer = check(site, TEXT)
    assert answer.status_code == 200
    (first, *_) = tree(answer).xpath("//a[@class='mark alert']")
    assert first.text_content() == CLAIM
    assert first.getparent().text_content().endswith("，效果比药还好。")
    assert tree(answer).xpath(f"//*[@id='{first.get('href')[1:]}']")


def test_every_word_of_the_article_is_shown_once(site: FlaskClient) -> None:
    runs = tree(check(site, TEXT)).xpath("//div[@class='run']")
    shown = "".join(run.text_content() for run in runs)
    assert re.sub(r"\d|\s", "", shown) == re.sub(r"\s", "", TEXT)


def test_a_card_says_verdict_publisher_day_and_where(site: FlaskClient) -> None:
    (card,) = tree(check(site, TEXT)).xpath("//article[contains(@class, 'alert')]")
    said = " ".join(card.text_content().split())
    assert "不实 · 示例辟谣站 · 2024年5月6日" in said
    assert "已辟谣" in said
    link = card.xpath(".//a[@href='https://example.org/garlic']")[0]
    assert (link.text, link.get("rel")) == ("大蒜治不好感冒", "noopener noreferrer nofollow")


def test_how_grave_a_mark_is_stands_there_in_words(site: FlaskClient) -> None:
    for card in tree(check(site, TEXT)).xpath("//article[contains(@class, 'card')]"):
        severity = card.get("class").split()[1]
        word = {"alert": "已辟谣", "warning": "需警惕", "notice": "请留意"}[severity]
        assert word in card.xpath(".//h3")[0].text_content()


def test_marks_over_each_other_each_have_their_number(site: FlaskClient) -> None:
    both = check(site, f"据知情人士透露，{CLAIM}，效果很好。大家都该试一试，越早越好。")
    numbers = tree(both).xpath("//a[@class='ref']/text()")
    cards = tree(both).xpath("//article/@id")
    assert sorted(f"mark-{number}" for number in numbers) == sorted(cards)
    assert len(cards) == len(set(cards)) >= 2


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "big5hkscs", "utf-16"])
def test_a_saved_page_is_read_in_its_encoding(site: FlaskClient, encoding: str) -> None:
    text = PAGE.replace("gbk", encoding)
    if encoding == "big5hkscs":
        text = text.replace("冬天怎么吃", "冬天怎麼吃").replace("，", "、")
        text = re.sub(r"[^\x00-\x7f]+", lambda found: _big5(found.group()), text)
    file = (io.BytesIO(text.encode(encoding)), "page.html")
    answer = check(site, file=file)
    assert answer.status_code == 200
    assert "冬天怎" in tree(answer).xpath("//h2[@class='title']")[0].text_content()


def _big5(text: str) -> str:
    from opencc import OpenCC

    return str(OpenCC("s2t").convert(text))


def test_a_link_beside_a_file_is_the_files_address(site: FlaskClient) -> None:
    file = (io.BytesIO(PAGE.encode("gbk")), "page.html")
    answer = check(site, "https://example.com/a", file=file)
    assert tree(answer).xpath("//dd/a/@href") == ["https://example.com/a"]


def test_a_file_without_markup_is_read_as_text(site: FlaskClient) -> None:
    answer = check(site, file=(io.BytesIO(TEXT.encode("gb18030")), "message.txt"))
    assert tree(answer).xpath("//a[@class='mark alert']")


def test_a_link_is_fetched_and_its_last_address_is_shown(fresh: Any) -> None:
    site = fresh()

    class Net(Fetcher):
        def page(self, url: str) -> tuple[str, str]:
            assert url == "https://news.example/short"
            return PAGE, "https://news.example/long"

    site.application.extensions["mingbian.fetcher"] = Net(1)
    for typed in ("https://news.example/short", "  news.example/short\n"):
        answer = check(site, typed)
        assert tree(answer).xpath("//dd/a/@href") == ["https://news.example/long"]


@pytest.mark.parametrize(
    ("typed", "status", "title"),
    [
        ("", 422, "还差一点"),
        ("http://127.0.0.1/", 422, "不去读这个地址"),
        ("http://[::1]:8642/metrics", 422, "不去读这个地址"),
        ("file:///etc/passwd", 422, "不去读这个地址"),
        ("gopher://example.org/", 422, "不去读这个地址"),
        ("<p></p>", 200, "没有可以检查的正文"),
        ("<!-- -->\n<p>a<!", 200, "没有可以检查的正文"),
        ("市民昨天在公园里散步，看到了今年的第一场雪。", 200, "没有发现已辟谣内容"),
        (f"辟谣：网传“{CLAIM}”是谣言。医生表示，这没有任何科学依据。", 200, "这一页在辟谣"),
    ],
)
def test_every_outcome_is_told_calmly(
    site: FlaskClient, typed: str, status: int, title: str
) -> None:
    answer = check(site, typed)
    assert answer.status_code == status
    assert tree(answer).xpath("//h1")[0].text_content() == title
    assert tree(answer).xpath("//form[@action='/check']"), "the reader can try again"


def test_nothing_found_never_says_that_it_is_true(site: FlaskClient) -> None:
    assert "不表示它说的都对" in words(check(site, "市民昨天在公园里散步，看到了第一场雪。"))


def test_a_text_and_a_file_at_once_are_refused(site: FlaskClient) -> None:
    assert check(site, TEXT, file=(io.BytesIO(b"<p>a"), "a.html")).status_code == 422


def test_what_is_too_large_is_said_so(fresh: Any) -> None:
    site = fresh(max_body_bytes=10_000)
    assert check(site, "雪" * 3_000).status_code == 200
    for answer in (
        check(site, "雪" * 4_000),
        check(site, file=(io.BytesIO(b"a" * 10_001), "a.html")),
        check(site, file=(io.BytesIO(b"a" * 400_000), "a.html")),
    ):
        assert answer.status_code == 413
        assert "太大" in tree(answer).xpath("//h1")[0].text_content()


def test_asking_too_often_is_said_calmly(fresh: Any) -> None:
    site = fresh(requests_per_minute=1)
    assert check(site, TEXT).status_code == 200
    answer = check(site, TEXT)
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (429, True)
    assert tree(answer).xpath("//h1")[0].text_content() == "现在有点忙"


def test_while_the_index_is_prepared_the_page_says_so(tmp_path: Path) -> None:
    site = create_app(Settings(instance=tmp_path)).test_client()
    assert site.get("/").status_code == 200
    for answer in (check(site, TEXT), site.get("/result/a"), site.get("/rebuttals")):
        assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (503, True)
        assert tree(answer).xpath("//h1")[0].text_content() == "服务正在准备"


@pytest.mark.parametrize(
    ("accepted", "path", "language", "button"),
    [
        (None, "/", "zh-CN", "查一查"),
        ("zh-HK,zh;q=0.9", "/", "zh-TW", "查一查"),
        ("zh-Hant-TW", "/", "zh-TW", "查一查"),
        ("zh", "/", "zh-CN", "查一查"),
        ("en-GB,zh;q=0.5", "/", "en", "Check"),
        ("fr", "/", "en", "Check"),
        ("en", "/?lang=zh-TW", "zh-TW", "查一查"),
        ("zh", "/?lang=en", "en", "Check"),
        ("en", "/?lang=xx", "en", "Check"),
    ],
)
def test_the_language_is_the_browsers_or_the_chosen_one(
    site: FlaskClient, accepted: str | None, path: str, language: str, button: str
) -> None:
    headers = {"Accept-Language": accepted} if accepted else {}
    page = tree(site.get(path, headers=headers))
    assert page.get("lang") == language
    assert page.xpath("//button")[0].text == button


def test_a_chosen_language_stays_chosen(site: FlaskClient) -> None:
    page = tree(site.get("/?lang=zh-TW"))
    assert page.xpath("//form/@action") == ["/check?lang=zh-TW"]
    answer = check(site, TEXT, path="/check?lang=en")
    assert "Debunked" in words(answer)
    assert "1 May" not in words(answer)
    assert "May 6, 2024" in words(answer)


def test_every_text_is_there_in_both_languages_and_fits_its_places() -> None:
    from mingbian.web.words import TEXTS

    for key, entry in TEXTS.items():
        assert set(entry) == {"zh-CN", "en"}, key
        places = [sorted(re.findall(r"{(\w+)}", text)) for text in entry.values()]
        assert places[0] == places[1], key


def test_the_result_can_be_taken_along_as_text_and_as_json(site: FlaskClient) -> None:
    page = tree(check(site, TEXT))
    report = json.loads(page.xpath("//textarea[@id='as-json']")[0].text)
    assert report["annotations"][0]["evidence"][0]["url"] == "https://example.org/garlic"
    text = page.xpath("//textarea[@id='as-text']")[0].text
    for part in (CLAIM, "不实 · 示例辟谣站 · 2024年5月6日", "https://example.org/garlic"):
        assert part in text


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "{{ 987654321 * 2 }}{% raw %}",
    "\u202e\u2028<svg/onload=alert(1)>",
]


@pytest.mark.parametrize("payload", HOSTILE)
def test_no_text_becomes_markup(site: FlaskClient, payload: str) -> None:
    hostile = html.escape(payload)
    page = f"""<html><head><title>{hostile}</title><meta name=author content="{hostile}">
        <meta property="og:site_name" content="{hostile}"></head><body><article><h1>{hostile}</h1>
        <p>{hostile} {CLAIM} {hostile}，效果比药还好，大家都该试一试，越早越好。</p>
        <p><a href="javascript:alert(1)">据知情人士透露{hostile}</a></p></article></body></html>"""
    file = (io.BytesIO(page.encode()), "page.html")
    for answer in (check(site, f"{payload} {CLAIM}，很好。"), check(site, file=file)):
        assert answer.status_code == 200
        page_tree = tree(answer)
        assert not page_tree.xpath("//img|//svg|//iframe|//object|//embed")
        assert [one.get("src") for one in page_tree.xpath("//script")] == ["/assets/mingbian.js"]
        assert not page_tree.xpath("//@*[starts-with(name(), 'on') or name() = 'style']")
        assert "1975308642" not in words(answer)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "jAvAsCrIpT://%0a"])
def test_no_link_leads_to_a_script(site: FlaskClient, address: str) -> None:
    page = PAGE.replace("<p>", f'<p><link rel=canonical href="{address}">', 1)
    answers = [
        check(site, file=(io.BytesIO(page.encode("gbk")), "a.html")),
        check(site, address, file=(io.BytesIO(page.encode("gbk")), "a.html")),
    ]
    for answer in answers:
        for target in tree(answer).xpath("//@href|//@src|//@action"):
            assert target.startswith(("/", "#", "https://", "http://"))


def test_every_page_lets_nothing_in_from_elsewhere(site: FlaskClient) -> None:
    for answer in (site.get("/"), check(site, TEXT), check(site, ""), site.get("/result/none")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        page = tree(answer)
        assert all(one.startswith("/assets/") for one in page.xpath("//script/@src"))
        assert not page.xpath("//script[not(@src)]|//style|//@style")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
@pytest.mark.parametrize("path", ["/check", "/keep", "/dispute", "/result/a/drop"])
def test_a_form_that_another_site_sends_is_refused(
    site: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    answer = site.post(path, data={"page": TEXT, "reason": "a"}, headers=headers)
    assert answer.status_code == 403
    assert tree(answer).xpath("//h1")[0].text_content() == "这个请求来自别的网站"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {},
    ],
)
def test_our_own_form_and_programs_are_served(site: FlaskClient, headers: dict[str, str]) -> None:
    assert site.post("/check", data={"page": TEXT}, headers=headers).status_code == 200


def test_a_dispute_reaches_the_editors(site: FlaskClient) -> None:
    (form, *_) = tree(check(site, TEXT)).xpath("//form[@action='/dispute']")
    fields = dict(form.form_values()) | {"reason": "这句话是在转述别人的话。"}
    answer = site.post("/dispute", data=fields)
    number = re.search(r"编号 ([0-9a-z-]+)", words(answer))
    assert number
    store = site.application.extensions["mingbian.shelf"].store
    kept = store.report(number.group(1))
    assert (kept.kind, kept.record_id, kept.quote) == ("dispute", "garlic-cures-colds", CLAIM)
    assert site.post("/dispute", data=fields | {"reason": " "}).status_code == 422
