"""What makes the same claim is found among what is on the same subject."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mingbian.rebuttals.growth import whole
from mingbian.rebuttals.segment import Segment
from mingbian.rebuttals.snapshot import NEAR, NEARBY, Snapshot
from mingbian.rebuttals.vector_file import CLAIM_WIDTH, units
from mingbian.rebuttals.vector_store import VectorStore

MANY = 30


def row(subject: float, claim: int) -> NDArray[np.float32]:
    """A row whose subject lies this far from the first one's, and that makes this claim."""
    given = np.zeros(2 * CLAIM_WIDTH, np.float32)
    given[:2] = 1, subject
    given[CLAIM_WIDTH + claim] = 1
    return units(given)


class Numbered:
    """The farther the number of a claim, the farther its subject; each says something else."""

    name = "numbered"
    dimension = 2 * CLAIM_WIDTH

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([row(0.01 * number, number) for number in map(number_in, texts)])


def number_in(text: str) -> int:
    return int("".join(filter(str.isdigit, text)))


@pytest.fixture
def snapshot(tmp_path: Path, numbered) -> Snapshot:
    store = VectorStore(Numbered(), tmp_path)  # type: ignore[arg-type]
    segment = Segment.of(numbered(0, MANY), lambda texts: store.places(texts, len), store.file)
    return whole(segment, "some", 1)


def ids(snapshot: Snapshot, query: NDArray[np.float32]) -> set[str]:
    found = snapshot.candidates("nothing that a record has", query)
    return {snapshot.wordings[one.wording][0].id for one in found}


def test_of_what_is_near_that_which_makes_the_claim_is_a_candidate(snapshot: Snapshot) -> None:
    nearest = {f"r-{number:06}" for number in range(NEAR)}
    assert nearest < ids(snapshot, row(0, NEARBY - 1))
    assert f"r-{NEARBY - 1:06}" in ids(snapshot, row(0, NEARBY - 1))
    assert f"r-{NEARBY + 1:06}" not in ids(snapshot, row(0, NEARBY + 1))


def test_a_candidate_tells_how_near_it_is_either_way(snapshot: Snapshot) -> None:
    found = {one.wording: one for one in snapshot.candidates("nothing", row(0.05, 9))}
    assert found[5].cosine == pytest.approx(1, abs=1e-3)
    assert found[5].claim_cosine == pytest.approx(0, abs=1e-3)
    assert found[9].claim_cosine == pytest.approx(1, abs=1e-3)


def test_a_search_lifts_what_makes_the_claim_and_scores_fall_from_hit_to_hit(
    snapshot: Snapshot,
) -> None:
    query = row(0, 12)[None]
    (first, _), *_ = snapshot.search("nothing", query, 5, claim_point=0)
    assert first.id == "r-000000"
    hits = snapshot.search("nothing", query, 5)
    assert hits[0][0].id == "r-000012"
    scores = [score for _, score in hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] <= 1
