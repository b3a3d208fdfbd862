"""POST /v1/check?explain=1: curators see what a page was compared with; nobody else does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from small_library import GARLIC

from mingbian.api.shelf import shelf
from mingbian.rebuttals.evidence import Evidence
from mingbian.rebuttals.judgement import Comparison, Match

ASSERTED = {"text": f"大家注意，{GARLIC.claim}，赶快转发。"}
DEBUNKED = {"text": f"辟谣：{GARLIC.claim}，这是谣言，不实。{GARLIC.claim}的说法没有依据。"}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def curator(client: Any) -> dict[str, str]:
    with client.application.app_context():
        return bearer(shelf().keys.add("desk", origin="admin", scopes=["curator"])[1])


def test_a_curator_sees_the_candidates_and_why_each_was_refused(
    client: Any, curator: dict[str, str]
) -> None:
    [told] = client.post("/v1/check?explain=1", json=ASSERTED, headers=curator).json["candidates"]
    assert (told["record"], told["quote"], told["refusal"]) == (GARLIC.id, GARLIC.claim, None)
    assert told["confidence"] == pytest.approx(0.98)
    assert told["evidence"]["nearness"] == pytest.approx(0.99)


def test_readers_get_no_candidates(client: Any, curator: dict[str, str]) -> None:
    assert "candidates" not in client.post("/v1/check", json=ASSERTED).json
    assert "candidates" not in client.post("/v1/check", json=ASSERTED, headers=curator).json


def test_without_a_curators_key_nothing_is_explained(client: Any) -> None:
    answer = client.post("/v1/check?explain=1", json=ASSERTED)
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "unauthorized")
    own = client.post("/v1/keys", json={}).get_json()["key"]
    answer = client.post("/v1/check?explain=1", json=ASSERTED, headers=bearer(own))
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({}, None),
        ({"confidence": 0.0, "voice": "denied"}, "denied"),
        ({"confidence": 0.0, "voice": "asked"}, "asked"),
        ({"confidence": 0.0, "page_debunks": True}, "page_debunks"),
        ({"confidence": 0.1, "same_claim": 0.1}, "unlike"),
        ({"confidence": 0.1, "comparison": Comparison(0, 0, 1, 0, 1, 1)}, "reported"),
        ({"confidence": 0.1}, "unlike"),  # the same claim, and too little of it to be sure
    ],
)
def test_a_refusal_names_what_spoke_against_the_mark(
    changed: dict[str, Any], refusal: str | None
) -> None:
    match = Match(GARLIC, 0, 5, 0.98, 0.99, Evidence(0.99, *[0.0] * 7))
    assert replace(match, **changed).refusal == refusal
