"""A text read once, for all that is asked of it: both vectors, and the states that tell the rest.

Everything that is told of a text or a pair comes from the same pass through the encoder.  Its
twelve layers give the vector that the search uses; on the way the states after layer ALONE and
after layer LIKENED are kept for the readings and the comparison, and from the latter three more
layers of its own lead to the claim vector.
"""

from __future__ import annotations

import copy
import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from ..words import normalise
from . import claim_vector
from .adapter import adapt
from .claim_vector import ClaimVector
from .compared import ALONE, WIDTH, Layer, mean
from .half import is_fast_here
from .passes import about_tokens, passes
from .reading import LIKENED

#: What a text is to the encoder, which was trained with these words before it.
Role = Literal["query", "passage"]
#: Tokens read of one text.  A claim is one or two sentences; a post's opening is enough.
MOST_TOKENS = 256
#: Of these so many are compared, and make the claim vector: two sentences, or the opening of a
#: longer text.
COMPARED_TOKENS = 96
#: Texts in one forward pass: more gains nothing (14.2 ms at 16, 13.8 ms at 40, one thread).
BATCH = 40
#: Texts whose states are kept, at about 60 KB each: the claims that pages meet most, and what a
#: page says until it is judged.
KEPT: dict[Role, int] = {"passage": 1024, "query": 512}


class Read(NamedTuple):
    """What the encoder makes of a text; states in half precision, without those of its role."""

    lower: torch.Tensor  # (tokens, WIDTH) after layer ALONE
    likened: torch.Tensor  # (tokens, WIDTH) after layer LIKENED
    vector: torch.Tensor  # (WIDTH,), a unit vector: near those of texts on the same subject
    claim: torch.Tensor  # (WIDTH,), a unit vector: see `claim_vector`


