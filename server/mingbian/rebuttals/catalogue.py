"""The records of a segment: their JSON one after another, found by number or by id."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ..records import Record

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Wanted:
    """What a search is limited to; None is no limit."""

    language: str | None = None
    since: date | None = None  # with a review of this day or later
    topic: str | None = None
    verdict: str | None = None

    @property
    def labels(self) -> list[str]:
        """The labels that a record must have."""
        pairs = (("language", self.language), ("topic", self.topic), ("verdict", self.verdict))
        return [f"{name}={value}" for name, value in pairs if value is not None]


@dataclass(frozen=True)
class Catalogue:
    """Records by number, from 0, in the order they were given."""

    bodies: NDArray[np.uint8]  # JSON in UTF-8
    ends: NDArray[np.int64]  # where each body ends
    ids: NDArray[np.uint64]  # digests of the ids, ascending …
    numbers: Numbers  # … and whose they are
    days: Numbers  # of the newest review, counted from year 1; 0 when none has a date
    labels: NDArray[np.str_]  # ascending; what `Wanted.labels` asks for
    label_ends: NDArray[np.int64]
    labelled: Numbers  # the records that have each label

    @classmethod
    def of(cls, records: Iterable[Record]) -> Catalogue:
        """A catalogue of these records, each id once."""
        bodies, ends, ids, days = bytearray(), [], [], []
        labelled: dict[str, list[int]] = defaultdict(list)
        for number, record in enumerate(records):
            body = json.dumps(record.to_json(), ensure_ascii=False, separators=(",", ":"))
            bodies += body.encode("utf-8", "surrogatepass")
            ends.append(len(bodies))
            ids.append(_digest(record.id))
            days.append(_newest(record))
            for label in _labels(record):
                labelled[label].append(number)
        order = np.argsort(np.array(ids, np.uint64), kind="stable")
        names = sorted(labelled)
        return cls(
            np.frombuffer(bodies, np.uint8),
            np.array(ends, np.int64),
            np.array(ids, np.uint64)[order],
            order.astype(np.int32),
            np.array(days, np.int32),
            np.array(names, np.str_),
            np.cumsum([len(labelled[name]) for name in names], dtype=np.int64),
            np.array([number for name in names for number in labelled[name]], np.int32),
        )

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[Record]:
        return map(self.record, range(len(self)))

    def record(self, number: int) -> Record:
        """The record with this number."""
        begin = self.ends[number - 1] if number else 0
        return Record.from_json(json.loads(self.bodies[begin : self.ends[number]].tobytes()))

    def find(self, record_id: str) -> int | None:
        """The number of the record with this id."""
        digest = np.uint64(_digest(record_id))
        begin, end = np.searchsorted(self.ids, digest), np.searchsorted(self.ids, digest, "right")
        for number in self.numbers[begin:end].tolist():
            if self.record(number).id == record_id:
                return int(number)
        return None

    def everyone(self) -> Mask:
        """A mask of all records."""
        return np.ones(len(self), np.bool_)

    def fitting(self, wanted: Wanted) -> Mask:
        """For every record whether it is wanted."""
        fits = self.everyone()
        for label in wanted.labels:
            has = np.zeros(len(self), np.bool_)
            has[self._having(label)] = True
            fits &= has
        if wanted.since is not None:
            fits &= self.days >= wanted.since.toordinal()
        return fits

    def _having(self, label: str) -> Numbers:
        at = int(np.searchsorted(self.labels, label)) if len(self.labels) else 0
        if at == len(self.labels) or self.labels[at] != label:
            return self.labelled[:0]
        return self.labelled[self.label_ends[at - 1] if at else 0 : self.label_ends[at]]


def _newest(record: Record) -> int:
    return max((review.date.toordinal() for review in record.reviews if review.date), default=0)


def _labels(record: Record) -> list[str]:
    topics = [f"topic={topic}" for topic in dict.fromkeys(record.topics)]
    return [f"language={record.language}", f"verdict={record.verdict}", *topics]


def _digest(record_id: str) -> int:
    data = record_id.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")
