"""Vectors of texts in two files that only grow, shared by every process of a machine.

`NAME.rows` holds rows in half precision, one after another; `NAME.keys` a digest of each one's
text.  A row is the two vectors of a text side by side: the one that lies near those of texts on
the same subject, and the claim vector.  A row's place never changes, so an index may name it by
its number.  Rows are on the disk before their keys are, so what a crash left half-written has no
key and is written over.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
#: Which of a row's numbers are which vector; the claim vector's are the last ones.
CLAIM_WIDTH = 384
SUBJECT, CLAIM = slice(0, -CLAIM_WIDTH), slice(-CLAIM_WIDTH, None)
Places = NDArray[np.int64]

#: Bytes of the digest of a text; the first half of them is searched, the whole is compared.
KEY_BYTES = 16
#: Keys that were added since the sorted ones were read; more are sorted in.
UNSORTED = 50_000


def key_of(text: str) -> bytes:
    """The digest a text's vector is kept under."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=KEY_BYTES).digest()


def units(rows: Vectors) -> Vectors:
    """The rows, shape (…, dimension), with either vector made a unit vector."""
    parts = (rows[..., part] for part in (SUBJECT, CLAIM))
    return np.concatenate(
        [part / np.linalg.norm(part, axis=-1, keepdims=True) for part in parts], axis=-1
    )


class VectorFile:
    """Rows of vectors by the digest of their text.  Safe between threads and processes."""

    def __init__(self, folder: Path, name: str, dimension: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._rows_path, self._keys_path = folder / f"{name}.rows", folder / f"{name}.keys"
        self._lock_path = folder / f"{name}.lock"
        self.dimension = dimension
        self._lock = Lock()
        self._rows = np.empty((0, dimension), np.float16)
        self._count = 0  # keys that were read
        self._heads = np.empty(0, np.uint64)  # sorted first halves of keys …
        self._order = np.empty(0, np.int64)  # … and whose they are
        self._recent: dict[bytes, int] = {}

    def __len__(self) -> int:
        """Vectors in the files now."""
        size = self._keys_path.stat().st_size if self._keys_path.exists() else 0
        return size // KEY_BYTES

    def find(self, keys: Sequence[bytes]) -> Places:
        """The place of each key's vector; -1 where there is none."""
        with self._lock:
            self._catch_up()
            places = self._sorted_places(keys)
            for at in np.flatnonzero(places < 0).tolist():
                places[at] = self._recent.get(keys[at], -1)
        return places

    def append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Add rows; they are on the disk when this returns."""
        rows = np.ascontiguousarray(vectors, np.float16)
        with self._alone():
            count = len(self)
            _write(self._rows_path, rows.tobytes(), count * self._row_bytes)
            _write(self._keys_path, b"".join(keys), count * KEY_BYTES)

    def rows(self, places: Places, part: slice = slice(None)) -> Vectors:
        """The rows at these places, or a part of each: shape (len(places), numbers)."""
        if len(places) and int(places.max()) >= len(self._rows):
            self._map()
        return _single(np.ascontiguousarray(self._rows[places, part]))

    @property
    def _row_bytes(self) -> int:
        return 2 * self.dimension

    def _map(self) -> None:
        count = len(self)
        if count:
            shape = (count, self.dimension)
            self._rows = np.asarray(np.memmap(self._rows_path, np.float16, "r", shape=shape))

    def _catch_up(self) -> None:
        """Read the keys that were added since the last look."""
        count = len(self)
        if count == self._count:
            return
        with self._keys_path.open("rb") as file:
            file.seek(self._count * KEY_BYTES)
            new = file.read((count - self._count) * KEY_BYTES)
        fresh = [new[at : at + KEY_BYTES] for at in range(0, len(new), KEY_BYTES)]
        if len(self._recent) + len(fresh) > UNSORTED:
            self._sort(count)
        else:
            self._recent.update(zip(fresh, range(self._count, count), strict=True))
        self._count = count

    def _sort(self, count: int) -> None:
        heads = self._keys(count)[:, 0].copy()
        self._order = np.argsort(heads, kind="stable")
        self._heads = heads[self._order]
        self._recent = {}

    def _keys(self, count: int) -> NDArray[np.uint64]:
        return np.memmap(self._keys_path, np.uint64, "r", shape=(count, KEY_BYTES // 8))

    def _sorted_places(self, keys: Sequence[bytes]) -> Places:
        places = np.full(len(keys), -1, np.int64)
        if not len(self._heads) or not keys:
            return places
        wanted = np.frombuffer(b"".join(keys), np.uint64).reshape(-1, KEY_BYTES // 8)
        at = np.minimum(np.searchsorted(self._heads, wanted[:, 0]), len(self._heads) - 1)
        found = self._order[at]
        same = (self._keys(self._count)[found] == wanted).all(axis=1)
        places[same] = found[same]
        return places

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock_path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _single(rows: NDArray[np.float16]) -> Vectors:
    """The same numbers in single precision; none may be infinite.

    Six times as fast as `astype`: sign, exponent and fraction move to their places, and one
    product mends the exponent's offset, exactly.
    """
    bits = rows.view(np.int16).astype(np.int32)
    bits <<= 13
    bits &= _SIGN_AND_NUMBER
    singles = bits.view(np.float32)
    singles *= _OFFSET
    return singles


_SIGN_AND_NUMBER = np.int32(-0x70002000)
_OFFSET = np.float32(2.0 ** (127 - 15))


def _write(path: Path, data: bytes, offset: int) -> None:
    """Write at an offset and wait for the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        view = memoryview(data)
        while view:
            written = os.pwrite(handle, view, offset)
            view, offset = view[written:], offset + written
        os.fsync(handle)
    finally:
        os.close(handle)