class Reader:
    """Reads texts, one pass at a time; safe to call from threads."""

    def __init__(self, tokenizer: Any, bert: Any, claim_vectors: ClaimVector) -> None:
        self.lock = RLock()
        self._tokenizer = tokenizer
        self._embeddings = bert.embeddings
        self._bert_layers = bert.encoder.layer
        layers = [Layer(layer) for layer in bert.encoder.layer]
        self._layers = [layer.halved() for layer in layers] if is_fast_here() else layers
        self._claim_vectors = claim_vectors.eval()
        # What stands before a text, and how many tokens it is.
        self._before = {role: len(self._tokens([f"{role}:"])["input_ids"][0]) - 2 for role in KEPT}
        self._kept: dict[Role, OrderedDict[bytes, Read]] = {role: OrderedDict() for role in KEPT}

    @classmethod
    def of(cls, tokenizer: Any, bert: Any, adapter: Path = claim_vector.LEARNT) -> Reader:
        """Over an encoder's parts.  The claim vector's layers are further copies of its last."""
        claim_vectors = ClaimVector(copies(bert.encoder.layer[LIKENED:]))
        adapt(claim_vectors, load_file(str(adapter)))
        return cls(tokenizer, bert, claim_vectors)

    def read(self, texts: Sequence[str], role: Role) -> list[Read]:
        """Each text; what was read of late is not read again."""
        with self.lock, torch.inference_mode():
            kept = self._kept[role]
            keys = {text: key_of(text) for text in texts}
            read = {text: kept[key] for text, key in keys.items() if key in kept}
            todo = [text for text in keys if text not in read]
            read.update(zip(todo, self._read(todo, role), strict=True))
            for text, key in keys.items():
                kept[key] = read[text]
                kept.move_to_end(key)
            while len(kept) > KEPT[role]:
                kept.popitem(last=False)
        return [read[text] for text in texts]

    def vectors(self, texts: Sequence[str], role: Role) -> NDArray[np.float32]:
        """Both vectors of each text side by side: shape (len(texts), 2 * WIDTH)."""
        found = np.empty((len(texts), 2 * WIDTH), np.float32)
        # A part at a time: the states of all would take 60 MB a thousand texts.
        for begin in range(0, len(texts), KEPT["query"]):
            part = texts[begin : begin + KEPT["query"]]
            for row, read in enumerate(self.read(part, role), begin):
                found[row, :WIDTH], found[row, WIDTH:] = read.vector, read.claim
        return found

    def lower(self, texts: Sequence[str], role: Role) -> list[torch.Tensor]:
        """The texts' states after layer ALONE: shape (tokens, WIDTH) each."""
        with self.lock, torch.inference_mode():
            return self._through(texts, role, ALONE)

    def likened(self, texts: Sequence[str], role: Role) -> list[torch.Tensor]:
        """The texts' states after layer LIKENED: shape (tokens, WIDTH) each."""
        with self.lock, torch.inference_mode():
            return self._through(texts, role, LIKENED)

    def layers_from(self, first: int) -> list[Layer]:
        """Copies of the encoder's layers from this one on, without any adapter."""
        return copies(self._bert_layers[first:])

    def forget(self) -> None:
        """Drop what is kept of pages, not of claims, so that a measurement reads it anew."""
        with self.lock:
            self._kept["query"].clear()

    def _read(self, texts: Sequence[str], role: Role) -> list[Read]:
        found: dict[int, Read] = {}
        for rows, states, mask in self._passes(texts, role):
            lower = self._on(states, mask, 0, ALONE)
            likened = self._on(lower, mask, ALONE, LIKENED)
            last = self._on(likened, mask, LIKENED, len(self._layers))
            vectors = torch.nn.functional.normalize(mean(last, mask), dim=1)
            lower, likened, mask = (self._bare(each, role) for each in (lower, likened, mask))
            claims = self._claim_vectors(likened, mask)
            for at, row in enumerate(rows.tolist()):
                own = mask[at]
                found[row] = Read(
                    lower[at, own].half(), likened[at, own].half(), vectors[at], claims[at]
                )
        return [found[row] for row in range(len(texts))]

    def _through(self, texts: Sequence[str], role: Role, layer: int) -> list[torch.Tensor]:
        found: dict[int, torch.Tensor] = {}
        for rows, states, mask in self._passes(texts, role):
            bare = self._bare(self._on(states, mask, 0, layer), role)
            own = self._bare(mask, role)
            found.update((row, bare[at, own[at]].half()) for at, row in enumerate(rows.tolist()))
        return [found[row] for row in range(len(texts))]

    def _passes(
        self, texts: Sequence[str], role: Role
    ) -> Iterator[tuple[NDArray[np.int64], torch.Tensor, torch.Tensor]]:
        """Which texts, their embedded tokens and the mask, a pass at a time."""
        lengths = [about_tokens(text, MOST_TOKENS) for text in texts]
        for rows in passes(lengths, BATCH):
            tokens = self._tokens([f"{role}: {normalise(sound(texts[row]))}" for row in rows])
            yield rows, self._embeddings(tokens["input_ids"]), tokens["attention_mask"].bool()

    def _tokens(self, texts: list[str]) -> Any:
        return self._tokenizer(
            texts, truncation=True, max_length=MOST_TOKENS, padding=True, return_tensors="pt"
        )

    def _on(self, states: torch.Tensor, mask: torch.Tensor, first: int, end: int) -> torch.Tensor:
        for layer in self._layers[first:end]:
            states = layer(states, mask[:, None, None, :])
        return states

    def _bare(self, given: torch.Tensor, role: Role) -> torch.Tensor:
        """States or a mask without the tokens of the role, and those that are not compared."""
        before = 1 + self._before[role]
        return torch.cat([given[:, :1], given[:, before : before + COMPARED_TOKENS - 1]], dim=1)


def copies(bert_layers: Iterable[Any]) -> list[Layer]:
    """Layers of a BERT that can be changed without it."""
    return [Layer(copy.deepcopy(layer)) for layer in bert_layers]


def key_of(text: str) -> bytes:
    """A digest by which a text is known."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def sound(text: str) -> str:
    """The text with what UTF-8 cannot say (lone surrogates) replaced."""
    return text.encode("utf-8", "replace").decode()
