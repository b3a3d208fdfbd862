"""Stores, and an encoder whose vectors cost nothing: what is tested is growing, not meaning."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mingbian.rebuttals.following import Follower
from mingbian.rebuttals.snapshot import Snapshot
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.vector_file import CLAIM_WIDTH
from mingbian.rebuttals.vector_store import VectorStore
from mingbian.records import Record

DIMENSION = CLAIM_WIDTH  # of either vector
#: Claims crowd around topics.
CENTRES = np.random.default_rng(1).normal(size=(20, DIMENSION)) / np.sqrt(DIMENSION)
NOISE = 0.6


class DrawnEncoder:
    """Draws a unit vector for each text, always the same one; counts the texts it was given."""

    name = "drawn"
    dimension = 2 * DIMENSION

    def __init__(self) -> None:
        self.encoded = 0

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        return np.stack([drawn(text) for text in texts])

    queries = passages


def drawn(text: str) -> NDArray[np.float32]:
    """A row: its two vectors are the same."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
    noise = np.random.default_rng(seed).normal(size=DIMENSION) / np.sqrt(DIMENSION)
    vector = CENTRES[seed % len(CENTRES)] + NOISE * noise
    unit = (vector / np.linalg.norm(vector)).astype(np.float32)
    return np.concatenate([unit, unit])


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'mingbian.db'}"


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = Store.open(database)
    yield opened
    opened.close()


@pytest.fixture
def encoder() -> DrawnEncoder:
    return DrawnEncoder()


@pytest.fixture
def vectors(encoder: DrawnEncoder, tmp_path: Path) -> VectorStore:
    return VectorStore(encoder, tmp_path / "vectors")


@pytest.fixture
def follower(
    database: str, vectors: VectorStore, tmp_path: Path, store: Store
) -> Iterator[Follower]:
    opened = Follower(Store.open(database), database, vectors, tmp_path / "index")
    yield opened
    opened.close()


@pytest.fixture
def look(vectors: VectorStore) -> Callable[..., list[str]]:
    """The ids that a search finds, best first."""

    def ids(snapshot: Snapshot, text: str, limit: int = 3, **options: object) -> list[str]:
        found = snapshot.search(text, drawn(text)[None, :], limit, **options)
        return [record.id for record, _ in found]

    return ids


@pytest.fixture
def numbered(make_record: Callable[..., Record]) -> Callable[..., list[Record]]:
    """Records that say different things."""

    def make(first: int, last: int, **fields: object) -> list[Record]:
        return [
            make_record(f"r-{n:06}", claim=f"第{n}号井水变成了甜的", phrasings=(), **fields)
            for n in range(first, last)
        ]

    return make
