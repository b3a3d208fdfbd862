"""The text that the judgement learns from: whole, and kept apart from what measures it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import written_texts

ROOT = Path(__file__).resolve().parents[2]
LEARNT = ROOT / "index" / "judgement"
SENTENCES = ROOT / "tests" / "rebuttals" / "sentences"
LABELS = {"same", "different", "opposite", "denied", "reported", "asked"}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def measured() -> list[dict[str, Any]]:
    return [row for name in ("tune", "held") for row in lines(SENTENCES / f"{name}.jsonl")]


def claims() -> dict[str, str]:
    records = (
        json.loads(path.read_text(encoding="utf-8"))
        for path in (ROOT / "index" / "rebuttals").rglob("*.json")
    )
    return {record["id"]: record["claim"] for record in records}


def test_pairs_are_of_records_that_nothing_is_measured_on() -> None:
    pairs = lines(LEARNT / "pairs.jsonl")
    assert all(row.keys() == {"record", "text", "label"} for row in pairs)
    assert {row["label"] for row in pairs} == LABELS
    assert {row["record"] for row in pairs} <= claims().keys()
    assert not {row["record"] for row in pairs} & {row["record"] for row in measured()}


def test_posts_have_claims_that_are_no_records() -> None:
    posts = lines(LEARNT / "posts.jsonl")
    assert all(row.keys() == {"claim", "text", "label"} for row in posts)
    assert {row["label"] for row in posts} == LABELS
    assert not {row["claim"] for row in posts} & set(claims().values())
    assert min(Counter(row["claim"] for row in posts).values()) >= 7


def test_subjects_have_claims_what_asserts_them_and_what_claims_none() -> None:
    subjects = lines(LEARNT / "subjects.jsonl")
    assert all(row.keys() == {"subject", "claims", "about"} for row in subjects)
    for row in subjects:
        assert 2 <= len({one["claim"] for one in row["claims"]}) == len(row["claims"]) <= 4
        assert all(3 <= len(set(one["same"])) == len(one["same"]) for one in row["claims"])
        assert len(set(row["about"])) >= 12
    own = {one["claim"] for row in subjects for one in row["claims"]}
    assert not own & set(claims().values())


def test_what_is_near_in_words_belongs_to_a_claim_that_is_no_record() -> None:
    near = lines(LEARNT / "near.jsonl")
    assert all(row.keys() - {"opposite"} == {"claim", "same", "different"} for row in near)
    assert not {row["claim"] for row in near} & set(claims().values())
    for row in near:
        assert not {*row["same"]} & {row["claim"], *row["different"], *row.get("opposite", ())}


def test_what_is_told_freely_belongs_to_a_claim_that_is_no_record() -> None:
    told = lines(LEARNT / "told.jsonl")
    assert all(list(row) == ["claim", "same", "different", "opposite"] for row in told)
    assert len({row["claim"] for row in told} - set(claims().values())) == len(told)
    for row in told:
        texts = [row["claim"], *row["same"], *row["different"], *row["opposite"]]
        assert len(row["same"]) == 4
        assert min(len(row["different"]), len(row["opposite"])) >= 3
        assert len(set(texts)) == len(texts)


def test_no_text_is_both_learnt_and_measured() -> None:
    learnt = {row["text"] for name in ("pairs", "posts") for row in lines(LEARNT / f"{name}.jsonl")}
    for row in lines(LEARNT / "subjects.jsonl"):
        learnt |= {*row["about"], *(text for one in row["claims"] for text in one["same"])}
    for row in lines(LEARNT / "near.jsonl") + lines(LEARNT / "told.jsonl"):
        learnt |= {*row["same"], *row["different"], *row.get("opposite", ())}
    assert not learnt & {row["text"] for row in measured()}


def test_what_the_decision_is_fitted_on_is_new_to_what_it_weighs() -> None:
    theirs: dict[str, set[str]] = {}
    for learner in ("comparison", "manner", "claim_vector", "decision"):
        subjects = {row["subject"] for row in written_texts.subjects(LEARNT, learner)}
        near = written_texts.near_claims(LEARNT, learner)
        told = written_texts.told_freely(LEARNT, learner)
        theirs[learner] = subjects | {row["claim"] for row in near + told}
    assert all(theirs.values())
    for learner in ("comparison", "manner", "claim_vector"):
        assert not theirs["decision"] & theirs[learner]
