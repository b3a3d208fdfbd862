"""Nearest wordings by vector: every one compared while that is quick, codes of a bit beyond.

In a large index a number of a vector is one bit (RaBitQ), so a million take 66 MB.  The codes
only choose which rows are compared: their cosines are computed from the vectors themselves,
which lie in a mapped file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from .vector_file import Places, VectorFile, Vectors

Found = NDArray[np.int64]
Mask = NDArray[np.bool_]

#: Vectors up to which every one is compared: 50,000 × 384 take about 3 ms a query on one core.
EXACT_UP_TO = 50_000
#: Allowed rows of a search with limits up to which every one is compared: 4,000 vectors from all
#: over the file take about 8 ms, as long as the lists.
EXACT_OF_ALLOWED = 4_000
#: Of the inverted lists, those read for a query.  Claims of one topic crowd together: of a
#: million's ten nearest an eighth of the lists has 98.9 %, a quarter 99.8 %, in 3.7 ms.
PROBED_SHARE = 0.25
#: Where less than this share of the rows is allowed, the nearest of them lie farther off and
#: twice as many lists are read.
SPARSE = 0.1
#: Vectors a list that its centres are learnt from, and rounds; more changed nothing.
TRAINED_A_LIST, ROUNDS = 40, 8
#: Vectors added at once: 77 MB.
ADDED = 50_000
FILE = "lists.faiss"


class VectorIndex:
    """The rows of a segment, by the cosine of their vectors."""

    def __init__(self, file: VectorFile, places: Places, lists: Any) -> None:
        self._file = file
        self._places = places
        self._lists = lists  # a faiss.IndexIVF; None where every vector is compared
        self._matrix = file.rows(places) if lists is None else None

    @classmethod
    def of(cls, file: VectorFile, places: Places) -> VectorIndex:
        """An index of the vectors at these places of the file; its kind follows their number."""
        return cls(file, places, _lists(file, places) if len(places) > EXACT_UP_TO else None)

    def nearest(self, queries: Vectors, depth: int, allowed: Mask | None = None) -> Found:
        """About `depth` rows (of those allowed) a query with the highest cosines, in no order."""
        if self._lists is None:
            rows = None if allowed is None else np.flatnonzero(allowed)
            return self._compared(rows, queries, depth)
        if allowed is None:
            return self._listed(queries, depth, nprobe=self._probed(1.0))
        rows = np.flatnonzero(allowed)
        if len(rows) <= EXACT_OF_ALLOWED:
            return self._compared(rows, queries, depth)
        bits: Any = np.packbits(allowed, bitorder="little")
        nprobe = self._probed(len(rows) / len(allowed))
        selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg]  # its Python form
        return self._listed(queries, depth, sel=selector, nprobe=nprobe)

    def cosines(self, rows: Found | None, queries: Vectors) -> Vectors:
        """The exact cosines of these rows, or of every row: shape (rows, queries)."""
        if self._matrix is not None:
            found: Vectors = (self._matrix if rows is None else self._matrix[rows]) @ queries.T
            return found
        places = self._places if rows is None else self._places[rows]
        parts = [
            self._file.rows(places[start : start + ADDED]) @ queries.T
            for start in range(0, len(places), ADDED)
        ]
        return np.concatenate([np.empty((0, len(queries)), np.float32), *parts])

    def save(self, folder: Path) -> None:
        """Write the lists, when there are any."""
        if self._lists is not None:
            faiss.write_index(self._lists, str(folder / FILE))

    @classmethod
    def load(cls, folder: Path, file: VectorFile, places: Places) -> VectorIndex:
        """What `save` wrote.  Raises RuntimeError when the file is broken."""
        path = folder / FILE
        return cls(file, places, faiss.read_index(str(path)) if path.exists() else None)

    def _compared(self, rows: Found | None, queries: Vectors, depth: int) -> Found:
        cosines = self.cosines(rows, queries).max(axis=1)
        best = np.arange(len(cosines))
        if len(best) > depth:
            best = np.argpartition(-cosines, depth)[:depth]
        return best if rows is None else rows[best]

    def _listed(self, queries: Vectors, depth: int, **how: Any) -> Found:
        parameters = faiss.SearchParametersIVF(**how)
        _, rows = self._lists.search(np.ascontiguousarray(queries), depth, params=parameters)
        return np.unique(rows[rows >= 0])

    def _probed(self, allowed: float) -> int:
        share = PROBED_SHARE * (2 if allowed < SPARSE else 1)
        return max(1, round(int(self._lists.nlist) * share))


def _lists(file: VectorFile, places: Places) -> Any:
    """Inverted lists, about as many as each has rows, their centres learnt from a sample."""
    count = round(np.sqrt(len(places)))
    sample = file.rows(places[:: max(1, len(places) // (TRAINED_A_LIST * count))])
    dimension = sample.shape[1]
    centres = faiss.IndexFlatIP(dimension)
    learning = faiss.Clustering(dimension, count)
    learning.niter, learning.spherical = ROUNDS, True
    learning.train(sample, centres)
    index = faiss.IndexIVFRaBitQFastScan(centres, dimension, count, faiss.METRIC_INNER_PRODUCT)
    index.train(sample)
    for start in range(0, len(places), ADDED):
        index.add(file.rows(places[start : start + ADDED]))
    return faiss.deserialize_index(faiss.serialize_index(index))  # which owns its centres
