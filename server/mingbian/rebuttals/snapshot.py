"""The published records at one moment, ready to be searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import overload

import numpy as np
from numpy.typing import NDArray

from ..records import Record
from .catalogue import Mask, Wanted
from .lexical import WordIndex
from .segment import Segment
from .vector_file import CLAIM, SUBJECT, Vectors

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]

#: Wordings that a passage is compared with: those it holds most of, and the nearest by vector,
#: which may share no word with it; and of the NEARBY nearest those that say most nearly the same
#: by their claim vectors, one a record.
WORDED, NEAR, NEARBY, ALIKE = 4, 3, 20, 3
#: Of a wording's weight that a text must hold for that to count: less is in any text on the
#: subject.
LEAST = 0.15
#: The best BM25 of a search counts as much as this difference of cosine, and a wording that the
#: text holds whole as much as that one.  `evaluate retrieval` was best or near it on zh_checked,
#: zh_health, zh_jiaozhen and ct2022_2a_en with both at 0.02 to 0.04.  Without the second, posts
#: that hold one record's claim word for word found another on the same subject first (zh_checked
#: 0.845 instead of 0.886); with more, short English titles came first (ct2022_2a_en).
WORDS_POINT = 0.03
HELD_POINT = 0.03
#: What the claim vectors' cosine counts beside the others.  Of `evaluate retrieval` ct2022_2a_en
#: and zh_health gained up to 0.11; zh_checked was best at 0.1, and from 0.12 the right one came
#: first less often.
CLAIM_POINT = 0.11
#: Wordings that a search takes from vectors: at least DEPTH, and DEEPER a hit that is asked for,
#: because a record has several wordings.  Of a million's ten nearest 99 % are among the first
#: 400, but words lift some that lie farther off: of the ten that a search should find it found
#: 98.5 % with 500, in 8 ms, and 99.3 % with 1,000, in 9.
DEPTH, DEEPER = 1000, 10
#: Wordings taken from words, and of all the ones whose common words are looked up too: those of
#: the hits and some to spare.
FINALISTS, FINALISTS_A_HIT = 300, 5
#: Rows of a group, one of which is the highest.
GROUP = 64
#: Records that were read of late and are kept: those of the last pages.
KEPT = 4096


@dataclass(frozen=True)
class Candidate:
    """A wording (by its row) that a passage may repeat."""

    wording: int
    cosine: float  # of its vector with the passage's
    claim_cosine: float  # of their claim vectors
    held: float  # share of its weight that the passage holds; 0 where that is little


@dataclass(frozen=True)
class Part:
    """A segment, and which of its records still stand as it has them."""

    segment: Segment
    alive: Mask

    @property
    def rows_alive(self) -> Mask:
        """The rows of the records that stand."""
        return self.segment.rows_of(self.alive)

    def without(self, record_id: str) -> Part:
        """The part after a record was changed or retired."""
        number = self.segment.catalogue.find(record_id)
        if number is None or not self.alive[number]:
            return self
        alive = self.alive.copy()
        alive[number] = False
        return Part(self.segment, alive)

    def records(self) -> Iterator[Record]:
        """The records that stand."""
        return map(self.segment.catalogue.record, np.flatnonzero(self.alive).tolist())


class Snapshot:
    """Records in segments, older before newer.  Never changes: a change makes a new one."""

    def __init__(self, parts: Sequence[Part], version: str, seq: int) -> None:
        self.parts = tuple(parts)
        self.version = version
        self.seq = seq
        self.words = WordIndex([part.segment.postings for part in parts])
        self._starts = self.words.starts
        self.records: Mapping[str, Record] = Records(self.parts)
        self.wordings: Sequence[tuple[Record, str]] = Wordings(self.parts, self._starts)
        self._rows_alive = np.concatenate([_NONE, *(part.rows_alive for part in parts)])

    def stands(self, wording: int) -> bool:
        """Whether the record of a row stands, or was changed or retired since."""
        return bool(self._rows_alive[wording])

    def cosines(self, query: NDArray[np.float32]) -> Scores:
        """The exact cosine of every wording with one text's row, by their subjects."""
        every = [part.segment.vectors.cosines(None, query[None, :]) for part in self.parts]
        return np.concatenate(every)[:, 0]

    def claim_vector(self, wording: int) -> Vectors:
        """Of a row, shape (CLAIM_WIDTH,)."""
        part, start = next(
            (part, start) for part, start, end in self._spans() if start <= wording < end
        )
        vectors: Vectors = part.segment.vectors.rows(np.array([wording - start]), CLAIM)[0]
        return vectors

    def candidates(self, text: str, query: NDArray[np.float32]) -> list[Candidate]:
        """The wordings that a text may repeat: those it holds most of, and the nearest.

        `query` is the text's row: both its vectors.
        """
        held, shares = self._worded(text)
        nearby = self._nearest(query[None, :], NEARBY, None)
        rows = np.union1d(held, nearby[self._rows_alive[nearby]])
        cosines, alike = (
            self._cosines_of(rows, query[None, :], of)[:, 0] for of in (SUBJECT, CLAIM)
        )
        chosen = np.isin(rows, held)
        chosen[np.argsort(-cosines, kind="stable")[:NEAR]] = True
        chosen[self._one_a_record(rows, alike, ALIKE)] = True
        share_of = dict(zip(held.tolist(), shares.tolist(), strict=True))
        return [
            Candidate(row, float(cosines[at]), float(alike[at]), share_of.get(row, 0.0))
            for at, row in enumerate(rows.tolist())
            if chosen[at]
        ]

    def search(
        self,
        text: str,
        queries: NDArray[np.float32],
        limit: int,
        wanted: Wanted | None = None,
        claim_point: float = CLAIM_POINT,
    ) -> list[tuple[Record, float]]:
        """The `limit` records nearest to a text by vector or by words, the best first.

        `queries` are the rows of the text and of its parts, shape (parts, dimension).  The
        score is the best cosine of a part and a wording, up to WORDS_POINT more for the words, up
        to HELD_POINT for how much of the wording the text holds, and up to `claim_point` for
        the claim vectors of the whole text and the wording; of all that as much as makes 1 of
        two texts that are the same.  With `wanted` the others are left out before anything is
        counted.
        """
        depth = max(DEPTH, DEEPER * limit)
        allowed = self._rows_alive if wanted is None else self._fitting(wanted)
        asked = self.words.asked(text)
        near = self._nearest(queries, depth, None if wanted is None else allowed)
        finalists = max(FINALISTS, FINALISTS_A_HIT * limit)
        rows = np.union1d(near, _largest(asked.partial, finalists, allowed))
        rows = rows[allowed[rows]]
        cosines = self._cosines_of(rows, queries, SUBJECT).max(axis=1, initial=-1.0)
        cosines += np.float32(HELD_POINT) * self.words.shares(text, rows, LEAST)
        if len(rows) > finalists:
            scores = cosines + _points(asked.partial[rows])
            best = np.sort(np.argpartition(-scores, finalists)[:finalists])
            rows, cosines = rows[best], cosines[best]
        scores = cosines + _points(asked.complete(rows))
        if claim_point:
            alike = self._cosines_of(rows, queries[:1], CLAIM)[:, 0]
            scores = (scores + np.float32(claim_point) * alike) / np.float32(1 + claim_point)
        return self._best_records(rows, scores, limit)

    def _best_records(self, rows: Rows, scores: Scores, limit: int) -> list[tuple[Record, float]]:
        found: dict[str, tuple[Record, float]] = {}
        for at in np.lexsort((rows, -scores)):
            if len(found) == limit:
                break
            record, _ = self.wordings[int(rows[at])]
            found.setdefault(record.id, (record, float(scores[at])))
        return list(found.values())

    def _worded(self, text: str) -> tuple[Rows, Scores]:
        rows, shares = self.words.holding(text, LEAST)
        stands = self._rows_alive[rows]
        rows, shares = rows[stands], shares[stands]
        order = np.argsort(-shares, kind="stable")[:WORDED]
        return rows[order], shares[order]

    def _fitting(self, wanted: Wanted) -> Mask:
        fitting = [
            part.segment.rows_of(part.alive & part.segment.catalogue.fitting(wanted))
            for part in self.parts
        ]
        return np.concatenate([_NONE, *fitting])

    def _nearest(self, queries: NDArray[np.float32], depth: int, allowed: Mask | None) -> Rows:
        found = [np.empty(0, np.int64)]
        for part, start, end in self._spans():
            own = None if allowed is None else allowed[start:end]
            found.append(part.segment.vectors.nearest(queries, depth, own) + start)
        return np.concatenate(found)

    def _one_a_record(self, rows: Rows, scores: Scores, limit: int) -> list[int]:
        """The places of the rows with the highest scores, one row of a record."""
        best: dict[str, int] = {}
        for at in np.argsort(-scores, kind="stable").tolist():
            if len(best) == limit:
                break
            best.setdefault(self.wordings[int(rows[at])][0].id, at)
        return list(best.values())

    def _cosines_of(self, rows: Rows, queries: NDArray[np.float32], of: slice) -> Scores:
        cosines = np.empty((len(rows), len(queries)), np.float32)
        for part, start, end in self._spans():
            own = (rows >= start) & (rows < end)
            if own.any():
                cosines[own] = part.segment.vectors.cosines(rows[own] - start, queries, of)
        return cosines

    def _spans(self) -> Iterator[tuple[Part, int, int]]:
        starts = self._starts.tolist()
        return zip(self.parts, starts[:-1], starts[1:], strict=True)


