"""What a text is looked up as."""

from __future__ import annotations

import pytest

from mingbian.rebuttals.words import plain


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It is flat! #FlatEarth2024 pic.twitter.com/aB3", "It is flat! Flat Earth 2024"),
        ("seen by @NASAGoddard_news https://t.co/xyz today", "seen by NASA Goddard news today"),
        ("#大蒜治感冒#是真的http://t.cn/A6转发", "大蒜治感冒 是真的 转发"),
        ("＠小明 看这里", "小明 看这里"),
        ("5G 基站 100% 安全", "5G 基站 100% 安全"),
        ("https://example.org/only", "https://example.org/only"),
        ("", ""),
    ],
)
def test_addresses_are_left_out_and_tags_are_told_as_words(text: str, told: str) -> None:
    assert plain(text) == told
