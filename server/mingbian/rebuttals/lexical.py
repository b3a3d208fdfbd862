"""Records by their words (BM25): numbers, names and rare words are what vectors blur."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .postings import Floats, Postings, Rows, Terms, idf, term_of
from .words import words

#: BM25's saturation and length normalisation, the values most used; 0.3 for the latter gave one
#: to two points less of MAP@5 on zh_checked and zh_health (`words` of `evaluate retrieval`).
K1 = 1.2
B = 0.75

#: A word that more rows have than both of these says little of any of them, and reading all its
#: rows takes most of the time of a look-up in a large index.
COMMON_ROWS = 200
COMMON_SHARE = 0.005
#: Rows that are read of a query's rarest words to find candidates; the words beyond, which
#: weigh little, are looked up for the candidates alone.
READ_ROWS = 150_000
#: Words whose weight is remembered, about those of the last hundred pages.
REMEMBERED = 50_000


class WordIndex:
    """A BM25 index over the rows of some segments, numbered through."""

    def __init__(self, parts: Sequence[Postings]) -> None:
        self._parts = parts
        self.starts = np.cumsum([0, *(part.size for part in parts)])
        self._size = int(self.starts[-1])
        words_of_all = sum(int(part.lengths.sum(dtype=np.int64)) for part in parts)
        self._mean_length = words_of_all / max(1, self._size)
        self._weights: dict[str, float] = {}

    def weight(self, word: str) -> float:
        """How rare a word is (its idf); a word that no record has counts as the rarest."""
        known = self._weights.get(word)
        if known is None:
            if len(self._weights) >= REMEMBERED:
                self._weights = {}
            known = self._weights[word] = self._weight(word)
        return known

    def _weight(self, word: str) -> float:
        [df] = self._counts(np.array([term_of(word)], np.uint32))
        return float(idf(df, self._size)) if df else float(np.log(2 + 2 * self._size))

    def scores(self, texts: Sequence[str]) -> Floats:
        """BM25 of every text with every row: shape (len(texts), rows)."""
        found = [self.asked(text, self._size * len(text)).partial for text in texts]
        return np.stack(found) if found else np.empty((0, self._size), np.float32)

    def asked(self, text: str, read_rows: int = READ_ROWS) -> Asked:
        """A text as a query."""
        terms = _terms(text)
        df = self._counts(terms)
        order = np.argsort(df, kind="stable")
        order = order[df[order] > 0]
        read = np.cumsum(df[order]) <= read_rows
        read[:1] = True  # the rarest word is always read
        weights = idf(df, self._size)
        rare, common = order[read], order[~read]
        partial = [self._bm25(part, terms[rare], weights[rare]) for part in self._parts]
        return Asked(self, joined(partial), terms[common], weights[common])

    def holding(self, text: str, least: float) -> tuple[NDArray[np.int64], Floats]:
        """Rows of whose weight the text holds at least this share, and the shares.

        Words that very many rows have are not counted, so a share may be a little higher.
        """
        terms, weights = self._told(text)
        rows: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        shares: list[Floats] = [_NONE]
        for part, start in zip(self._parts, self.starts, strict=False):
            held, _, counts = part.entries(terms)
            summed = part.summed(np.ones(len(held), np.float32), held, counts, weights)
            some = np.flatnonzero(summed > 0)  # of a mask it is ten times as fast
            share = (summed[some] / np.maximum(part.totals[some], 1e-9)).astype(np.float32)
            rows.append(some[share >= least] + start)
            shares.append(share[share >= least])
        return np.concatenate(rows), np.concatenate(shares)

    def shares(self, text: str, rows: NDArray[np.int64], least: float) -> Floats:
        """What `holding` says of these rows (ascending); 0 below `least`."""
        terms, weights = self._told(text)
        shares = np.zeros(len(rows), np.float32)
        for part, own, places in self._by_part(rows):
            held = part.summed_in(places, terms, weights)
            shares[own] = held / np.maximum(part.totals[places], 1e-9)
        shares[shares < least] = 0.0
        return shares

    def _told(self, text: str) -> tuple[Terms, Floats]:
        """The words that tell one row from another, and their weights."""
        terms = _terms(text)
        df = self._counts(terms)
        told = (df > 0) & (df <= max(COMMON_ROWS, COMMON_SHARE * self._size))
        return terms[told], idf(df[told], self._size)

    def _by_part(
        self, rows: NDArray[np.int64]
    ) -> Iterator[tuple[Postings, slice, NDArray[np.int32]]]:
        """The parts that have some of these rows (ascending), which ones, and their numbers."""
        cuts = np.searchsorted(rows, self.starts).tolist()
        for part, start, begin, end in zip(
            self._parts, self.starts, cuts[:-1], cuts[1:], strict=False
        ):
            if begin < end:
                yield part, slice(begin, end), (rows[begin:end] - start).astype(np.int32)

    def common_scores(self, rows: NDArray[np.int64], terms: Terms, weights: Floats) -> Floats:
        """BM25 of these rows (ascending) with some words."""
        scores = np.zeros(len(rows), np.float32)
        for part, own, places in self._by_part(rows):
            saturated = self._saturated(part, part.times_in(terms, places), places)
            scores[own] = np.einsum("t,tr->r", weights, saturated)
        return scores

    def _bm25(self, part: Postings, terms: Terms, weights: Floats) -> Floats:
        rows, times, counts = part.entries(terms)
        return part.summed(self._saturated(part, times, rows), rows, counts, weights)

    def _saturated(self, part: Postings, times: NDArray[np.uint8], rows: Rows) -> Floats:
        tf = times.astype(np.float32)
        norm = part.lengths[rows].astype(np.float32)
        norm *= np.float32(K1 * B / self._mean_length)
        norm += np.float32(K1 * (1 - B))
        scores: Floats = tf * np.float32(K1 + 1) / (tf + norm)
        return scores

    def _counts(self, terms: Terms) -> NDArray[np.int64]:
        df = np.zeros(len(terms), np.int64)
        for part in self._parts:
            df += part.counts(terms)
        return df


class Asked:
    """The rows' scores for one query, as far as its rare words go; `complete` adds the rest."""

    def __init__(self, index: WordIndex, partial: Floats, common: Terms, weights: Floats) -> None:
        self._index = index
        self.partial = partial
        """For every row; exact when the query has no word that is in very many rows."""
        self._common = common
        self._weights = weights

    def complete(self, rows: NDArray[np.int64]) -> Floats:
        """The exact scores of these rows, which must be ascending."""
        scores: Floats = self.partial[rows]
        return scores + self._index.common_scores(rows, self._common, self._weights)


_NONE = np.empty(0, np.float32)


def joined(parts: Sequence[Floats]) -> Floats:
    """The parts one after another; a single one, of which a million may be, is not copied."""
    return parts[0] if len(parts) == 1 else np.concatenate([_NONE, *parts])


def _terms(text: str) -> Terms:
    return np.array(sorted({term_of(word) for word in words(text)}), np.uint32)
