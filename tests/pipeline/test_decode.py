"""Bytes become the text that the page's author wrote, whatever the page says about itself."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingbian.pipeline.decode import clean_text, decode_html

SIMPLIFIED = (
    "社区食堂开张满月，每天卖出三百份午饭。记者中午到的时候，队已经排到了门外，"
    "居民说菜价不贵，就是晚上关门太早。"
)
TRADITIONAL = (
    "港口纜車公司昨天宣布，明天起停駛兩週進行年度檢修，期間改開接駁巴士，票價不變，"
    "有人問為什麼這麼久，發言人說每一項都會留下紀錄。"
)


def page(text: str, encoding: str, declared: str | None) -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}<title>x</title></head><body><p>{text}</p>".encode(encoding)


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030", "x-gbk", None, "utf-8", "big5"])
def test_gbk_is_read_under_any_declaration(declared: str | None) -> None:
    assert SIMPLIFIED in decode_html(page(SIMPLIFIED, "gbk", declared))


@pytest.mark.parametrize("declared", ["utf-8", "UTF8", "gbk", "gb2312", "big5", None, "latin1"])
def test_utf8_is_read_under_any_declaration(declared: str | None) -> None:
    assert SIMPLIFIED in decode_html(page(SIMPLIFIED, "utf-8", declared))


@pytest.mark.parametrize("declared", ["big5", "Big5-HKSCS", None, "utf-8", "gb2312"])
def test_big5_is_read_under_any_declaration(declared: str | None) -> None:
    assert TRADITIONAL in decode_html(page(TRADITIONAL, "big5", declared))


def test_characters_outside_gb2312_under_its_name() -> None:
    assert "朱镕基㎡囍" in decode_html(page(SIMPLIFIED + "朱镕基㎡囍", "gb18030", "gb2312"))


def test_characters_of_hong_kong() -> None:
    assert "佢哋喺度" in decode_html(page(TRADITIONAL + "佢哋喺度", "big5hkscs", "big5"))


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_wins_and_is_gone(mark: bytes, encoding: str) -> None:
    text = decode_html(mark + page(SIMPLIFIED, encoding, "gbk"), "big5")
    assert text.startswith("<html>")
    assert SIMPLIFIED in text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(encoding: str) -> None:
    assert SIMPLIFIED in decode_html(page("x" * 40 + SIMPLIFIED, encoding, None))


def test_http_equiv_and_xml_declarations() -> None:
    for head in (
        '<meta http-equiv="Content-Type" content="text/html; charset=gbk">',
        '<?xml version="1.0" encoding="gbk"?><html>',
    ):
        assert SIMPLIFIED in decode_html((head + SIMPLIFIED).encode("gbk"))


def test_two_characters_that_are_valid_in_both_follow_the_declaration() -> None:
    assert "联通" in decode_html('<meta charset="gbk"><p>联通</p>'.encode("gbk"))


def test_a_page_cut_off_within_a_character_keeps_its_encoding() -> None:
    assert SIMPLIFIED[:-1] in decode_html(page(SIMPLIFIED, "utf-8", None)[: -len("</p>") - 1])
    cut = page(SIMPLIFIED, "gbk", "gbk")[: -len("</p>") - 1]
    assert SIMPLIFIED[:-2] in decode_html(cut)


def test_a_damaged_character_does_not_change_the_encoding() -> None:
    data = page(SIMPLIFIED * 20, "utf-8", "utf-8").replace("队".encode(), b"\xff", 1)
    assert "社区食堂开张满月" in decode_html(data)


def test_western_european_text() -> None:
    text = "L'été dernier, la préfète a démenti la rumeur à Besançon."
    assert text in decode_html(page(text, "cp1252", "iso-8859-1"))


@pytest.mark.parametrize("declared", ["none", "x-user-defined", "base64", "utf-7", "undefined", ""])
def test_a_declaration_that_names_nothing_is_passed_over(declared: str) -> None:
    assert SIMPLIFIED in decode_html(page(SIMPLIFIED, "gbk", declared), declared)


@given(st.binary(), st.one_of(st.none(), st.text()))
def test_any_bytes_become_text_that_can_be_encoded(data: bytes, declared: str | None) -> None:
    text = decode_html(data, declared)
    text.encode("utf-8")
    assert "\x00" not in text


def test_what_no_parser_takes_is_gone() -> None:
    assert clean_text("a\x00b\ud800c\x0bd\te\n") == "ab\ufffdcd\te\n"
