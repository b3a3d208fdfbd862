"""The judgement on sentences that it was not fitted on, and that the comparison never saw."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from mingbian.checks.rebuttal import told
from mingbian.evaluation.text_page import page_of
from mingbian.rebuttals.encoder import open_encoder
from mingbian.rebuttals.judgement import SUREST, decision, log_odds
from mingbian.rebuttals.judging import judge
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
