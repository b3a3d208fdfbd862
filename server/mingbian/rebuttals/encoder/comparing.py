"""Pairs of texts compared by the encoder and the adapters trained on top of it."""

from __future__ import annotations

import copy
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, cast

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import nn

from ..words import normalise
from . import claim_vector
from .claim_vector import ClaimVector
from .compared import ALONE, OUTCOMES, WIDTH, Compared, Layer, States
from .half import is_fast_here
from .passes import about_tokens, passes
from .reading import FOUND, LIKENED, centred, found, manner_of

#: What is told of a pair by each text's own states; the last is the claim vectors' cosine.
APART = (*FOUND, "claim_nearness")
#: What is told of a pair: probabilities of OUTCOMES, and APART.
TOLD = (*OUTCOMES, *APART)
#: Whether the pair in a row may be worth a comparison, by its APART.
Promises = Callable[[int, Sequence[float]], bool]
Outcomes = NDArray[np.float32]

#: Trained by `scripts/train_comparison`; the card beside it says on what and how well it does.
ADAPTER = Path(__file__).with_name("comparison.safetensors")
#: Characters and tokens read of either text: two sentences, or the opening of a longer one.
MOST_CHARACTERS, MOST_TOKENS = 200, 96
#: Pairs in one forward pass, and texts in one pass through the lower layers.
BATCH = 32
#: Claims whose states are kept: those that pages meet most, at about 30 KB each.
KEPT = 1024


class Read(NamedTuple):
    """A text as the encoder reads it alone, in half precision."""

    lower: torch.Tensor  # (tokens, WIDTH) after the lower layers
    likened: torch.Tensor  # the same after layer LIKENED, centred, without what opens and ends it
    claim: torch.Tensor  # (WIDTH,), see `claim_vector`

    def apart(self, claim: Read) -> list[float]:
        """APART of this passage and a claim."""
        return [
            *found(self.likened, claim.likened),
            float(self.claim.float() @ claim.claim.float()),
        ]


