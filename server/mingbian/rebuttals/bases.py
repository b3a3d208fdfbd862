"""Segments on disk: each is the whole of the published records at one moment.

A base is written to a folder of another name and renamed when all of it is on the disk, so one
that is there is whole.  The one before it is kept.  Whoever has mapped an older one keeps it.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from .segment import Segment
from .vector_file import VectorFile

log = logging.getLogger(__name__)

#: The layout of the files; another number when it changes, and older bases are not read.
FORMAT = 1
#: Bases that are kept: the newest, and the last good one before it.
KEPT = 2
_NAME, _MAKING, _META = "base-", "making-", "meta.json"


@dataclass(frozen=True)
class Base:
    """A segment that holds every record that was published at change number `seq`."""

    segment: Segment
    seq: int
    version: str  # of the store at that change


class Bases:
    """The bases of one store and encoder, in a folder."""

    def __init__(self, folder: Path, file: VectorFile) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._file = file

    def newest_seq(self) -> int:
        """The change number of the newest base; -1 when there is none."""
        return max((seq for seq, _ in self._found()), default=-1)

    def newest(self) -> Base | None:
        """The newest base that can be read; None when there is none."""
        for _, path in self._found():
            try:
                return self._read(path)
            except (OSError, ValueError, KeyError, RuntimeError) as error:
                log.warning("%s cannot be read: %s", path.name, error)
        return None

    def write(self, base: Base) -> None:
        """Keep a base, and drop those that nobody needs any more.  Call it inside `alone`."""
        self._drop(self._folder.glob(f"{_MAKING}*"))
        making = Path(mkdtemp(prefix=_MAKING, dir=self._folder))
        base.segment.save(making)
        sizes = {path.name: path.stat().st_size for path in making.iterdir()}
        meta = {"format": FORMAT, "seq": base.seq, "version": base.version, "files": sizes}
        (making / _META).write_text(json.dumps(meta), encoding="utf-8")
        for path in (*making.iterdir(), making):
            _to_disk(path)
        making.rename(self._folder / f"{_NAME}{base.seq}-{making.name.removeprefix(_MAKING)}")
        _to_disk(self._folder)
        self._drop(path for _, path in self._found()[KEPT:])

    @contextmanager
    def alone(self, wait: bool = True) -> Iterator[bool]:
        """Hold the folder's lock; False when another process has it and `wait` is False."""
        with (self._folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True

    def _found(self) -> list[tuple[int, Path]]:
        """The bases, the newest first."""
        paths = self._folder.glob(f"{_NAME}*-*")
        return sorted(
            ((int(path.name.split("-")[1]), path) for path in paths),
            key=lambda pair: (pair[0], pair[1].stat().st_mtime if pair[1].exists() else 0),
            reverse=True,
        )

    def _read(self, path: Path) -> Base:
        meta: dict[str, Any] = json.loads((path / _META).read_text(encoding="utf-8"))
        if meta["format"] != FORMAT:
            raise ValueError(f"format {meta['format']}")
        for name, size in meta["files"].items():
            if (path / name).stat().st_size != size:
                raise ValueError(f"{name} is cut short")
        segment = Segment.load(path, self._file)
        if segment.rows and int(segment.layout.places.max()) >= len(self._file):
            raise ValueError("its vectors are gone")
        return Base(segment, meta["seq"], meta["version"])

    def _drop(self, paths: Any) -> None:
        for path in paths:
            shutil.rmtree(path, ignore_errors=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
