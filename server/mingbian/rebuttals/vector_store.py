"""Vectors that were computed before, kept in the instance folder by a hash of their text."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .encoder import Encoder

Vectors = NDArray[np.float32]

#: Texts encoded between two lines of progress.
CHUNK = 512


class VectorStore:
    """The encoder's vectors of wordings; a start with a known index encodes nothing."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        name = hashlib.sha256(encoder.name.encode()).hexdigest()[:16]
        self._encoder = encoder
        self._path = folder / f"{name}.npz"
        self._rows: dict[bytes, Vectors] = {}
        self._load()

    def vectors(self, texts: Sequence[str], say: Callable[[str], None]) -> Vectors:
        """One row a text, shape (len(texts), dimension); new ones are encoded and kept."""
        keys = [hashlib.blake2b(text.encode(), digest_size=16).digest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._rows}
        todo = list(new.items())
        for start in range(0, len(todo), CHUNK):
            part = todo[start : start + CHUNK]
            for (key, _), row in zip(
                part, self._encoder.passages([text for _, text in part]), strict=True
            ):
                self._rows[key] = row
            say(f"encoded {start + len(part)} of {len(todo)} wordings")
        if todo:
            self._save()
        if not keys:
            return np.empty((0, self._encoder.dimension), np.float32)
        return np.stack([self._rows[key] for key in keys])

    def _load(self) -> None:
        try:
            with np.load(self._path, allow_pickle=False) as data:
                keys, rows = data["keys"], data["rows"].astype(np.float32)
        except (OSError, ValueError, KeyError):
            return  # nothing kept yet, or a broken file: computed again
        self._rows = {keys[i].tobytes(): rows[i] for i in range(len(keys))}

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        keys = np.frombuffer(b"".join(self._rows), np.uint8).reshape(-1, 16)
        rows = np.stack(list(self._rows.values())).astype(np.float16)
        handle, name = tempfile.mkstemp(dir=self._path.parent, suffix=".making")
        with os.fdopen(handle, "wb") as file:
            np.savez(file, keys=keys, rows=rows)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self._path)
