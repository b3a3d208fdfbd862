"""What a search leaves out changes nothing that it finds."""

from __future__ import annotations

import numpy as np
import pytest

from mingbian.rebuttals.lexical import COMMON_ROWS, WordIndex
from mingbian.rebuttals.postings import Postings
from mingbian.rebuttals.snapshot import GROUP, LEAST, _largest
from mingbian.rebuttals.vector_file import VectorFile

ROWS, FIRST = 900, 600
SYLLABLES = "山水火木金土日月星云雨雪风花草鸟鱼虫石田"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Texts with a word that is in nearly all, words that are in many, and one of their own."""
    chance = np.random.default_rng(3)
    drawn = chance.choice(list(SYLLABLES), (ROWS, 8), p=np.arange(20, 0, -1) / 210)
    return [f"the {''.join(row)} {number}" for number, row in enumerate(drawn)]


@pytest.fixture(scope="module")
def index(texts: list[str]) -> WordIndex:
    first = Postings.of(texts[:FIRST])
    return WordIndex([first, Postings.of(texts[FIRST:], [first]), Postings.of([])])


@pytest.mark.parametrize("step", [1, 7, 400])
def test_some_rows_have_the_shares_that_reading_every_row_gives(index, texts, step):
    rows = np.arange(0, ROWS, step)
    for text in (texts[5], texts[700] + texts[3], "nothing of it", ""):
        every = np.zeros(ROWS, np.float32)
        held, shares = index.holding(text, LEAST)
        every[held] = shares
        np.testing.assert_allclose(index.shares(text, rows, LEAST), every[rows], atol=1e-6)
    assert index.shares(texts[rows[-1]], rows, LEAST)[-1] > 0.8, "all but its common words"


def test_words_that_are_looked_up_for_some_rows_count_as_if_read_for_all(index, texts):
    rows = np.arange(2, ROWS, 5)
    assert len(texts) > COMMON_ROWS, "the first word is in more rows than are read"
    for text in (texts[7], texts[801], "the"):
        whole = index.scores([text])[0]
        asked = index.asked(text, read_rows=40)
        np.testing.assert_allclose(asked.complete(rows), whole[rows], rtol=1e-5)
        assert text == "the" or (asked.partial < whole).any()


@pytest.mark.parametrize("size", [40, 10 * GROUP + 5, 50 * GROUP + 17])
@pytest.mark.parametrize("share", [0.05, 1.0])
def test_the_largest_are_those_of_sorting_every_score(size, share):
    chance = np.random.default_rng(size)
    scores = np.where(chance.random(size) < 0.7, chance.random(size), 0).astype(np.float32)
    allowed = chance.random(size) < share
    fitting = np.flatnonzero(allowed & (scores > 0))
    best = fitting[np.argsort(-scores[fitting])][:20]
    assert sorted(_largest(scores, 20, allowed)) == sorted(best)


def test_rows_that_score_the_same_fill_the_largest_up():
    scores = np.full(40 * GROUP, 0.5, np.float32)
    scores[17] = 1.0
    rows = _largest(scores, 20, np.ones(len(scores), np.bool_))
    assert len(set(rows.tolist())) == 20
    assert 17 in rows


def test_vectors_come_back_as_the_numbers_that_were_kept(tmp_path):
    numbers = [0.0, -0.0, 1.0, -1.0, 0.1, -0.0333, 6e-8, -6e-5, 65504.0, 2.0**-14]
    file = VectorFile(tmp_path, "some", len(numbers))
    file.append([b"k" * 16, b"l" * 16], np.array([numbers, numbers[::-1]], np.float32))
    kept = np.array([numbers[::-1], numbers], np.float16)
    rows = file.rows(np.array([1, 0]))
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows, kept.astype(np.float32))
