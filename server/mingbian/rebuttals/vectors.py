"""Nearest wordings by vector: FAISS, exact while that is quick, inverted lists beyond."""

from __future__ import annotations

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

#: Vectors up to which every one is compared: 50,000 × 384 take about 3 ms a query on one core.
EXACT_UP_TO = 50_000
#: Of the inverted lists that are read for a query.  Claims of one topic crowd together, so a
#: small share misses some; see `scripts/bench page`.
PROBED_SHARE = 0.06
_TRAIN = 50_000  # vectors that the lists' centres are learnt from


class VectorIndex:
    """Rows of unit vectors, found by inner product (their cosine)."""

    def __init__(self, vectors: Vectors) -> None:
        exact = len(vectors) <= EXACT_UP_TO
        self._index = faiss.IndexFlatIP(vectors.shape[1]) if exact else _lists(vectors)
        if len(vectors):
            self._index.add(np.ascontiguousarray(vectors))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, queries: Vectors, limit: int) -> tuple[Vectors, NDArray[np.int64]]:
        """Cosines and row numbers, each of shape (queries, limit); -1 where there are fewer."""
        if not len(queries) or not len(self):
            shape = (len(queries), 0)
            return np.empty(shape, np.float32), np.empty(shape, np.int64)
        cosines, rows = self._index.search(np.ascontiguousarray(queries), min(limit, len(self)))
        return cosines, rows


def _lists(vectors: Vectors) -> faiss.Index:
    """An index of inverted lists with bytes for numbers, its centres learnt from a sample."""
    lists = int(4 * np.sqrt(len(vectors)))
    dimension = vectors.shape[1]
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        lists,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.train(np.ascontiguousarray(vectors[:: max(1, len(vectors) // _TRAIN)]))
    index.nprobe = max(8, int(lists * PROBED_SHARE))
    return index
