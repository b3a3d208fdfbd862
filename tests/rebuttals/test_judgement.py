"""The judgement on sentences that it was not fitted on, and that the comparison never saw."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from mingbian.checks.rebuttal import told
from mingbian.evaluation.text_page import page_of
from mingbian.rebuttals.encoder import Encoder, open_encoder
from mingbian.rebuttals.encoder.compared import WIDTH
from mingbian.rebuttals.encoder.reading import PLAINEST
from mingbian.rebuttals.evidence import weigh
from mingbian.rebuttals.judgement import SUREST, Comparison, Match, decision, log_odds
from mingbian.rebuttals.judging import Asked, Told, compared, judge, judged
from mingbian.rebuttals.library import Library
from mingbian.rebuttals.vector_store import VectorStore
from mingbian.records import Record
from mingbian.settings import Settings

HELD = Path(__file__).parent / "sentences" / "held.jsonl"
#: Kinds that must stay silent, and the share that does.
SILENT = dict.fromkeys(
    (
        "asked",
        "denied",
        "opposite",
        "other_number",
        "other_place_or_person",
        "other_time",
        "reported",
        "same_topic",
    ),
    0.95,
)


@pytest.fixture(scope="module")
def library() -> Library:
    settings = Settings.from_environment()
    paths = sorted((settings.index / "rebuttals").rglob("*.json"))
    records = [Record.from_json(json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    encoder = open_encoder(settings)
    return Library.of(records, encoder, VectorStore(encoder, settings.instance / "vectors"))


@pytest.mark.slow
def test_held_sentences_are_judged_as_the_docs_say(library: Library) -> None:
    right: dict[str, list[bool]] = defaultdict(list)
    for line in HELD.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        matches = judge(page_of(row["text"]), library.snapshot, library.encoder)
        sure = [match for match in matches if match.confidence >= decision().threshold]
        marked = {match.record.id for match, *_ in told(sure)}
        right[row["kind"]].append(row["record"] in marked if row["mark"] else not marked)
    shares = {kind: float(np.mean(values)) for kind, values in right.items()}
    assert all(shares[kind] >= least for kind, least in SILENT.items()), shares
    assert shares["asserted"] >= 0.85, shares


def test_a_page_in_a_language_that_was_not_measured_is_left_alone(library: Library) -> None:
    page = page_of("Les lemmings se jettent en masse dans la mer pour réduire leur nombre, dit-on.")
    object.__setattr__(page.article, "language", "fr")
    assert judge(page, library.snapshot, library.encoder) == []


def test_a_record_that_a_sentence_is_sure_to_claim_is_not_looked_for_again(
    library: Library,
) -> None:
    """Unless everything is asked for."""
    record = library.get("green-tea-orange-computer-radiation")
    assert record is not None
    claim = record.claim
    page = page_of(f"{claim}。昨天下了一整天雨。{claim}！")
    found, everything = (
        judged(page, library.snapshot, library.encoder, **least) for least in ({}, {"least": 0.0})
    )
    marked, whole = (
        [(passage, match) for passage, match in pairs if match.record.claim == claim]
        for pairs in (found, everything)
    )
    [(passage, match)] = marked
    assert match.confidence >= decision().threshold
    assert len(passage.sentences) == 1
    assert len(whole) > 1


def test_what_is_told_of_others_is_so_beside_every_wording_of_the_record(library: Library) -> None:
    record = library.get("green-tea-orange-computer-radiation")
    assert record is not None
    page = page_of(f"县城药店的门上贴着一张纸，上面写着{record.claim}。")
    found = judged(page, library.snapshot, library.encoder, least=0.0)
    own = [match for _, match in found if match.record.id == record.id]
    assert len({match.wording for match in own}) > 1
    assert {match.voice for match in own} == {"reported"}


def test_certainty_has_bounds() -> None:
    assert log_odds(0) == log_odds(SUREST) == pytest.approx(-log_odds(1))


class Telling:
    """An encoder that takes every text for every wording, and all to be told in one manner."""

    def __init__(self, manner: float = 0.0) -> None:
        self.asked: list[tuple[str, str]] = []
        self._manner = manner

    def manners(self, texts: Sequence[str]) -> list[float]:
        return [self._manner] * len(texts)

    def compare(self, pairs: Sequence[tuple[str, str]], _promises: Any, _claims: Any) -> Any:
        self.asked += pairs
        told = (0.1, 0.9, 0, 0, 0.4, 0.9)
        return np.array([told] * len(pairs), np.float32).reshape(len(pairs), len(told))


def asked_about(
    text: str, record: Record, cosine: float = 0.95, claim_cosine: float = 0.9
) -> Asked:
    evidence = weigh(text, record.claim, cosine, lambda _: 1.0)
    claim = np.zeros(WIDTH, np.float32)
    return Asked(text, text, record, record.claim, evidence, claim_cosine, claim)


WIND = Record("r", "第一天不要出门，病毒会随风传播", "zh-CN", "false", "没有这回事。", ())


def test_what_no_comparison_could_make_a_mark_is_not_compared() -> None:
    asked = asked_about("今天刮风", WIND, cosine=0.8, claim_cosine=0.7)
    telling = Telling()
    assert compared([asked], cast("Encoder", telling)) == [Told()]
    assert telling.asked == []
    near = asked_about("第一天不要出门啊，病毒会随风传播", WIND)
    nothing, found = compared([asked, near], cast("Encoder", telling))
    assert nothing == Told()
    assert found.comparison is not None
    assert found.comparison.same == pytest.approx(0.9)
    assert compared([asked], cast("Encoder", telling), least=0) != [Told()]


def test_what_is_told_as_news_needs_more_to_be_compared() -> None:
    """Somewhere between what is near enough for anyone and what is for no one."""
    text = "今天刮了一整天的大风，衣服都吹跑了"
    near = [asked_about(text, WIND, cosine, 0.85) for cosine in np.arange(0.75, 0.97, 0.005)]
    passed_on, news = Telling(PLAINEST), Telling(-PLAINEST)
    compared(near, cast("Encoder", passed_on))
    compared(near, cast("Encoder", news))
    assert len(passed_on.asked) > len(news.asked)


def test_a_claim_told_word_for_word_is_marked_in_any_manner() -> None:
    evidence = weigh(WIND.claim, WIND.claim, 0.98, lambda _: 1.0)
    comparison = Comparison(0.03, 0.97, 0, 0, 1, 1)
    for manner in (-PLAINEST, 0.0, PLAINEST):
        assert decision().asserted(evidence, comparison, manner) >= decision().threshold


def test_the_manner_changes_how_sure_it_is_that_a_claim_is_made_not_that_it_is_the_same() -> None:
    evidence = weigh(WIND.claim, WIND.claim, 0.93, lambda _: 1.0)
    comparison = Comparison(0.2, 0.8, 0, 0, 0.4, 0.9)
    match = Match(WIND, 0, 5, 0, 0, evidence, comparison)
    rumour, news = (replace(match, manner=manner).decided() for manner in (2.0, -2.0))
    assert rumour.confidence > news.confidence
    assert rumour.same_claim == news.same_claim


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("6月15日起不要出门，病毒会随风传播", True),
        ("从3月28日起不要出门，病毒会随风传播", False),
        ("病毒随风，还行", False),
    ],
)
def test_another_day_or_next_to_nothing_makes_no_claim(text: str, marked: bool) -> None:
    wording = "6月15日起不要出门，病毒会随风传播"
    evidence = weigh(text, wording, 0.98, lambda _: 1.0)
    comparison = Comparison(0.03, 0.97, 0, 0, 1, 1)
    assert (decision().asserted(evidence, comparison, 0.0) >= decision().threshold) == marked
