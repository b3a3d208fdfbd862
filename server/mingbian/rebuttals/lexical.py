"""Records by their words (BM25): numbers, names and rare words are what vectors blur."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .words import words

#: BM25's saturation and length normalisation, the values most used; 0.3 for the latter gave one
#: to two points less of MAP@5 on zh_checked and zh_health (`words` of `evaluate retrieval`).
K1 = 1.2
B = 0.75


#: A word that more rows have than both of these says little of any of them, and reading all its
#: rows takes most of the time of a look-up in a large index.
COMMON_ROWS = 200
COMMON_SHARE = 0.005


class WordIndex:
    """A BM25 index over short texts; rows are numbered in the order given."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(words(text)) for text in texts]
        self._columns: dict[str, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        times: list[int] = []
        for row, count in enumerate(counts):
            for word, often in count.items():
                rows.append(row)
                columns.append(self._columns.setdefault(word, len(self._columns)))
                times.append(often)
        shape = (len(texts), len(self._columns))
        lengths = np.array([max(1, sum(count.values())) for count in counts], np.float32)
        self.weights = _idf(np.array(columns, np.int64), shape)
        norm = K1 * (1 - B + B * lengths / (lengths.mean() if len(lengths) else 1))
        tf = np.array(times, np.float32)
        values = tf * (K1 + 1) / (tf + norm[np.array(rows, np.int64)])
        values = values * self.weights[np.array(columns, np.int64)]
        self._by_word = _matrix(values, columns, rows, shape)
        self._shares = self._shares_of(columns, rows, shape)

    def _shares_of(
        self, columns: list[int], rows: list[int], shape: tuple[int, int]
    ) -> sparse.csr_matrix:
        """What share of its row's weight each word is; words in very many rows are left out."""
        weights = self.weights[np.array(columns, np.int64)]
        at = np.array(rows, np.int64)
        totals = np.bincount(at, weights, minlength=shape[0])
        shares = weights / np.maximum(totals[at], 1e-9)
        df = np.bincount(columns, minlength=shape[1])
        rare = df[np.array(columns, np.int64)] <= max(COMMON_ROWS, COMMON_SHARE * shape[0])
        return _matrix(shares * rare, columns, rows, shape)

    def weight(self, word: str) -> float:
        """How rare a word is (its idf); a word that no record has counts as the rarest."""
        column = self._columns.get(word)
        return self._rarest if column is None else float(self.weights[column])

    @property
    def _rarest(self) -> float:
        return float(np.log(1 + 2 * self._by_word.shape[1] + 1))

    def scores(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of every text with every row: shape (len(texts), rows)."""
        return np.asarray((self._query(texts) @ self._by_word).todense(), np.float32)

    def covered(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """How much of each row's weight a text holds, at least: sparse, (len(texts), rows).

        Words that very many rows have are not counted, so a share may be a little higher.
        """
        return (self._query(texts) @ self._shares).tocsr()

    def _query(self, texts: Sequence[str]) -> sparse.csr_matrix:
        rows: list[int] = []
        columns: list[int] = []
        for row, text in enumerate(texts):
            known = {self._columns[word] for word in words(text) if word in self._columns}
            rows.extend([row] * len(known))
            columns.extend(known)
        ones = np.ones(len(rows), np.float32)
        return sparse.csr_matrix((ones, (rows, columns)), (len(texts), len(self._columns)))


def _idf(columns: NDArray[np.int64], shape: tuple[int, int]) -> NDArray[np.float32]:
    df = np.bincount(columns, minlength=shape[1]) if shape[1] else np.zeros(0)
    return np.log(1 + (shape[0] - df + 0.5) / (df + 0.5)).astype(np.float32)


def _matrix(
    values: NDArray[np.float64], columns: list[int], rows: list[int], shape: tuple[int, int]
) -> sparse.csr_matrix:
    """Words by rows."""
    matrix = sparse.csr_matrix(
        (values.astype(np.float32), (columns, rows)), shape=(shape[1], shape[0])
    )
    matrix.eliminate_zeros()
    return matrix
