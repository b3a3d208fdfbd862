"""Adapters of low rank on the encoder's linear maps, while they are trained."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn

from mingbian.rebuttals.encoder.compared import Layer

RANK = 16  # of the matrices that are added to each linear map
SCALE = 2.0  # their product counts so much, so that they learn faster than the biases


class Adapted(nn.Module):
    """A frozen linear map in bfloat16, with a trained one of low rank beside it."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.weight = nn.Parameter(linear.weight.detach().bfloat16(), requires_grad=False)
        self.bias = nn.Parameter(linear.bias.detach().float().clone())
        wide, out = linear.weight.shape[1], linear.weight.shape[0]
        self.down = nn.Parameter(torch.randn(RANK, wide) / wide**0.5)
        self.up = nn.Parameter(torch.zeros(out, RANK))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x @ (weight + SCALE up down).T + bias."""
        half = x.bfloat16()
        added = nn.functional.linear(
            nn.functional.linear(half, self.down.bfloat16()), self.up.bfloat16()
        )
        return nn.functional.linear(half, self.weight).float() + SCALE * added.float() + self.bias


def adapted(layers: Iterable[Layer]) -> list[Layer]:
    """The layers with an adapter in each linear map, which changes nothing yet; in place."""
    found = list(layers)
    for layer in found:
        for name in Layer.LINEAR:
            setattr(layer, name, Adapted(getattr(layer, name)))
    return found


def learnt_by(model: nn.Module) -> dict[str, torch.Tensor]:
    """What was learnt, in half precision, as it is shipped."""
    learnt = {name: value for name, value in model.named_parameters() if value.requires_grad}
    scaled = {
        name: value * SCALE if name.endswith(".up") else value for name, value in learnt.items()
    }
    return {name: value.detach().half().contiguous() for name, value in scaled.items()}


def go_on(model: nn.Module, adapter: dict[str, torch.Tensor]) -> None:
    """Put in what was learnt before, as `learnt_by` gave it."""
    learnt = {name: value for name, value in model.named_parameters() if value.requires_grad}
    with torch.no_grad():
        for name, value in learnt.items():
            value.copy_(adapter[name].float() / (SCALE if name.endswith(".up") else 1.0))
