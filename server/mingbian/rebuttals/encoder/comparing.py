"""Pairs of texts compared by the encoder and the adapter trained on top of it."""

from __future__ import annotations

import copy
import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import nn

from ..words import normalise
from .compared import ALONE, OUTCOMES, Compared, Layer, States
from .half import is_fast_here
from .passes import about_tokens, passes

Outcomes = NDArray[np.float32]

#: Trained by `scripts/train_comparison`; the card beside it says on what and how well it does.
ADAPTER = Path(__file__).with_name("comparison.safetensors")
#: Characters and tokens read of either text: two sentences, or the opening of a longer one.
MOST_CHARACTERS, MOST_TOKENS = 200, 96
#: Pairs in one forward pass, and texts in one pass through the lower layers.
BATCH = 32
#: Claims whose states are kept: those that pages meet most, at about 15 KB each.
KEPT = 1024


class Comparer:
    """Tells whether a passage makes a claim; safe to call from threads."""

    def __init__(self, tokenizer: Any, bert: Any, compared: Compared) -> None:
        self._tokenizer = tokenizer
        self._embeddings = bert.embeddings
        self._upper = bert.encoder.layer[ALONE:]
        alone = [Layer(layer) for layer in bert.encoder.layer[:ALONE]]
        self._alone = [layer.halved() for layer in alone] if is_fast_here() else alone
        self._compared = compared.eval()
        self._kept: OrderedDict[bytes, torch.Tensor] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def of(cls, tokenizer: Any, bert: Any, adapter: Path = ADAPTER) -> Comparer:
        """Over an encoder's parts.  The adapter's upper layers are a second copy of them."""
        layers = [Layer(copy.deepcopy(layer)) for layer in bert.encoder.layer[ALONE:]]
        compared = Compared(layers)
        adapt(compared, load_file(str(adapter)))
        return cls(tokenizer, bert, compared)

    def outcomes(self, pairs: Sequence[tuple[str, str]]) -> Outcomes:
        """Probabilities of OUTCOMES for each (passage, claim): shape (len(pairs), 4)."""
        found = np.zeros((len(pairs), len(OUTCOMES)), np.float32)
        if not pairs:
            return found
        with self._lock, torch.inference_mode():
            passages = self.computed({passage for passage, _ in pairs})
            claims = self._claims({claim for _, claim in pairs})
            states = [(passages[passage], claims[claim]) for passage, claim in pairs]
            for rows in passes([len(one) + len(other) for one, other in states], BATCH):
                batch = side_by_side([states[row] for row in rows])
                found[rows] = self._compared(*batch).softmax(1).numpy()
        return found

    def _claims(self, texts: Iterable[str]) -> dict[str, torch.Tensor]:
        """The claims' states.  A page's own are of no use to the next, so they are not kept."""
        keys = {text: _key(text) for text in texts}
        found = {text: self._kept[key] for text, key in keys.items() if key in self._kept}
        found.update(self.computed(text for text in keys if text not in found))
        for text, state in found.items():
            self._kept[keys[text]] = state
            self._kept.move_to_end(keys[text])
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def upper_layers(self) -> list[Layer]:
        """Copies of the encoder's upper layers as they are without the adapter."""
        return [Layer(copy.deepcopy(layer)) for layer in self._upper]

    def computed(self, texts: Iterable[str]) -> dict[str, torch.Tensor]:
        """Each text's states after the lower layers: shape (tokens, WIDTH), half precision."""
        given = list(texts)
        lengths = [about_tokens(text, MOST_TOKENS) for text in given]
        found: dict[str, torch.Tensor] = {}
        for rows in passes(lengths, BATCH):
            part = [given[row] for row in rows]
            found.update(zip(part, self._batch(part), strict=True))
        return found

    def _batch(self, texts: Sequence[str]) -> list[torch.Tensor]:
        given = [normalise(sound(text))[:MOST_CHARACTERS] for text in texts]
        tokens = self._tokenizer(
            given, truncation=True, max_length=MOST_TOKENS, padding=True, return_tensors="pt"
        )
        mask = tokens["attention_mask"].bool()
        states = self._embeddings(input_ids=tokens["input_ids"])
        for layer in self._alone:
            states = layer(states, mask[:, None, None, :])
        return [state[own].half() for state, own in zip(states, mask, strict=True)]


def side_by_side(pairs: Sequence[Sequence[torch.Tensor]]) -> States:
    """Pairs of states as one padded batch: states, sides and mask, see `Compared.forward`."""
    joined = [torch.cat(list(pair)).float() for pair in pairs]
    sides = [torch.arange(len(pair[0]) + len(pair[1])) >= len(pair[0]) for pair in pairs]
    masks = [torch.ones(len(both), dtype=torch.bool) for both in joined]
    padded = (nn.utils.rnn.pad_sequence(part, batch_first=True) for part in (joined, sides, masks))
    states, side, mask = padded
    return states, side.long(), mask


def adapt(compared: Compared, adapter: dict[str, torch.Tensor]) -> None:
    """Put the trained numbers in, in place.

    For a linear map the adapter holds `down` and `up`, whose product is added to its weights,
    and its new `bias`; everything else is held as it is.  Raises KeyError when one is missing.
    """
    layers = cast("Iterable[Layer]", compared.layers)
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
    compared.load_state_dict(plain, strict=False)


def _added(linear: Any, weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    base: torch.Tensor = linear.weight.detach()
    added = nn.Linear(base.shape[1], base.shape[0])
    added.weight = nn.Parameter(base.float() + weight, requires_grad=False)
    added.bias = nn.Parameter(bias, requires_grad=False)
    return added


def _is_linear(name: str) -> bool:
    parts = name.split(".")
    return parts[0] == "layers" and parts[2] in Layer.LINEAR


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def sound(text: str) -> str:
    """The text with what UTF-8 cannot say (lone surrogates) replaced."""
    return text.encode("utf-8", "replace").decode()
