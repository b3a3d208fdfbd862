"""Texts shared out among forward passes, so that none needs much more memory than another.

What a pass needs grows with its padded tokens, and the allocator keeps for good the most that was
ever needed between what stays: one page of long sentences would set it for every worker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]

#: Padded tokens of one pass: 12 MB for the widest state in a layer.
MOST_PADDED = 2048
#: Bytes of a token, roughly: a Chinese character has three, an English word five and a blank.
BYTES_A_TOKEN = 3


def passes(lengths: Sequence[int], most: int, most_padded: int = MOST_PADDED) -> Iterator[Rows]:
    """The places of the texts, shortest first, in groups of at most `most`.

    A group's texts times the longest of them is at most `most_padded`, unless it is one text.
    """
    order = np.argsort(np.asarray(lengths, np.int64), kind="stable")
    begin = 0
    for end, row in enumerate(order):
        count = end + 1 - begin
        if end > begin and (count > most or count * lengths[row] > most_padded):
            yield order[begin:end]
            begin = end
    if len(order):
        yield order[begin:]


def about_tokens(text: str, most: int) -> int:
    """How many tokens a text may have, at most `most`; seldom less than it has."""
    return min(len(text.encode("utf-8", "replace")) // BYTES_A_TOKEN + 2, most)
