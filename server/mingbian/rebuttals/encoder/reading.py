"""What can be told of two texts without the adapter: how far one is found in the other, the manner.

Token by token, as in the late interaction of ColBERT (Khattab and Zaharia, 2020): a text's token
is found in the other by the likest token there.  What is found least is what tells: texts on one
subject share nearly all of their tokens, and a claim that is not made lacks the point of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from safetensors.torch import load_file

#: The encoder's layer after whose states tokens are likened, of twelve: later ones know less of
#: the word, and more of the text.
LIKENED = 9
#: Learnt by `scripts/train_manner`.
LEARNT = Path(__file__).with_name("manner.safetensors")
#: Share of a text's tokens, those found least, that it is the mean of.
LEAST = 0.25
#: The manner is told up to here, either way.
PLAINEST = 2.0


@dataclass(frozen=True)
class Learnt:
    """The middle of all tokens' states, and the direction in which the manner lies."""

    centre: torch.Tensor  # (WIDTH,), of states after layer LIKENED
    manner: torch.Tensor  # (WIDTH,), for a text's mean state after the lower layers
    bias: float


@cache
def learnt() -> Learnt:
    """What ships."""
    file = load_file(str(LEARNT))
    return Learnt(file["centre"].float(), file["manner"].float(), float(file["bias"]))


def centred(states: torch.Tensor) -> torch.Tensor:
    """States (tokens, WIDTH) after layer LIKENED as unit vectors around the middle of all."""
    return torch.nn.functional.normalize(states.float() - learnt().centre, dim=1)


def found(claim: torch.Tensor, passage: torch.Tensor) -> float:
    """How well a claim is found in a passage, by the centred states of both.

    A mean cosine, -1 to 1; 0 where a text has no token.
    """
    if not len(passage) or not len(claim):
        return 0.0
    likest = (claim.float() @ passage.float().T).amax(1)
    return float(likest.sort().values[: max(1, int(len(claim) * LEAST))].mean())


def manner_of(states: torch.Tensor) -> float:
    """How a text is told, from its states (tokens, WIDTH) after the lower layers.

    Log-odds, at most PLAINEST either way: above 0 as people pass things on, below 0 as news,
    notices, advice and small talk are told.
    """
    told = float(states.float().mean(0) @ learnt().manner) + learnt().bias
    return max(-PLAINEST, min(PLAINEST, told))
