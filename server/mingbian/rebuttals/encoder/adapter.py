"""What was trained, put into the layers that it was trained over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import torch
from torch import nn

from .claim_vector import ClaimVector
from .compared import Compared, Layer
from .half import is_fast_here


def adapt(model: Compared | ClaimVector, adapter: dict[str, torch.Tensor]) -> None:
    """Put the trained numbers in, in place.

    For a linear map the adapter holds `down` and `up`, whose product is added to its weights,
    and its new `bias`; everything else is held as it is.  Raises KeyError when one is missing.
    """
    layers = cast("Iterable[Layer]", model.layers)
    for index, layer in enumerate(layers):
        for name in Layer.LINEAR:
            own = f"layers.{index}.{name}"
            linear = _added(
                getattr(layer, name),
                adapter[f"{own}.up"].float() @ adapter[f"{own}.down"].float(),
                adapter[f"{own}.bias"].float(),
            )
            setattr(layer, name, linear)
        if is_fast_here():
            layer.halved()
    plain = {name: value.float() for name, value in adapter.items() if not _is_linear(name)}
    model.load_state_dict(plain, strict=False)


def _added(linear: Any, weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    base: torch.Tensor = linear.weight.detach()
    added = nn.Linear(base.shape[1], base.shape[0])
    added.weight = nn.Parameter(base.float() + weight, requires_grad=False)
    added.bias = nn.Parameter(bias, requires_grad=False)
    return added


def _is_linear(name: str) -> bool:
    parts = name.split(".")
    return parts[0] == "layers" and parts[2] in Layer.LINEAR
