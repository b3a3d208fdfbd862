"""A SentenceTransformer with the prefixes its model was trained with."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...settings import Settings
from .comparing import Comparer, Outcomes, Promises, sound
from .half import halve, is_fast_here
from .passes import about_tokens, passes
from .unpack import WEIGHTS_SHA256, unpacked

Vectors = NDArray[np.float32]

#: Sentences in one forward pass: more gains nothing (14.2 ms at 16, 13.8 ms at 40, one thread).
BATCH = 40
#: Query vectors kept by hash of their text; 384 floats each, so about 6 MB at most.
CACHE = 4096
#: Tokens read of one text.  A claim is one or two sentences; a post's opening is enough.
MAX_TOKENS = 256


class Encoder:
    """Turns texts into unit vectors.  One forward pass at a time; safe to call from threads."""

    def __init__(self, model: Any, name: str, comparer: Comparer) -> None:
        self._model = model
        self.comparer = comparer
        self._model.max_seq_length = min(MAX_TOKENS, self._model.max_seq_length or MAX_TOKENS)
        self._lock = Lock()
        self._cache: OrderedDict[bytes, Vectors] = OrderedDict()
        self.name = name
        """Changes when vectors would: an index built with another name is built again."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._model.get_embedding_dimension())

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages of a page or of what a person asks: shape (len(texts), dimension).

        The same text gives the same vector without being computed again for a while.
        """
        keys = [hashlib.blake2b(_bytes(text), digest_size=16).digest() for text in texts]
        with self._lock:
            missing = {key: text for key, text in zip(keys, texts, strict=True)}
            found = {key: self._cache[key] for key in missing if key in self._cache}
            todo = {key: text for key, text in missing.items() if key not in found}
            if todo:
                computed = self._encode(list(todo.values()), "query")
                found.update(zip(todo, computed, strict=True))
            self._remember(found)
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([found[key] for key in keys])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of claims and rebuttals for the index: shape (len(texts), dimension)."""
        with self._lock:
            return self._encode(list(texts), "passage")

    def compare(
        self, pairs: Sequence[tuple[str, str]], promises: Promises = lambda _row, _found: True
    ) -> Outcomes:
        """How each passage stands to the claim beside it, see `Comparer.outcomes`."""
        return self.comparer.outcomes(pairs, promises)

    def manners(self, texts: Sequence[str]) -> list[float]:
        """How each text is told, see `reading.manner_of`."""
        return self.comparer.manners(texts)

    def claim_cosines(self, text: str, claims: Sequence[str]) -> list[float]:
        """How near each claim's vector lies to the text's, see `claim_vector`: -1 to 1."""
        return self.comparer.claim_cosines(text, claims)

    def forget(self) -> None:
        """Drop what is kept of pages, not of claims, so that a measurement computes it anew."""
        with self._lock:
            self._cache.clear()

    def _encode(self, texts: list[str], prompt: str) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        known = prompt if prompt in (self._model.prompts or {}) else None
        most = self._model.max_seq_length
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for rows in passes([about_tokens(text, most) for text in texts], BATCH):
            vectors[rows] = self._model.encode(
                [sound(texts[row]) for row in rows],
                prompt_name=known,
                batch_size=BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return vectors

    def _remember(self, found: dict[bytes, Vectors]) -> None:
        for key, vector in found.items():
            self._cache[key] = vector
            self._cache.move_to_end(key)
        while len(self._cache) > CACHE:
            self._cache.popitem(last=False)


def open_encoder(settings: Settings) -> Encoder:
    """The bundled encoder, or the sentence-transformers model that MINGBIAN_MODEL names.

    The first call unpacks the bundled weights under the instance folder (about 15 s).
    """
    import torch
    from sentence_transformers import SentenceTransformer

    if settings.threads:
        torch.set_num_threads(settings.threads)
    folder: Path = unpacked(settings.instance)
    bundled = _prepared(SentenceTransformer(str(folder), device="cpu", local_files_only=True))
    comparer = Comparer.of(bundled.tokenizer, bundled[0].auto_model)
    if settings.model:
        # The adapter was trained over the bundled encoder, which is kept for it.
        model = _prepared(SentenceTransformer(settings.model, device="cpu"))
        return Encoder(model, settings.model, comparer)
    return Encoder(bundled, f"multilingual-e5-small-q4@{WEIGHTS_SHA256[:12]}", comparer)


def _prepared(model: Any) -> Any:
    model.eval()
    if is_fast_here():
        halve(model)
    return model


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
