"""Broken JSON-LD is mended where the meaning cannot change, and refused otherwise."""

from __future__ import annotations

import pytest

from mingbian.rebuttals.importing import json_repair

WHOLE = {"a": "x", "b": [1, 2]}


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "x", "b": [1, 2]}',
        '\ufeff  {"a": "x", "b": [1, 2]} ;',
        '{"a": "x", "b": [1, 2,],}',
        '<!-- {"a": "x", "b": [1, 2]} -->',
        '//<![CDATA[\n{"a": "x", "b": [1, 2]}\n//]]>',
        '/* <![CDATA[ */ {"a": "x", "b": [1, 2]} /* ]]> */',
        '<!--//--><![CDATA[//><!--\n{"a": "x", "b": [1, 2]}\n//--><!]]>',
        '{"a": "x", // the letter\n "b": [1, /* two */ 2]}',
        '{"a": "x", "b": [1, 2]}}',
        '{"a": "x", "b": [1, 2]} ] };',
        "{&quot;a&quot;: &quot;x&quot;, &quot;b&quot;: [1, 2]}",
    ],
)
def test_what_stands_around_the_values_is_passed_over(text):
    assert json_repair.loads(text) == [WHOLE]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "one\ntwo\tthree"}', "one\ntwo\tthree"),
        ('{"a": "it\\\'s"}', "it's"),
        ('{"a": "50\\% off"}', "50\\% off"),
        ('{"a": "he said "no" twice"}', 'he said "no" twice'),
        (
            '{"a": "see http://x.example/ // not a comment", }',
            "see http://x.example/ // not a comment",
        ),
        ('{"a": "a comma, } inside",}', "a comma, } inside"),
    ],
)
def test_strings_keep_what_they_say(text, value):
    assert json_repair.loads(text) == [{"a": value}]


def test_values_after_one_another_are_all_read():
    assert json_repair.loads('{"a": 1}\n{"b": 2}, {"c": 3}') == [{"a": 1}, {"b": 2}, {"c": 3}]


def test_an_empty_text_holds_nothing():
    assert json_repair.loads("  ") == []


@pytest.mark.parametrize(
    "text", ['{"a": ', '{"a": {}}, "b": 1}', "}", "{a: 1}", "<p>no</p>", "[" * 100_000]
)
def test_what_cannot_be_mended_is_an_error(text):
    with pytest.raises(ValueError, match=r"\w"):
        json_repair.loads(text)
