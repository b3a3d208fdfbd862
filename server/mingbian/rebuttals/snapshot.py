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

#: Wordings taken from the vectors and from the words for each passage: beyond these the
#: second judgement found no match on the development sets that it would mark.
NEAREST = 8
WORDED = 4
#: Of a wording's weight that a passage must hold to be compared with it.  The decision's own
#: weights ask for more: at this share not even a cosine of 0.95 lifts a pair over the threshold.
LEAST = 0.15
#: One BM25 point beside one hundredth of cosine, for ranking only.
WORD_POINT = 0.004


@dataclass(frozen=True)
class Candidate:
    """A passage (by its row), a wording (by its row) and how near their vectors are."""

    passage: int
    wording: int
    cosine: float
    bm25: float

    @property
    def rank(self) -> float:
        """For choosing which candidates to look at closely: higher is better."""
        return self.cosine + WORD_POINT * self.bm25


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
        return [Candidate(0, wording, float(cosine), 0.0) for wording, cosine in pairs]

    def candidates(self, texts: Sequence[str], queries: NDArray[np.float32]) -> list[Candidate]:
        """Wordings near each text by vectors or by words, in no order."""
        _, rows = self._nearest.nearest(queries, NEAREST)
        scores = self.words.scores(texts)
        found = []
        for passage in range(len(texts)):
            best = _largest(scores[passage], WORDED)
            near = {int(row) for row in rows[passage] if row >= 0} | set(best)
            for wording in near:
                cosine = float(self._vectors[wording] @ queries[passage])
                found.append(Candidate(passage, wording, cosine, float(scores[passage, wording])))
        return found


def _largest(scores: NDArray[np.float32], limit: int) -> list[int]:
    if not len(scores):
        return []
    top = np.argpartition(-scores, min(limit, len(scores) - 1))[:limit]
    return [int(row) for row in top if scores[row] > 0]


def _best(covered: sparse.csr_matrix, row: int) -> list[int]:
    begin, end = covered.indptr[row], covered.indptr[row + 1]
    shares, wordings = covered.data[begin:end], covered.indices[begin:end]
    enough = shares >= LEAST
    shares, wordings = shares[enough], wordings[enough]
    order = np.argsort(-shares, kind="stable")[:WORDED]
    return [int(wording) for wording in wordings[order]]
