"""Markup made to break readers: it is read as far as the limits go, and nothing fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingbian.errors import NoArticle
from mingbian.pipeline.article import Article
from mingbian.pipeline.capture import Capture
from mingbian.pipeline.extract import extract
from mingbian.pipeline.extraction.compose import MAX_TEXT
from mingbian.pipeline.markup import MAX_ATTRIBUTES, MAX_CHARACTERS, parse
from mingbian.pipeline.sentences import split

WORDS = "这是一段用来试验的正文，它有足够的字数，也有标点。"
TEXT = f"<p>{WORDS}</p><p>第二段说的是别的事情，一样有标点，也一样会被读到。</p>"


def read(html: str) -> Article:
    article = extract(Capture(html=html))
    article.text.encode("utf-8")
    split(article)
    return article


def test_a_hundred_thousand_nested_blocks() -> None:
    assert WORDS in read("<title>t</title>" + "<div>" * 100_000 + TEXT).text


def test_text_between_nested_blocks_is_kept_in_order() -> None:
    text = read("".join(f"<div><p>第{n}段的话，写得足够长了。</p>" for n in range(1_000))).text
    assert text.index("第3段的话") < text.index("第900段的话")


def test_tables_nested_too_deep() -> None:
    assert WORDS in read("<table><tr><td>" * 30_000 + TEXT).text


def test_a_hundred_million_characters_of_one_tag() -> None:
    assert read("<" + "d" * 100_000_000).text == ""


def test_a_text_longer_than_the_limit_is_read_to_the_limit_and_the_rest_is_counted() -> None:
    long = "湖面上起了风，船都靠了岸。" * (MAX_TEXT // 10)
    for article in (
        extract(Capture(text=long)),
        read(f"<title>风</title><p>{long}</p>"),
        read(f"<div>{'<p>' + '湖面上起了风，船都靠了岸。' * 100 + '</p>'}</div>" * 100),
    ):
        assert len(article.text) <= MAX_TEXT
        assert article.unread > 1_000
    assert read(TEXT).unread == 0


@pytest.mark.parametrize(
    ("words", "is_read"),
    [
        ("每天生吃一头大蒜可以治好感冒。", True),
        ("Eating raw garlic every day cures the common cold.", True),
        ("正在加载，请稍候。", False),
        ("请登录后查看全部内容。", False),
        ("You need to enable JavaScript to run this app.", False),
        ("页面不存在或已删除。", False),
        ("湖滨市民服务中心", False),
        ("今天下雨。", False),
    ],
)
def test_a_post_of_one_sentence_is_read_and_a_page_that_waits_is_not(
    words: str, is_read: bool
) -> None:
    article = read(f"<title>动态</title><div><p>{words}</p></div>")
    assert (words in article.text) == is_read
    assert article.empty_because == (None if is_read else "short")


def test_a_page_longer_than_the_limit_is_read_to_the_limit() -> None:
    html = f"<div>{TEXT}" + " " * MAX_CHARACTERS + "<p>这一段在限度以外，不会被读到了。</p></div>"
    assert WORDS in read(html).text
    assert "限度以外" not in read(html).text


@pytest.mark.parametrize("separator", [" ", "/", "\n"])
@pytest.mark.parametrize("value", ["", '="1"', "='<'", '=">"', "=1"])
def test_a_tag_with_a_hundred_thousand_attributes(separator: str, value: str) -> None:
    attributes = separator.join(f"a{n}{value}" for n in range(100_000))
    tree = parse(f"<div {attributes}>{TEXT}</div>")
    assert tree is not None
    assert max(len(element.attrib) for element in tree.iter()) <= MAX_ATTRIBUTES
    assert WORDS in tree.text_content()


def test_attributes_without_anything_between_them() -> None:
    attributes = "".join(f'a{n}="1"' for n in range(100_000))
    tree = parse(f"<div {attributes}>{TEXT}</div>")
    assert tree is not None
    assert WORDS in tree.text_content()


def test_a_picture_within_an_attribute_is_not_too_many_attributes() -> None:
    tree = parse("<img alt='x' src='data:image/png;base64," + "A " * 100_000 + f"'>{TEXT}")
    assert tree is not None
    assert next(tree.iter("img")).get("alt") == "x"


def test_a_million_tags() -> None:
    assert WORDS in read(TEXT + "<b>x</b>" * 600_000).text


def test_everything_unclosed() -> None:
    assert (
        WORDS in read(f"<html><body><div><p><b><i><a href=x>甲</a>{WORDS}<p>乙<table><td>丙").text
    )


@pytest.mark.parametrize(
    "reference",
    ["&#0;", "&#x0;", "&#1;", "&#x1f;", "&#xD800;", "&#xFFFF;", "&#x110000;", "&#99999999999;"],
)
def test_references_to_what_no_tree_may_hold(reference: str) -> None:
    article = read(f"<p>{WORDS}{reference}{WORDS}</p>")
    assert article.text.startswith(WORDS)
    assert not any(character < " " for character in article.text)


def test_references_that_only_look_like_control_characters_stay() -> None:
    assert "&#12345;" not in read(f"<p>&#12345;{WORDS}</p>").text
    assert read(f"<p>&#12345;{WORDS}</p>").text.startswith("〹")


def test_nul_and_lone_surrogates() -> None:
    article = read(f"<p>甲\x00乙\ud83d丙，{WORDS}</p>")
    assert article.text.startswith("甲乙\ufffd丙，")


@pytest.mark.parametrize(
    "html", ["", " \n", "<!-- -->", "<", "<!DOCTYPE html>", "<svg></svg>", "<?"]
)
def test_nothing_to_read(html: str) -> None:
    try:
        article = read(html)
    except NoArticle:
        return
    assert article.text == ""
    assert article.empty_because


def test_an_endless_paragraph_is_cut() -> None:
    article = read("<p>" + "很长的话，没有完。" * 200_000)
    assert len(article.text) == MAX_TEXT


def test_json_ld_of_a_hundred_thousand_brackets() -> None:
    html = f"<script type='application/ld+json'>{'[' * 100_000}</script>{TEXT}"
    assert WORDS in read(html).text


@pytest.mark.parametrize(
    "run", ["a. ", "#", "“《（", "http://a", "a@", "1", "2019-01-01 ", "。", "…", "【"]
)
def test_long_runs_of_what_the_rules_look_for(run: str) -> None:
    assert read(f"<p>{WORDS}{run * 100_000}").text.startswith(WORDS)


def test_links_and_addresses_that_are_none() -> None:
    html = (
        f"<p>{WORDS}<a href='http://[x'>甲乙</a><a href=''>丙</a><a href='javascript:;'>丁</a></p>"
    )
    assert extract(Capture(html=html, url="https://a.test/")).text.endswith("甲乙丙丁")


MARKUP = (
    "<div> </div> <p> </p> <br> </a> <td> <h1> <li> <!-- <script> </script> <title> </title>"
    " <style> </html> &#xD800; &amp 2024-02-31 来源： < x"
)
TAGS = ("<a href=/x>", "<meta charset=gbk>", "<body hidden>", "<time datetime=1>")
PIECES = st.sampled_from([*MARKUP.split(), *TAGS, "\x00", "\ud800", WORDS, '"'])


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_mixture_is_read_or_refused(html: str) -> None:
    try:
        article = read(html)
    except NoArticle:
        return
    pieces = [article.text[block.start : block.end] for block in article.blocks]
    assert "\n".join(pieces) == article.text
    assert bool(article.text) != bool(article.empty_because)
