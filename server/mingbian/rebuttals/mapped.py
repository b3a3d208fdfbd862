"""Dataclasses of arrays, written to a folder and mapped from it: only what is read is loaded."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

Arrays = TypeVar("Arrays")


def save(folder: Path, arrays: Any) -> None:
    """Write each field of a dataclass of arrays to a file of its own."""
    for path, name in _files(folder, type(arrays)):
        np.save(path, getattr(arrays, name), allow_pickle=False)


def load(folder: Path, kind: type[Arrays]) -> Arrays:
    """What `save` wrote.  Raises OSError or ValueError when a file is missing or broken."""
    return kind(
        **{
            # As a plain array: a slice of a memmap is a memmap, which takes ten times as long.
            name: np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
            for path, name in _files(folder, kind)
        }
    )


def _files(folder: Path, kind: Any) -> list[tuple[Path, str]]:
    prefix = kind.__name__.lower()
    return [(folder / f"{prefix}.{field.name}.npy", field.name) for field in fields(kind)]
