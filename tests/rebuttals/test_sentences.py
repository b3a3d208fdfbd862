"""The sentences that the judgement is tuned and measured on keep to their own rules."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
RECORDS = HERE.parents[1] / "index" / "rebuttals"
MARKED = {"asserted", "reworded"}
SILENT = {
    "other_number",
    "other_place_or_person",
    "other_time",
    "opposite",
    "denied",
    "reported",
    "asked",
    "same_topic",
}


def _sentences(split: str) -> list[dict[str, Any]]:
    lines = (HERE / "sentences" / f"{split}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def wordings() -> dict[str, set[str]]:
    """What each published record that can make a mark already says word for word."""
    found = {}
    for path in RECORDS.glob("*/*.json"):
        record = json.loads(path.read_text("utf-8"))
        if record["verdict"] != "true":
            found[record["id"]] = {record["claim"], *record.get("phrasings", [])}
    return found


def test_held_sentences_are_about_other_records_than_those_to_tune_on() -> None:
    tuned, held = ({row["record"] for row in _sentences(split)} for split in ("tune", "held"))
    assert tuned & held == set()
    assert len(held) * 2 <= len(tuned) <= len(held) * 3


@pytest.mark.parametrize("split", ["tune", "held", "more"])
def test_only_assertions_are_to_be_marked(split: str) -> None:
    for row in _sentences(split):
        assert row["kind"] in MARKED | SILENT
        assert row["mark"] is (row["kind"] in MARKED), row


@pytest.mark.parametrize("split", ["tune", "held", "more"])
def test_no_sentence_repeats_its_record_word_for_word(
    split: str, wordings: dict[str, set[str]]
) -> None:
    for row in _sentences(split):
        assert row["text"] not in wordings[row["record"]], row


def test_every_kind_has_enough_sentences_to_measure_it() -> None:
    rows = _sentences("tune") + _sentences("held")
    assert min(Counter(row["kind"] for row in rows).values()) >= 45
    assert len({row["text"] for row in rows}) == len(rows) >= 600
