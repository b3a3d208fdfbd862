"""The encoder's vectors of wordings: computed once, kept in the instance folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from .encoder import Encoder
from .vector_file import Places, VectorFile, Vectors, key_of

#: Texts encoded, and then kept, between two lines of progress.
CHUNK = 512


class VectorStore:
    """A start with known wordings encodes nothing; what one process encoded, all have."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self.folder = folder
        self.name = hashlib.sha256(encoder.name.encode()).hexdigest()[:16]
        """Of the files: another encoder's vectors are kept in others."""
        self.file = VectorFile(folder, self.name, encoder.dimension)

    def places(self, texts: Sequence[str], say: Callable[[str], None]) -> Places:
        """Where each text's vector is in `file`; new ones are encoded and kept."""
        keys = [key_of(text) for text in texts]
        found = self.file.find(keys)
        todo = list({keys[at]: texts[at] for at in np.flatnonzero(found < 0).tolist()}.items())
        for start in range(0, len(todo), CHUNK):
            part = todo[start : start + CHUNK]
            vectors = self._encoder.passages([text for _, text in part])
            self.file.append([key for key, _ in part], vectors)
            say(f"encoded {start + len(part)} of {len(todo)} wordings")
        return self.file.find(keys) if todo else found

    def vectors(self, texts: Sequence[str], say: Callable[[str], None]) -> Vectors:
        """One row a text, shape (len(texts), dimension)."""
        return self.file.rows(self.places(texts, say))