class Comparer:
    """Tells whether a passage makes a claim; safe to call from threads."""

    def __init__(
        self, tokenizer: Any, bert: Any, compared: Compared, claim_vectors: ClaimVector
    ) -> None:
        self._tokenizer = tokenizer
        self._embeddings = bert.embeddings
        self._upper = bert.encoder.layer[ALONE:]
        alone = [Layer(layer) for layer in bert.encoder.layer[:ALONE]]
        next_ones = [Layer(layer) for layer in bert.encoder.layer[ALONE:LIKENED]]
        self._alone, self._next = (
            [layer.halved() for layer in layers] if is_fast_here() else layers
            for layers in (alone, next_ones)
        )
        self._compared = compared.eval()
        self._claim_vectors = claim_vectors.eval()
        self._kept: OrderedDict[bytes, Read] = OrderedDict()
        self._lock = Lock()

    @classmethod
    def of(cls, tokenizer: Any, bert: Any, adapter: Path = ADAPTER) -> Comparer:
        """Over an encoder's parts.  The adapters' layers are further copies of its upper ones."""
        compared = Compared(_copies(bert.encoder.layer[ALONE:]))
        adapt(compared, load_file(str(adapter)))
        claim_vectors = ClaimVector(_copies(bert.encoder.layer[LIKENED:]))
        adapt(claim_vectors, load_file(str(claim_vector.LEARNT)))
        return cls(tokenizer, bert, compared, claim_vectors)

    def outcomes(
        self, pairs: Sequence[tuple[str, str]], promises: Promises = lambda _row, _found: True
    ) -> Outcomes:
        """TOLD of each (passage, claim): shape (len(pairs), len(TOLD)).

        Most of the time goes into the outcome.  `promises` says by a pair's APART whether it is
        worth it; one that is not is taken for different, with a probability of 1.
        """
        told = np.zeros((len(pairs), len(TOLD)), np.float32)
        if not pairs:
            return told
        told[:, OUTCOMES.index("different")] = 1
        with self._lock, torch.inference_mode():
            passages = self._read({passage for passage, _ in pairs})
            claims = self._claims({claim for _, claim in pairs})
            read = [(passages[passage], claims[claim]) for passage, claim in pairs]
            for row, (one, other) in enumerate(read):
                told[row, len(OUTCOMES) :] = one.apart(other)
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
        with self._lock, torch.inference_mode():
            states = self.computed(dict.fromkeys(texts))
        return [manner_of(states[text]) for text in texts]

    def claim_cosines(self, text: str, claims: Sequence[str]) -> list[float]:
        """The cosine of the text's claim vector with each claim's."""
        if not claims:
            return []
        with self._lock, torch.inference_mode():
            own = self._read([text])[text].claim.float()
            read = self._claims(claims)
            return (torch.stack([read[claim].claim for claim in claims]).float() @ own).tolist()

    def _claims(self, texts: Iterable[str]) -> dict[str, Read]:
        """The claims' states.  A page's own are of no use to the next, so they are not kept."""
        keys = {text: _key(text) for text in texts}
        read = {text: self._kept[key] for text, key in keys.items() if key in self._kept}
        read.update(self._read(text for text in keys if text not in read))
        for text, state in read.items():
            self._kept[keys[text]] = state
            self._kept.move_to_end(keys[text])
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return read

    def _read(self, texts: Iterable[str]) -> dict[str, Read]:
        lower = self.computed(texts)
        further = self.further(list(lower.values()))
        claims = self.claim_vectors(further)
        return {
            text: Read(state, centred(whole[1:-1]).half(), claim)
            for (text, state), whole, claim in zip(lower.items(), further, claims, strict=True)
        }

    def upper_layers(self) -> list[Layer]:
        """Copies of the encoder's upper layers as they are without the adapter."""
        return _copies(self._upper)

    def computed(self, texts: Iterable[str]) -> dict[str, torch.Tensor]:
        """Each text's states after the lower layers: shape (tokens, WIDTH), half precision."""
        given = list(texts)
        lengths = [about_tokens(text, MOST_TOKENS) for text in given]
        states: dict[str, torch.Tensor] = {}
        for rows in passes(lengths, BATCH):
            part = [given[row] for row in rows]
            states.update(zip(part, self._batch(part), strict=True))
        return states

    def further(self, states: Sequence[torch.Tensor]) -> list[torch.Tensor]:
        """What `computed` gave, after layer LIKENED when each text goes on alone."""
        went_on = list(states)
        for rows in passes([len(state) for state in states], BATCH):
            batch, _, mask = side_by_side([(states[row],) for row in rows])
            for layer in self._next:
                batch = layer(batch, mask[:, None, None, :])
            for row, state, own in zip(rows, batch, mask, strict=True):
                went_on[row] = state[own]
        return went_on

    def claim_vectors(self, states: Sequence[torch.Tensor]) -> torch.Tensor:
        """The claim vectors of what `further` gave: shape (texts, WIDTH), half precision."""
        vectors = torch.empty((len(states), WIDTH), dtype=torch.float16)
        for rows in passes([len(state) for state in states], BATCH):
            batch, _, mask = side_by_side([(states[row],) for row in rows])
            vectors[torch.from_numpy(rows)] = self._claim_vectors(batch, mask).half()
        return vectors

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
    """Pairs of states, or single ones, as a padded batch: see `Compared.forward`."""
    joined = [torch.cat(list(pair)).float() for pair in pairs]
    sides = [
        torch.arange(len(both)) >= len(pair[0]) for pair, both in zip(pairs, joined, strict=True)
    ]
    masks = [torch.ones(len(both), dtype=torch.bool) for both in joined]
    padded = (nn.utils.rnn.pad_sequence(part, batch_first=True) for part in (joined, sides, masks))
    states, side, mask = padded
    return states, side.long(), mask


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


def _copies(bert_layers: Iterable[Any]) -> list[Layer]:
    return [Layer(copy.deepcopy(layer)) for layer in bert_layers]


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
