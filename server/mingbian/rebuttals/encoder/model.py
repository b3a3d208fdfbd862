"""The encoder that ships, or another one for the search with what ships beside it."""

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
from . import claim_vector
from .compared import WIDTH
from .comparing import Comparer, Outcomes, Promises
from .half import halve, is_fast_here
from .passes import about_tokens, passes
from .reader import BATCH, MOST_TOKENS, Reader, Role, key_of, sound
from .unpack import WEIGHTS_SHA256, unpacked

Vectors = NDArray[np.float32]

#: Texts of queries whose vectors are kept; 768 floats each, so about 12 MB at most.
CACHE = 4096


class Encoder:
    """Turns texts into vectors.  One forward pass at a time; safe to call from threads.

    A text's row holds two unit vectors side by side: first the one that lies near those of texts
    on the same subject, then, the last WIDTH numbers, its claim vector.
    """

    def __init__(self, reader: Reader, name: str, other: Any = None) -> None:
        self.reader = reader
        self.comparer = Comparer.of(reader)
        self._other = other  # a SentenceTransformer that gives the first vector instead
        if other is not None:
            other.max_seq_length = min(MOST_TOKENS, other.max_seq_length or MOST_TOKENS)
        self._lock = Lock()
        self._cache: OrderedDict[bytes, Vectors] = OrderedDict()
        self.name = name
        """Changes when vectors would: an index built with another name is built again."""

    @property
    def dimension(self) -> int:
        """Numbers in a row."""
        first = WIDTH if self._other is None else int(self._other.get_embedding_dimension())
        return first + WIDTH

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Rows of passages of a page or of what a person asks: shape (len(texts), dimension).

        The same text gives the same row without being read again for a while.
        """
        keys = [key_of(text) for text in texts]
        with self._lock:
            missing = dict(zip(keys, texts, strict=True))
            found = {key: self._cache[key] for key in missing if key in self._cache}
            todo = {key: text for key, text in missing.items() if key not in found}
            found.update(zip(todo, self._rows(list(todo.values()), "query"), strict=True))
            self._remember(found)
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([found[key] for key in keys])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Rows of claims and rebuttals for the index: shape (len(texts), dimension)."""
        with self._lock:
            return self._rows(list(texts), "passage")

    def compare(
        self,
        pairs: Sequence[tuple[str, str]],
        promises: Promises = lambda _row, _apart: True,
        claims: Vectors | None = None,
    ) -> Outcomes:
        """How each passage stands to the claim beside it, see `Comparer.outcomes`.

        `claims` are the claim vectors of the latter, shape (len(pairs), WIDTH), where an index
        has them; they are made otherwise.
        """
        passages = self.queries([passage for passage, _ in pairs])[:, -WIDTH:]
        if claims is None:
            claims = self.passages([claim for _, claim in pairs])[:, -WIDTH:]
        nearness = np.einsum("pw,pw->p", passages, claims)
        return self.comparer.outcomes(pairs, nearness, promises)

    def manners(self, texts: Sequence[str]) -> list[float]:
        """How each text is told, see `reading.manner_of`."""
        return self.comparer.manners(texts)

    def forget(self) -> None:
        """Drop what is kept of pages, not of claims, so that a measurement computes it anew."""
        with self._lock:
            self._cache.clear()
            self.reader.forget()

    def _rows(self, texts: list[str], role: Role) -> Vectors:
        read = self.reader.vectors(texts, role)
        if self._other is None:
            return read
        return np.hstack([self._by_other(texts, role), read[:, WIDTH:]])

    def _by_other(self, texts: list[str], role: Role) -> Vectors:
        prompt = role if role in (self._other.prompts or {}) else None
        most = self._other.max_seq_length
        vectors = np.empty((len(texts), self.dimension - WIDTH), np.float32)
        for rows in passes([about_tokens(text, most) for text in texts], BATCH):
            vectors[rows] = self._other.encode(
                [sound(texts[row]) for row in rows],
                prompt_name=prompt,
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
    """The bundled encoder; MINGBIAN_MODEL names a sentence-transformers model to search by.

    The first call unpacks the bundled weights under the instance folder (about 15 s).
    """
    import torch
    from sentence_transformers import SentenceTransformer

    if settings.threads:
        torch.set_num_threads(settings.threads)
    folder: Path = unpacked(settings.instance)
    bundled = _prepared(SentenceTransformer(str(folder), device="cpu", local_files_only=True))
    reader = Reader.of(bundled.tokenizer, bundled[0].auto_model)
    learnt = hashlib.sha256(claim_vector.LEARNT.read_bytes()).hexdigest()[:12]
    if settings.model:
        # What was trained was trained over the bundled encoder, which is kept for it.
        model = _prepared(SentenceTransformer(settings.model, device="cpu"))
        return Encoder(reader, f"{settings.model}+{learnt}", model)
    return Encoder(reader, f"multilingual-e5-small-q4@{WEIGHTS_SHA256[:12]}+{learnt}")


def _prepared(model: Any) -> Any:
    model.eval()
    if is_fast_here():
        halve(model)
    return model
