"""Many claims from few: a sentence moved towards a neighbour, by the steps between others.

A mixture is x + a (y − x) + b (v − u): y is one of the nearest neighbours of the sentence x, a is
drawn from 0 to TOWARDS, and v − u is the step between another sentence and one of its neighbours,
so the noise lies where real sentences differ.  With the two values below, held-out sentences are
as near to mixtures as to as many real sentences; `nearness` shows how near.  The words of a
mixture are the first half of x and the second half of y.
"""

from __future__ import annotations

import faiss
import numpy as np
from numpy.typing import NDArray

from mingbian.rebuttals.vector_file import SUBJECT, units

#: Rows: both vectors of a text, of which those of subjects tell what is near.
Vectors = NDArray[np.float32]

NEIGHBOURS = 20
TOWARDS, STEP = 0.5, 0.4
#: Neighbours whose cosines are compared, and the shares of the queries that are shown.
RANKS, SHARES = (1, 10, 100), (0.05, 0.5, 0.95)


class Mixer:
    """Mixtures of these sentences; the same ones every time."""

    def __init__(self, texts: list[str], vectors: Vectors, seed: int) -> None:
        self._texts, self._vectors = texts, vectors
        self._chance = np.random.default_rng(seed)
        self._neighbours = _nearest(vectors, vectors, NEIGHBOURS + 1)[1][:, 1:]

    def mix(self, count: int) -> tuple[list[str], Vectors]:
        """So many new claims."""
        x, y = self._pairs(count)
        u, v = self._pairs(count)
        towards = self._chance.uniform(0, TOWARDS, (count, 1)).astype(np.float32)
        old = self._vectors
        rows = old[x] + towards * (old[y] - old[x]) + np.float32(STEP) * (old[v] - old[u])
        texts = [_joined(self._texts[a], self._texts[b]) for a, b in zip(x, y, strict=True)]
        return texts, units(rows)

    def _pairs(self, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Numbers of sentences, and of a neighbour of each."""
        ones = self._chance.integers(0, len(self._texts), count)
        which = self._chance.integers(0, self._neighbours.shape[1], count)
        return ones, self._neighbours[ones, which]


def nearness(vectors: Vectors, queries: Vectors) -> str:
    """Cosines of queries with their nearest vectors, at some ranks and for some shares."""
    cosines = _nearest(vectors, queries, max(RANKS))[0]
    return "; ".join(
        f"rank {rank}: " + " ".join(f"{cosine:.3f}" for cosine in np.quantile(row, SHARES))
        for rank, row in ((rank, cosines[:, rank - 1]) for rank in RANKS)
    )


def _nearest(vectors: Vectors, queries: Vectors, limit: int) -> tuple[Vectors, NDArray[np.int64]]:
    subjects, asked = (np.ascontiguousarray(rows[:, SUBJECT]) for rows in (vectors, queries))
    index = faiss.IndexFlatIP(subjects.shape[1])
    index.add(subjects)
    found: tuple[Vectors, NDArray[np.int64]] = index.search(asked, limit)
    return found


def _joined(one: str, other: str) -> str:
    return one[: len(one) // 2] + other[len(other) // 2 :]
