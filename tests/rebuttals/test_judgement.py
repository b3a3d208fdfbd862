"""The judgement on sentences that it was not fitted on, and that the comparison never saw."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from mingbian.checks.rebuttal import told
from mingbian.evaluation.text_page import page_of
from mingbian.rebuttals.encoder import Encoder, open_encoder
from mingbian.rebuttals.evidence import weigh
from mingbian.rebuttals.judgement import SUREST, decision, log_odds
from mingbian.rebuttals.judging import Asked, compared, judge
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


def test_certainty_has_bounds() -> None:
    assert log_odds(0) == log_odds(SUREST) == pytest.approx(-log_odds(1))


class Telling:
    """An encoder that takes every text for every wording."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def compare(self, pairs: Sequence[tuple[str, str]]) -> Any:
        self.asked += pairs
        return np.array([(0.1, 0.9, 0, 0)] * len(pairs), np.float32).reshape(len(pairs), 4)


def asked_about(text: str, record: Record, cosine: float = 0.95) -> Asked:
    return Asked(text, record, record.claim, weigh(text, record.claim, cosine, lambda _: 1.0))


def test_what_no_comparison_could_make_a_mark_is_not_compared() -> None:
    record = Record("r", "第一天不要出门，病毒会随风传播", "zh-CN", "false", "没有这回事。", ())
    asked = asked_about("今天刮风", record, cosine=0.8)
    telling = Telling()
    assert compared([asked], cast("Encoder", telling)) == [None]
    assert telling.asked == []
    near = asked_about("第一天不要出门啊，病毒会随风传播", record)
    (none, found) = compared([asked, near], cast("Encoder", telling))
    assert none is None
    assert found is not None
    assert found.same == pytest.approx(0.9)
    assert compared([asked], cast("Encoder", telling), least=0) != [None]
