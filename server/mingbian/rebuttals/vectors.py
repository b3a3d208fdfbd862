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

from .vector_file import SUBJECT, Places, VectorFile, Vectors

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
    """The rows of a segment, found by the vectors of their subjects.

    Queries are rows as the file has them: both vectors of a text.
    """

    def __init__(self, file: VectorFile, places: Places, index: Any) -> None:
        self._file = file
        self._places = places
        self._index = index  # of faiss; it numbers the rows as we do

    @classmethod
    def of(cls, file: VectorFile, places: Places) -> VectorIndex:
        """An index of the vectors at these places of the file; its kind follows their number."""
        make = _lists if len(places) > EXACT_UP_TO else _flat
        return cls(file, places, make(file, places))

    def nearest(self, queries: Vectors, depth: int, allowed: Mask | None = None) -> Found:
        """About `depth` rows (of those allowed) a query with the highest cosines, in no order."""
        count = len(self._places) if allowed is None else int(allowed.sum())
        if allowed is not None and count <= EXACT_OF_ALLOWED:
            return self._compared(np.flatnonzero(allowed), queries, depth)
        depth = min(depth, count)
        if not depth:
            return np.empty(0, np.int64)
        subjects = np.ascontiguousarray(queries[:, SUBJECT])
        _, rows = self._index.search(subjects, depth, params=self._how(allowed, count))
        return np.unique(rows[rows >= 0])

    def rows(self, rows: Found, part: slice) -> Vectors:
        """A part of these rows, as the file has them."""
        return self._file.rows(self._places[rows], part)

    def cosines(self, rows: Found | None, queries: Vectors, of: slice = SUBJECT) -> Vectors:
        """The exact cosines of these rows, or of every row: shape (rows, queries).

        `of` says of which vectors.
        """
        places = self._places if rows is None else self._places[rows]
        asked = queries[:, of]
        parts = [
            # Not `@`: for so little work its threads cost more than they save.
            np.einsum("rd,qd->rq", self._file.rows(places[start : start + ADDED], of), asked)
            for start in range(0, len(places), ADDED)
        ]
        return np.concatenate([np.empty((0, len(queries)), np.float32), *parts])

    def save(self, folder: Path) -> None:
        """Write the lists, when there are any."""
        if isinstance(self._index, faiss.IndexIVF):
            faiss.write_index(self._index, str(folder / FILE))

    @classmethod
    def load(cls, folder: Path, file: VectorFile, places: Places) -> VectorIndex:
        """What `save` wrote.  Raises RuntimeError when the file is broken."""
        path = folder / FILE
        return cls(
            file, places, faiss.read_index(str(path)) if path.exists() else _flat(file, places)
        )

    def _compared(self, rows: Found, queries: Vectors, depth: int) -> Found:
        if len(rows) <= depth:
            return rows
        cosines = self.cosines(rows, queries).max(axis=1)
        return rows[np.argpartition(-cosines, depth)[:depth]]

    def _how(self, allowed: Mask | None, count: int) -> Any:
        how: dict[str, Any] = {}
        if allowed is not None:
            bits: Any = np.packbits(allowed, bitorder="little")
            how["sel"] = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg]  # its Python form
        if not isinstance(self._index, faiss.IndexIVF):
            return faiss.SearchParameters(**how)
        share = PROBED_SHARE * (2 if count < SPARSE * len(self._places) else 1)
        nprobe = max(1, round(self._index.nlist * share))
        return faiss.SearchParametersIVF(nprobe=nprobe, **how)  # type: ignore[call-arg]


def _flat(file: VectorFile, places: Places) -> Any:
    """Every vector as it is."""
    vectors = file.rows(places, SUBJECT)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return index


def _lists(file: VectorFile, places: Places) -> Any:
    """Inverted lists, about as many as each has rows, their centres learnt from a sample."""
    count = round(np.sqrt(len(places)))
    sample = file.rows(places[:: max(1, len(places) // (TRAINED_A_LIST * count))], SUBJECT)
    dimension = sample.shape[1]
    centres = faiss.IndexFlatIP(dimension)
    learning = faiss.Clustering(dimension, count)
    learning.niter, learning.spherical = ROUNDS, True
    learning.train(sample, centres)
    index = faiss.IndexIVFRaBitQFastScan(centres, dimension, count, faiss.METRIC_INNER_PRODUCT)
    index.train(sample)
    for start in range(0, len(places), ADDED):
        index.add(file.rows(places[start : start + ADDED], SUBJECT))
    return faiss.deserialize_index(faiss.serialize_index(index))  # which owns its centres