class Records(Mapping[str, Record]):
    """The records by id.  One is read from its segment when it is asked for."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts

    def __getitem__(self, record_id: str) -> Record:
        for part in reversed(self._parts):
            number = part.segment.catalogue.find(record_id)
            if number is not None and part.alive[number]:
                return part.segment.catalogue.record(number)
        raise KeyError(record_id)

    def __iter__(self) -> Iterator[str]:
        return (record.id for part in self._parts for record in part.records())

    def __len__(self) -> int:
        return sum(int(part.alive.sum()) for part in self._parts)


class Wordings(Sequence[tuple[Record, str]]):
    """The rows with their records, read when they are asked for."""

    def __init__(self, parts: Sequence[Part], starts: Rows) -> None:
        self._starts = starts
        self._read = lru_cache(KEPT)(partial(_read, parts))

    def __len__(self) -> int:
        return int(self._starts[-1])

    @overload
    def __getitem__(self, row: int) -> tuple[Record, str]: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[tuple[Record, str]]: ...
    def __getitem__(self, row: int | slice) -> tuple[Record, str] | Sequence[tuple[Record, str]]:
        if isinstance(row, slice):
            return [self[at] for at in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._of(row % len(self))

    def _of(self, row: int) -> tuple[Record, str]:
        part = int(np.searchsorted(self._starts, row, "right")) - 1
        return self._read(part, row - int(self._starts[part]))


def _read(parts: Sequence[Part], part: int, row: int) -> tuple[Record, str]:
    return parts[part].segment.wording(row)


def _points(bm25: Scores) -> Scores:
    """What words add to the cosine."""
    most = max(float(bm25.max(initial=0.0)), 1e-6)
    points: Scores = bm25 * np.float32(WORDS_POINT / most)
    return points


def _largest(scores: Scores, limit: int, allowed: Mask) -> Rows:
    """The rows allowed with the highest scores above 0, at most `limit`, in no order."""
    if not allowed.all():
        scores = scores * allowed
    rows = np.flatnonzero(scores >= _reached(scores, limit))
    if len(rows) > limit:
        rows = rows[np.argpartition(-scores[rows], limit)[:limit]]
    return rows


def _reached(scores: Scores, limit: int) -> float:
    """A score above 0 that at least `limit` rows reach, if so many are above 0.

    As many groups of rows have one that reaches it.  What is left to compare of a million rows
    is so little that this takes a fifth of the time.
    """
    groups = len(scores) // GROUP
    if groups < limit:
        return _ABOVE_0
    highest = scores[: groups * GROUP].reshape(GROUP, groups).max(axis=0)
    return max(_ABOVE_0, float(np.partition(highest, groups - limit)[groups - limit]))


_NONE = np.empty(0, np.bool_)
_ABOVE_0 = float(np.finfo(np.float32).tiny)
