"""Records that were indexed together.  A segment never changes: what changed is in a newer one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..records import Record
from . import mapped
from .catalogue import Catalogue, Mask, Numbers
from .postings import Postings
from .vector_file import Places, VectorFile
from .vectors import VectorIndex

Locate = Callable[[Sequence[str]], Places]


@dataclass(frozen=True)
class Layout:
    """Which rows are whose: each wording of a record is a row."""

    first: Numbers  # the first row of each record, and the end of the last
    places: Places  # of each row's vector in the vector file


@dataclass(frozen=True)
class Segment:
    """Records, their wordings as rows, and what finds them by words and by vectors."""

    catalogue: Catalogue
    layout: Layout
    postings: Postings
    vectors: VectorIndex

    @classmethod
    def of(
        cls,
        records: Iterable[Record],
        locate: Locate,
        file: VectorFile,
        others: Sequence[Segment] = (),
    ) -> Segment:
        """A segment of these records; `locate` tells where the vectors of wordings are in `file`.

        `others` are searched beside it.
        """
        catalogue = Catalogue.of(records)
        wordings = [record.wordings for record in catalogue]
        texts = [wording for every in wordings for wording in every]
        first = np.cumsum([0, *map(len, wordings)], dtype=np.int32)
        layout = Layout(first, locate(texts))
        postings = Postings.of(texts, [other.postings for other in others])
        return cls(catalogue, layout, postings, VectorIndex.of(file, layout.places))

    @property
    def rows(self) -> int:
        """How many wordings there are."""
        return len(self.layout.places)

    def record_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of the records that these rows belong to."""
        # Numbers of another kind would have all of `first` copied: 0.3 ms in a million rows.
        own = rows.astype(self.layout.first.dtype)
        return np.searchsorted(self.layout.first, own, "right") - 1

    def rows_of(self, records: Mask) -> Mask:
        """The rows of the records that a mask has."""
        return np.repeat(records, np.diff(self.layout.first))

    def wording(self, row: int) -> tuple[Record, str]:
        """A row's record and text."""
        number = int(self.record_of(np.array([row]))[0])
        record = self.catalogue.record(number)
        return record, record.wordings[row - int(self.layout.first[number])]

    def save(self, folder: Path) -> None:
        """Write everything but the vectors, which stay where they are."""
        for part in (self.catalogue, self.layout, self.postings):
            mapped.save(folder, part)
        self.vectors.save(folder)

    @classmethod
    def load(cls, folder: Path, file: VectorFile) -> Segment:
        """What `save` wrote, mapped.  Raises OSError, ValueError or RuntimeError when broken."""
        layout = mapped.load(folder, Layout)
        return cls(
            mapped.load(folder, Catalogue),
            layout,
            mapped.load(folder, Postings),
            VectorIndex.load(folder, file, layout.places),
        )
