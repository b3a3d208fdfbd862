"""Texts are shared out among forward passes of bounded size."""

from __future__ import annotations

import random

import numpy as np
import pytest

from mingbian.rebuttals.encoder.passes import about_tokens, passes

MOST, PADDED = 5, 60


@pytest.mark.parametrize("seed", range(20))
def test_every_text_is_in_one_pass_the_shortest_first(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same lengths every time
    lengths = [chance.randrange(1, 90) for _ in range(chance.randrange(1, 60))]
    groups = list(passes(lengths, MOST, PADDED))
    rows = np.concatenate(groups)
    assert sorted(rows.tolist()) == list(range(len(lengths)))
    assert [lengths[row] for row in rows] == sorted(lengths)


@pytest.mark.parametrize("seed", range(20))
def test_a_pass_is_as_large_as_it_may_be_and_no_larger(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    lengths = [chance.randrange(1, 90) for _ in range(60)]
    groups = [[lengths[row] for row in rows] for rows in passes(lengths, MOST, PADDED)]
    for group, following in zip(groups, [*groups[1:], None], strict=True):
        assert len(group) == 1 or (len(group) <= MOST and len(group) * group[-1] <= PADDED)
        if following:
            assert len(group) == MOST or (len(group) + 1) * following[0] > PADDED


def test_texts_of_one_length_keep_their_order() -> None:
    assert [rows.tolist() for rows in passes([7] * 7, MOST, PADDED)] == [[0, 1, 2, 3, 4], [5, 6]]


def test_a_text_longer_than_a_pass_may_be_has_one_of_its_own() -> None:
    assert [rows.tolist() for rows in passes([PADDED + 1, 3, PADDED + 9], MOST, PADDED)] == [
        [1],
        [0],
        [2],
    ]


def test_of_no_texts_there_is_no_pass() -> None:
    assert list(passes([], MOST, PADDED)) == []


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 2), ("大蒜", 4), ("大" * 500, 96), ("\ud800" * 3, 3), ("a" * 30, 12)]
)
def test_tokens_are_guessed_from_bytes_up_to_what_is_read(text: str, tokens: int) -> None:
    assert about_tokens(text, 96) == tokens
