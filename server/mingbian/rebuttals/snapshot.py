"""The published records at one moment, ready to be searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..records import Record
from .lexical import WordIndex
from .vectors import VectorIndex

#: Wordings that a passage is compared with: those it holds most of.
WORDED = 4
#: Of a wording's weight that a passage must hold to be compared with it.  A share of 0.15 gives
#: at most 0.40 in the decision that ships, even at a cosine of 1; `fit_judgement` printed
#: the same shares of right answers with this limit and without it.
LEAST = 0.15
#: The best BM25 of a search counts as much as this difference of cosine.  With 0.02 to 0.05
#: `evaluate retrieval` was best or near it on zh_checked, zh_health and zh_jiaozhen; at 0.1
#: zh_health lost two points of MAP@5, at 0 zh_checked lost four.
WORDS_POINT = 0.03


@dataclass(frozen=True)
class Candidate:
    """A wording (by its row) and the cosine of its vector with a passage's."""

    wording: int
    cosine: float


class Snapshot:
    """Records, their wordings and both indexes.  Never changes: a change makes a new one."""

    def __init__(
        self, records: Sequence[Record], vectors: NDArray[np.float32], version: str, seq: int
    ) -> None:
        self.records = {record.id: record for record in records}
        self.version = version
        self.seq = seq
        self.wordings = [(record, wording) for record in records for wording in record.wordings]
        self._vectors = vectors
        self._nearest = VectorIndex(vectors)
        self.words = WordIndex([wording for _, wording in self.wordings])

    def cosines(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """The exact cosine of every wording with one vector."""
        scores: NDArray[np.float32] = self._vectors @ query
        return scores

    def worded(self, texts: Sequence[str]) -> list[list[int]]:
        """For each text the wordings it may repeat by its words, at most WORDED, best first.

        A text that holds less than LEAST of every wording gets none.
        """
        covered = self.words.covered(texts)
        return [_best(covered, row) for row in range(len(texts))]

    def near(self, wordings: Sequence[int], query: NDArray[np.float32]) -> list[Candidate]:
        """These wordings as candidates for the text of `query`."""
        cosines = self._vectors[list(wordings)] @ query
        pairs = zip(wordings, cosines, strict=True)
        return [Candidate(wording, float(cosine)) for wording, cosine in pairs]

    def search(
        self, text: str, query: NDArray[np.float32], depth: int
    ) -> list[tuple[Record, float]]:
        """Records near a text by vector or by words, the best first, each once.

        `depth` wordings are taken from either side; the score is the cosine, and up to
        WORDS_POINT more for the words.
        """
        _, rows = self._nearest.nearest(query[None, :], depth)
        bm25 = self.words.scores([text])[0]
        found = {int(row) for row in rows.ravel() if row >= 0} | set(_largest(bm25, depth))
        most = max(float(bm25.max(initial=0.0)), 1e-6)
        best: dict[str, float] = {}
        for wording in found:
            score = (
                float(self._vectors[wording] @ query) + WORDS_POINT * float(bm25[wording]) / most
            )
            name = self.wordings[wording][0].id
            best[name] = max(best.get(name, -1.0), score)
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [(self.records[name], score) for name, score in ranked]


def _best(covered: sparse.csr_matrix, row: int) -> list[int]:
    begin, end = covered.indptr[row], covered.indptr[row + 1]
    shares, wordings = covered.data[begin:end], covered.indices[begin:end]
    enough = shares >= LEAST
    shares, wordings = shares[enough], wordings[enough]
    order = np.argsort(-shares, kind="stable")[:WORDED]
    return [int(wording) for wording in wordings[order]]


def _largest(scores: NDArray[np.float32], limit: int) -> list[int]:
    if not len(scores):
        return []
    top = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
    return [int(row) for row in top if scores[row] > 0]
