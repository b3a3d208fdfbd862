"""What stands around a claim tells who makes it, however it is said."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from mingbian.evaluation.text_page import page_of
from mingbian.pipeline.frame import claim_span, framed
from mingbian.pipeline.voice import voice_at
from mingbian.rebuttals.evidence import held

ROOT = Path(__file__).resolve().parents[2]
FRAMED = ROOT / "tests" / "rebuttals" / "sentences" / "framed.jsonl"
CLAIM = "喝白酒能预防流感"
ENGLISH = "A glass of baijiu prevents the flu"


def share_of(claim: str, text: str) -> float:
    return held(claim, text, lambda _: 1.0)


CHINESE_SHARE, ENGLISH_SHARE = partial(share_of, CLAIM), partial(share_of, ENGLISH)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"县城药店门口贴着一张纸，上面写着{CLAIM}。", "reported"),
        (f"一位主持人在节目里念叨了一句“{CLAIM}”，台下都笑了。", "reported"),
        (f"{CLAIM}这个话题昨晚上了热搜。", "reported"),
        (f"他从没写过{CLAIM}。", "denied"),
        (f"{CLAIM}纯属吓唬人。", "denied"),
        (f"我同事亲口讲，{CLAIM}。", None),
        (f"专家都说了，{CLAIM}。", None),
        (f"你知道吗，{CLAIM}。", None),
        (f"这本小说) {CLAIM}。", None),
        (f"“女侠”{CLAIM}。", None),
        (CLAIM, None),
        ("昨天下了一整天雨。", None),
        ("", None),
    ],
)
def test_who_makes_a_claim_is_told_by_what_stands_around_it(
    text: str, expected: str | None
) -> None:
    assert framed(text, CHINESE_SHARE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The barber's placard reads that a glass of baijiu prevents the flu.", "reported"),
        ('"A glass of baijiu prevents the flu," one caller told the host.', "reported"),
        ("But no, a glass of baijiu prevents the flu in nobody.", "denied"),
        ("The ministry ruled out that a glass of baijiu prevents the flu.", "denied"),
        ("My doctor says that a glass of baijiu prevents the flu.", None),
        ("Never forget: a glass of baijiu prevents the flu.", None),
        ("Doctors found out that a glass of baijiu prevents the flu.", None),
        ("A glass of baijiu prevents the flu.", None),
    ],
)
def test_so_in_english(text: str, expected: str | None) -> None:
    assert framed(text, ENGLISH_SHARE) == expected


def test_what_the_claim_says_itself_denies_nothing() -> None:
    claim = "从未接种的人不会得流感"
    assert framed(f"{claim}。", partial(share_of, claim)) is None


def test_the_span_is_the_claim_with_whole_words() -> None:
    text = "Yesterday a glass of baijiu prevents the flu, they thought."
    span = claim_span(text, ENGLISH_SHARE)
    assert span is not None
    assert text[slice(*span)] == "a glass of baijiu prevents the flu"
    assert claim_span("Yesterday it rained.", ENGLISH_SHARE) is None
    assert claim_span(CLAIM * 500, CHINESE_SHARE) is None


def test_claims_word_for_word_in_uncommon_frames() -> None:
    """The floors lie a little under what the docs say: there the weights of words are known."""
    claims = {
        record["id"]: record["claim"]
        for path in (ROOT / "index" / "rebuttals").rglob("*.json")
        for record in [json.loads(path.read_text(encoding="utf-8"))]
    }
    silent: dict[str, list[bool]] = defaultdict(list)
    for line in FRAMED.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        sentences = page_of(row["text"]).sentences
        share = partial(share_of, claims[row["record"]])
        voice = voice_at(sentences, 0, len(row["text"]), share)
        silent[row["kind"]].append(voice != "asserted")
    shares = {kind: float(np.mean(found)) for kind, found in silent.items()}
    assert shares["reported"] > 0.6
    assert shares["denied"] > 0.6
    assert shares["passed_on"] < 0.1
