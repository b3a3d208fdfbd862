"""Two texts read together: the upper half of the encoder, taught to compare.

Each text runs alone through the encoder's lower layers; the states of both then run side by side
through the upper ones, where every token sees those of the other text.  So what is known of a
claim is computed once, and a page pays for half a model a pair.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, ClassVar

import torch
from torch import nn

from .half import HalfLinear

#: The encoder's layers that each text passes alone, of twelve.
ALONE = 6
#: What the model tells apart, in the order of its outputs.
OUTCOMES = ("different", "same", "mentioned", "opposite")
#: Numbers in a token's state, and heads that share them.
WIDTH, HEADS = 384, 12
HIDDEN = 128  # between the pooled states and the outcomes

#: Pairs padded to one length: states, sides and mask, see `Compared.forward`.
Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


class Layer(nn.Module):
    """One layer of a BERT, over the modules of the one it is given; float32 in and out."""

    LINEAR: ClassVar[tuple[str, ...]] = ("query", "key", "value", "mix", "widen", "narrow")

    def __init__(self, bert_layer: Any) -> None:
        super().__init__()
        attention, output = bert_layer.attention, bert_layer.output
        self.query = attention.self.query
        self.key = attention.self.key
        self.value = attention.self.value
        self.mix = attention.output.dense
        self.mixed = attention.output.LayerNorm
        self.widen = bert_layer.intermediate.dense
        self.narrow = output.dense
        self.narrowed = output.LayerNorm

    def halved(self) -> Layer:
        """This layer with everything in bfloat16 but the sums of states and their norms."""
        for name in self.LINEAR:
            setattr(self, name, HalfLinear(getattr(self, name), gives=torch.bfloat16))
        return self

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """States (texts, tokens, WIDTH); mask (texts, 1, 1, tokens), False on what is not seen."""
        shape = (*states.shape[:2], HEADS, WIDTH // HEADS)
        given = states.bfloat16() if isinstance(self.query, HalfLinear) else states
        query, key, value = (
            part(given).view(shape).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        seen = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = seen.transpose(1, 2).reshape(states.shape)
        states = self.mixed(states + self.mix(seen))
        wide = nn.functional.gelu(self.widen(states))
        narrowed: torch.Tensor = self.narrowed(states + self.narrow(wide))
        return narrowed


class Compared(nn.Module):
    """The upper layers over two texts' states, and the outcome read from them."""

    def __init__(self, layers: Iterable[Layer]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.side = nn.Parameter(torch.zeros(2, WIDTH))
        self.head = nn.Sequential(
            nn.Linear(3 * WIDTH, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, len(OUTCOMES))
        )

    def forward(
        self, states: torch.Tensor, sides: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        """Logits of shape (pairs, len(OUTCOMES)).

        `states` (pairs, tokens, WIDTH) holds the passage's tokens and then the wording's,
        `sides` (pairs, tokens) is 0 for the one and 1 for the other, `mask` is False on padding.
        """
        states = states + self.side[sides]
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :])
        first = mean(states, mask & (sides == 0))
        second = mean(states, mask & (sides == 1))
        pooled = torch.cat([first, second, first * second], dim=1)
        logits: torch.Tensor = self.head(pooled * math.sqrt(WIDTH) / 4)
        return logits


def mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean over the tokens that the mask (texts, tokens) lets through."""
    weights = mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)
