"""A second vector of a text: near those of texts that make the same claim, far from the others.

The vector that the search uses lies near those of all that is on the subject.  This one is the
middle of the same text's states after the last layers, which have an adapter of their own: taught
by contrast, each claim with what makes it against what is on its subject and makes it not.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import torch
from torch import nn

from .compared import Layer, mean

#: Learnt by `scripts/train_claim_vector`.
LEARNT = Path(__file__).with_name("claim_vector.safetensors")


class ClaimVector(nn.Module):
    """The encoder's last layers over a text's states after layer `reading.LIKENED`."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Unit vectors (texts, WIDTH) of states (texts, tokens, WIDTH); mask False on padding."""
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :])
        return nn.functional.normalize(mean(states, mask), dim=1)
