"""Which records a mark tells of."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from mingbian.checks import rebuttal
from mingbian.checks.rebuttal import MOST, MOST_TOGETHER, told
from mingbian.rebuttals.evidence import Evidence
from mingbian.rebuttals.judgement import Match
from mingbian.records import Record, Verdict


def match(name: str, start: int, end: int, verdict: Verdict = "false") -> Match:
    record = Record(
        id=name,
        claim="灯塔昨夜倒塌了",
        language="zh-CN",
        verdict=verdict,
        rebuttal="灯塔还在。",
        reviews=(),
    )
    return Match(record, start, end, 0.9, 0.9, Evidence(0.99, *[0.0] * 7))


def names(*matches: Match) -> list[list[str]]:
    return [[one.record.id for one in group] for group in told(matches)]


def test_records_of_one_passage_are_told_together_the_best_first() -> None:
    assert names(match("a", 0, 10), match("b", 30, 40), match("c", 5, 20)) == [["a", "c"], ["b"]]


def test_a_record_that_affirms_protects_its_passage_and_stands_beside_no_rebuttal() -> None:
    true = match("t", 0, 10, "true")
    assert names(true, match("a", 0, 10), match("b", 30, 40)) == [["b"]]
    assert names(match("a", 0, 10), true) == [["a"]]


def test_no_more_records_than_a_card_can_hold() -> None:
    assert [len(one) for one in told([match(str(i), 0, 10) for i in range(9)])] == [MOST_TOGETHER]


def test_records_told_together_are_one_mark_of_those_a_page_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matches = [match(f"{i}-{j}", 20 * i, 20 * i + 10) for i in range(MOST + 3) for j in range(2)]
    monkeypatch.setattr(rebuttal, "matches_of", lambda page, knowledge: matches)
    page = SimpleNamespace(language="zh-CN", captured_at=None)
    monkeypatch.setattr(rebuttal, "_finding", lambda group, page: len(group))
    found = list(rebuttal.find(cast(Any, page), cast(Any, None)))
    assert found == [2] * MOST
