"""Keeps a snapshot in step with its store, and the base on disk not far behind."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from .bases import Base, Bases
from .growth import CHANGES, grown, loose, version_of, whole
from .segment import Segment
from .snapshot import Snapshot
from .store import Store
from .vector_store import VectorStore

log = logging.getLogger(__name__)

Say = Callable[[str], None]

#: Records that stand beside the base, or stood in it, before a new one is written: at least
#: LOOSE, and this share of all.  20,000 beside a million make a search 2 ms slower.
LOOSE, LOOSE_SHARE = 2000, 0.02
#: Seconds before a new base is tried again.
PATIENCE = 60.0
#: The folder of the package's parent, for the process that writes a base.
_SOURCE = Path(__file__).resolve().parents[2]


class Follower:
    """One for each process that serves.  Not for several threads."""

    def __init__(self, store: Store, database: str, vectors: VectorStore, folder: Path) -> None:
        self._store = store
        self._database = database
        self._vectors = vectors
        self._folder = folder / vectors.name
        self._bases = Bases(self._folder, vectors.file)
        self._held = -1  # the change number of the newest base that was looked at
        self._process: subprocess.Popen[bytes] | None = None
        self._tried = -PATIENCE

    def begin(self, say: Say) -> Snapshot:
        """The snapshot of all that is published, from the last base or a new one."""
        with self._bases.alone():
            base = self._bases.newest()
            if base is None or not self._continues(base) or self._is_far_behind(base):
                base = self._rebuilt(say)
        self._held = self._bases.newest_seq()
        snapshot = whole(base.segment, base.version, base.seq)
        steps = list(self._steps(snapshot, say))
        return steps[-1] if steps else snapshot

    def next(self, snapshot: Snapshot) -> Iterator[Snapshot]:
        """The snapshots that follow this one, up to the store's last change; often none."""
        seq = snapshot.seq
        newer = self._newer_base()
        if newer is not None:
            snapshot = whole(newer.segment, newer.version, newer.seq)
            if newer.seq >= seq:
                yield snapshot
        if self._store.latest_seq() != snapshot.seq:
            for step in self._steps(snapshot, _quiet):
                snapshot = step
                if step.seq >= seq:  # after a new base: never back to what was before
                    yield step
        self._tidy(snapshot)

    def close(self) -> None:
        """Let go of the database.  A base that is being written is given up; the last one stays."""
        self._store.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        """After a fork: the process that writes a base is the parent's."""
        self._process = None

    def _steps(self, snapshot: Snapshot, say: Say) -> Iterator[Snapshot]:
        locate = partial(self._vectors.places, say=say)
        while changes := self._store.changes_since(snapshot.seq, CHANGES):
            version = version_of(self._store, changes[-1].seq)
            snapshot = grown(snapshot, changes, version, locate, self._vectors.file)
            yield snapshot

    def _newer_base(self) -> Base | None:
        """A base that was written since the last look."""
        newest = self._bases.newest_seq()
        if newest <= self._held:
            return None
        self._held = newest
        base = self._bases.newest()
        return base if base and base.seq == newest and self._continues(base) else None

    def _continues(self, base: Base) -> bool:
        """Whether the store is the one that the base was made of, then or later."""
        return version_of(self._store, base.seq) == base.version

    def _is_far_behind(self, base: Base) -> bool:
        return self._store.latest_seq() - base.seq > _allowance(len(base.segment.catalogue))

    def _rebuilt(self, say: Say) -> Base:
        """A new base, kept and read back: mapped, it takes less memory."""
        seq = self._store.latest_seq()
        locate = partial(self._vectors.places, say=say)
        segment = Segment.of(self._store.published(), locate, self._vectors.file)
        base = Base(segment, seq, version_of(self._store, seq))
        self._bases.write(base)
        return self._bases.newest() or base

    def _tidy(self, snapshot: Snapshot) -> None:
        """Have a new base written when much stands beside the present one."""
        if self._process is not None and self._process.poll() is not None:
            if self._process.returncode:
                log.warning("no new base: the process ended with %s", self._process.returncode)
            self._process = None
        too_loose = loose(snapshot) > _allowance(len(snapshot.records))
        if too_loose and self._process is None and time.monotonic() - self._tried >= PATIENCE:
            self._tried = time.monotonic()
            self._process = self._compacting(snapshot.seq)

    def _compacting(self, seq: int) -> subprocess.Popen[bytes]:
        task = {
            "database": self._database,
            "vectors": str(self._vectors.folder),
            "name": self._vectors.name,
            "dimension": self._vectors.file.dimension,
            "bases": str(self._folder),
            "seq": seq,
        }
        paths = [str(_SOURCE), *filter(None, [os.environ.get("PYTHONPATH")])]
        process = subprocess.Popen(
            [sys.executable, "-m", "mingbian.rebuttals.compact"],
            stdin=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        assert process.stdin is not None  # noqa: S101 - it was asked for
        process.stdin.write(json.dumps(task).encode())
        process.stdin.close()
        return process


def _allowance(records: int) -> int:
    return max(LOOSE, round(LOOSE_SHARE * records))


def _quiet(line: str) -> None:
    """Say nothing."""
