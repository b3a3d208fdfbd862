"""Pairs of texts compared by the encoder and the adapters trained on top of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import nn

from .adapter import adapt
from .compared import ALONE, OUTCOMES, Batch, Compared
from .passes import passes
from .reader import Reader, States
from .reading import centred, found, manner_of

#: What is known of a pair before the two are read together: how well the claim is found in the
#: passage, and the cosine of their claim vectors.
APART = ("claim_found", "claim_nearness")
#: What is told of a pair: probabilities of OUTCOMES, and APART.
TOLD = (*OUTCOMES, *APART)
#: Whether the pair in a row may be worth a comparison, by its APART.
Promises = Callable[[int, Sequence[float]], bool]
Outcomes = NDArray[np.float32]

#: Trained by `scripts/train_comparison`; the card beside it says on what and how well it does.
ADAPTER = Path(__file__).with_name("comparison.safetensors")
#: Pairs in one forward pass.
BATCH = 32


class Comparer:
    """Tells whether a passage makes a claim; safe to call from threads."""

    def __init__(self, reader: Reader, compared: Compared) -> None:
        self._reader = reader
        self._compared = compared.eval()

    @classmethod
    def of(cls, reader: Reader, adapter: Path = ADAPTER) -> Comparer:
        """Over what the reader reads.  The adapter's layers are copies of the upper ones."""
        compared = Compared(reader.layers_from(ALONE))
        adapt(compared, load_file(str(adapter)))
        return cls(reader, compared)

    def outcomes(
        self, pairs: Sequence[tuple[str, str]], nearness: NDArray[np.float32], promises: Promises
    ) -> Outcomes:
        """TOLD of each (passage, claim): shape (len(pairs), len(TOLD)).

        `nearness` are the cosines of their claim vectors.  Most of the time goes into the
        outcome.  `promises` says by a pair's APART whether it is worth it; one that is not is
        taken for different, with a probability of 1.
        """
        told = np.zeros((len(pairs), len(TOLD)), np.float32)
        if not pairs:
            return told
        told[:, OUTCOMES.index("different")] = 1
        told[:, TOLD.index("claim_nearness")] = nearness
        with self._reader.lock, torch.inference_mode():
            passages = self._reader.states([passage for passage, _ in pairs], "query")
            claims = self._reader.states([claim for _, claim in pairs], "passage")
            read = list(zip(passages, claims, strict=True))
            told[:, TOLD.index("claim_found")] = [claim_found(*both) for both in read]
            worth = [
                row
                for row, each in enumerate(told[:, len(OUTCOMES) :].tolist())
                if promises(row, each)
            ]
            states = [(read[row][0].lower, read[row][1].lower) for row in worth]
            for part in passes([len(one) + len(other) for one, other in states], BATCH):
                batch = side_by_side([states[at] for at in part])
                rows = [worth[at] for at in part]
                told[rows, : len(OUTCOMES)] = self._compared(*batch).softmax(1).numpy()
        return told

    def manners(self, texts: Sequence[str]) -> list[float]:
        """How each text is told, see `reading.manner_of`."""
        told = {text: manner_of(self._reader.opening(text)) for text in dict.fromkeys(texts)}
        return [told[text] for text in texts]


def claim_found(passage: States, claim: States) -> float:
    """How well the claim is found in the passage, see `reading.found`."""
    # What opens and ends a text is no word of it.
    wanted, given = (centred(one.likened[1:-1]) for one in (claim, passage))
    return found(wanted, given)


def side_by_side(pairs: Sequence[Sequence[torch.Tensor]]) -> Batch:
    """Pairs of states, or single ones, as a padded batch: see `Compared.forward`."""
    joined = [torch.cat(list(pair)).float() for pair in pairs]
    sides = [
        torch.arange(len(both)) >= len(pair[0]) for pair, both in zip(pairs, joined, strict=True)
    ]
    masks = [torch.ones(len(both), dtype=torch.bool) for both in joined]
    padded = (nn.utils.rnn.pad_sequence(part, batch_first=True) for part in (joined, sides, masks))
    states, side, mask = padded
    return states, side.long(), mask
