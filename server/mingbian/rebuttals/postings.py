"""Which rows have which words: plain arrays, which may lie in a mapped file."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .words import words

Terms = NDArray[np.uint32]
Rows = NDArray[np.int32]
Counts = NDArray[np.int64]
Floats = NDArray[np.float32]

#: As often as a word of a row is counted.
MOST_TIMES = 255


@dataclass(frozen=True)
class Postings:
    """The words of numbered rows.

    A word is known by its CRC.  Of two million words one in 2,000 shares it with another and
    counts as the same, which a score of forty words does not show.
    """

    terms: Terms  # ascending
    ends: Counts  # where each term's rows end
    rows: Rows  # by term, then ascending
    times: NDArray[np.uint8]  # how often that row has that term
    lengths: NDArray[np.int32]  # words of each row
    totals: Floats  # weight of each row's words, each once, when this was made

    @classmethod
    def of(cls, texts: Iterable[str], others: Sequence[Postings] = ()) -> Postings:
        """The postings of texts, numbered in the order given.

        `others` are searched beside them: their rows count for what a word weighs.
        """
        terms, rows, times, lengths = array("I"), array("i"), array("B"), array("i")
        for row, text in enumerate(texts):
            found = Counter(map(term_of, words(text)))
            terms.extend(found)
            rows.extend([row] * len(found))
            times.extend(min(often, MOST_TIMES) for often in found.values())
            lengths.append(max(1, found.total()))
        order = np.argsort(np.frombuffer(terms, np.uint32), kind="stable")
        by_term = np.frombuffer(terms, np.uint32)[order]
        last = np.flatnonzero(np.append(by_term[1:] != by_term[:-1], True)[: len(by_term)])
        known, ends = by_term[last], last.astype(np.int64) + 1
        in_order = np.frombuffer(rows, np.int32)[order]
        total = len(lengths) + sum(other.size for other in others)
        df = np.diff(ends, prepend=0) + sum(other.counts(known) for other in others)
        weights = np.repeat(idf(df, total), np.diff(ends, prepend=0))
        totals = np.bincount(in_order, weights, minlength=len(lengths)).astype(np.float32)
        return cls(
            known,
            ends,
            in_order,
            np.frombuffer(times, np.uint8)[order],
            np.frombuffer(lengths, np.int32),
            totals,
        )

    @property
    def size(self) -> int:
        """How many rows there are, those without a word too."""
        return len(self.lengths)

    def spans(self, terms: Terms) -> tuple[Counts, Counts]:
        """Where each term's rows begin and end; the same place where no row has it."""
        if not len(self.terms):
            return np.zeros(len(terms), np.int64), np.zeros(len(terms), np.int64)
        at = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        ends = self.ends[at]
        begins = np.where(at > 0, self.ends[at - 1], 0)
        return np.where(self.terms[at] == terms, begins, ends), ends

    def counts(self, terms: Terms) -> Counts:
        """How many rows have each of these terms."""
        begins, ends = self.spans(terms)
        return ends - begins

    def entries(self, terms: Terms) -> tuple[Rows, NDArray[np.uint8], Counts]:
        """The rows that have these terms, term by term, how often, and how many of each."""
        begins, ends = self.spans(terms)
        if not len(terms):
            return np.empty(0, np.int32), np.empty(0, np.uint8), np.empty(0, np.int64)
        pairs = list(zip(begins.tolist(), ends.tolist(), strict=True))
        rows = np.concatenate([self.rows[begin:end] for begin, end in pairs])
        times = np.concatenate([self.times[begin:end] for begin, end in pairs])
        return rows, times, ends - begins

    def summed(self, values: Floats, rows: Rows, counts: Counts, weights: Floats) -> Floats:
        """For every row the sum of its `values` (as `entries` has them) times their weights."""
        ends = np.concatenate([[0], np.cumsum(counts)])
        matrix = sparse.csc_array((values, rows, ends), shape=(self.size, len(counts)))
        return np.asarray(matrix @ weights, np.float32)

    def summed_in(self, rows: Rows, terms: Terms, weights: Floats) -> Floats:
        """For each of these rows (ascending) the sum of the weights of the terms that it has."""
        begins, ends = self.spans(terms)
        pairs = zip(begins.tolist(), ends.tolist(), strict=True)
        having = np.concatenate([rows[:0], *(self.rows[begin:end] for begin, end in pairs)])
        asked = np.zeros(self.size, np.bool_)
        asked[rows] = True
        at = np.flatnonzero(asked.take(having))  # of the many that have a term the few asked for
        which = np.searchsorted(np.cumsum(ends - begins), at, "right")
        places = np.searchsorted(rows, having[at])
        return np.bincount(places, weights[which], len(rows)).astype(np.float32)

    def times_in(self, terms: Terms, rows: Rows) -> NDArray[np.uint8]:
        """How often each of these rows (ascending) has each term: shape (terms, rows)."""
        found = np.zeros((len(terms), len(rows)), np.uint8)
        for line, begin, end in zip(found, *map(np.ndarray.tolist, self.spans(terms)), strict=True):
            having = self.rows[begin:end]
            if len(having):
                at = np.searchsorted(having[:-1], rows)
                has = np.flatnonzero(having[at] == rows)
                line[has] = self.times[begin + at[has]]
        return found


def term_of(word: str) -> int:
    """The number a word is known by."""
    return crc32(word.encode("utf-8", "replace"))


def idf(df: Any, rows: int) -> Floats:
    """What a word weighs that `df` of `rows` have."""
    weights: Floats = np.log(1 + (rows - df + 0.5) / (df + 0.5)).astype(np.float32)
    return weights
