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
from operator import itemgetter
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


class States(NamedTuple):
    """A text's states on the way, in half precision, without those of its role."""

    lower: torch.Tensor  # (tokens, WIDTH) after layer ALONE
    likened: torch.Tensor  # (tokens, WIDTH) after layer LIKENED


class Pass(NamedTuple):
    """Texts on their way through the encoder, after layer LIKENED."""

    rows: list[int]  # which of the texts
    states: list[States]
    padded: torch.Tensor  # (texts, tokens, WIDTH), with the tokens of the role
    mask: torch.Tensor  # (texts, tokens), False on padding


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
        self._kept: dict[Role, OrderedDict[bytes, States]] = {role: OrderedDict() for role in KEPT}

    @classmethod
    def of(cls, tokenizer: Any, bert: Any, adapter: Path = claim_vector.LEARNT) -> Reader:
        """Over an encoder's parts.  The claim vector's layers are further copies of its last."""
        claim_vectors = ClaimVector(copies(bert.encoder.layer[LIKENED:]))
        adapt(claim_vectors, load_file(str(adapter)))
        return cls(tokenizer, bert, claim_vectors)

    def vectors(self, texts: Sequence[str], role: Role) -> NDArray[np.float32]:
        """Both vectors of each text side by side: shape (len(texts), 2 * WIDTH).

        What a page says is about to be compared, so its states are kept; an index's claims are
        many, and few of them ever are.
        """
        found = np.empty((len(texts), 2 * WIDTH), np.float32)
        with self.lock, torch.inference_mode():
            for part in self._half_way(texts, role):
                both = [self._vectors_of(part), self._claims_of(part, role)]
                found[part.rows] = torch.cat(both, dim=1).numpy()
                if role == "query":
                    self._keep([texts[row] for row in part.rows], part.states, role)
        return found

    def states(self, texts: Sequence[str], role: Role) -> list[States]:
        """Of each text; what was read of late is not read again."""
        with self.lock, torch.inference_mode():
            kept = self._kept[role]
            read = {text: kept[key] for text in texts if (key := key_of(text)) in kept}
            todo = [text for text in dict.fromkeys(texts) if text not in read]
            for part in self._half_way(todo, role):
                read.update(zip([todo[row] for row in part.rows], part.states, strict=True))
            self._keep(list(read), list(read.values()), role)
        return [read[text] for text in texts]

    def opening(self, text: str) -> torch.Tensor:
        """As `lower` of one text of a page, read no further than its states are told."""
        most = self._before["query"] + COMPARED_TOKENS
        with self.lock, torch.inference_mode():
            [(_, states)] = self._through([text], "query", ALONE, most)
        return states

    def lower(self, texts: Sequence[str], role: Role) -> list[torch.Tensor]:
        """The texts' states after layer ALONE: shape (tokens, WIDTH) each."""
        with self.lock, torch.inference_mode():
            return _in_order(self._through(texts, role, ALONE))

    def likened(self, texts: Sequence[str], role: Role) -> list[torch.Tensor]:
        """The texts' states after layer LIKENED: shape (tokens, WIDTH) each."""
        with self.lock, torch.inference_mode():
            return _in_order(self._through(texts, role, LIKENED))

    def layers_from(self, first: int) -> list[Layer]:
        """Copies of the encoder's layers from this one on, without any adapter."""
        return copies(self._bert_layers[first:])

    def forget(self) -> None:
        """Drop what is kept of pages, not of claims, so that a measurement reads it anew."""
        with self.lock:
            self._kept["query"].clear()

    def _keep(self, texts: Sequence[str], states: Sequence[States], role: Role) -> None:
        kept = self._kept[role]
        for text, own in zip(texts, states, strict=True):
            key = key_of(text)
            kept[key] = own
            kept.move_to_end(key)
        while len(kept) > KEPT[role]:
            kept.popitem(last=False)

    def _half_way(self, texts: Sequence[str], role: Role) -> Iterator[Pass]:
        for rows, embedded, mask in self._passes(texts, role):
            lower = self._on(embedded, mask, 0, ALONE)
            likened = self._on(lower, mask, ALONE, LIKENED)
            told = (self._each(states, mask, role) for states in (lower, likened))
            yield Pass(rows, [States(*both) for both in zip(*told, strict=True)], likened, mask)

    def _vectors_of(self, read: Pass) -> torch.Tensor:
        last = self._on(read.padded, read.mask, LIKENED, len(self._layers))
        return torch.nn.functional.normalize(mean(last, read.mask), dim=1)

    def _claims_of(self, read: Pass, role: Role) -> torch.Tensor:
        found: torch.Tensor = self._claim_vectors(
            self._bare(read.padded, role), self._bare(read.mask, role)
        )
        return found

    def _through(
        self, texts: Sequence[str], role: Role, layer: int, most: int = MOST_TOKENS
    ) -> Iterator[tuple[int, torch.Tensor]]:
        for rows, embedded, mask in self._passes(texts, role, most):
            states = self._on(embedded, mask, 0, layer)
            yield from zip(rows, self._each(states, mask, role), strict=True)

    def _each(self, states: torch.Tensor, mask: torch.Tensor, role: Role) -> list[torch.Tensor]:
        """Each text's states by themselves."""
        padded, own = self._bare(states, role).half(), self._bare(mask, role)
        return [padded[at, own[at]] for at in range(len(own))]

    def _passes(
        self, texts: Sequence[str], role: Role, most: int = MOST_TOKENS
    ) -> Iterator[tuple[list[int], torch.Tensor, torch.Tensor]]:
        """Which texts, at most `most` tokens of each embedded, and the mask, a pass at a time."""
        lengths = [about_tokens(text, most) for text in texts]
        for rows in passes(lengths, BATCH):
            tokens = self._tokens([f"{role}: {normalise(sound(texts[row]))}" for row in rows], most)
            mask = tokens["attention_mask"].bool()
            yield rows.tolist(), self._embeddings(tokens["input_ids"]), mask

    def _tokens(self, texts: list[str], most: int = MOST_TOKENS) -> Any:
        return self._tokenizer(
            texts, truncation=True, max_length=most, padding=True, return_tensors="pt"
        )

    def _on(self, states: torch.Tensor, mask: torch.Tensor, first: int, end: int) -> torch.Tensor:
        for layer in self._layers[first:end]:
            states = layer(states, mask[:, None, None, :])
        return states

    def _bare(self, given: torch.Tensor, role: Role) -> torch.Tensor:
        """States or a mask without the tokens of the role, and those that are not compared."""
        before = 1 + self._before[role]
        return torch.cat([given[:, :1], given[:, before : before + COMPARED_TOKENS - 1]], dim=1)


def _in_order(found: Iterable[tuple[int, torch.Tensor]]) -> list[torch.Tensor]:
    return [states for _, states in sorted(found, key=itemgetter(0))]


def copies(bert_layers: Iterable[Any]) -> list[Layer]:
    """Layers of a BERT that can be changed without it."""
    return [Layer(copy.deepcopy(layer)) for layer in bert_layers]


def key_of(text: str) -> bytes:
    """A digest by which a text is known."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def sound(text: str) -> str:
    """The text with what UTF-8 cannot say (lone surrogates) replaced."""
    return text.encode("utf-8", "replace").decode()
