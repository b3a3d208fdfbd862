"""Writes a new base, in a process of its own: it takes a minute of the processor at a million.

Run by `following.Follower`, which sends what it needs as JSON on stdin:
`{"database", "vectors", "name", "dimension", "bases", "seq"}`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from ..records import Record
from .bases import Base, Bases
from .growth import version_of
from .segment import Segment
from .store import Store
from .vector_file import VectorFile, key_of

#: Below what serves readers.
NICENESS = 10
#: Records whose vectors are looked up at once.
LOOKED_UP = 1000


def compact(store: Store, file: VectorFile, bases: Bases, seq: int) -> None:
    """Write a base of what is published, as of change `seq`, from which it is followed on.

    Records whose vectors are not there came later; they are left to those who follow.  Nothing
    is done where another process is at it, or has done it.
    """
    with bases.alone(wait=False) as alone:
        if not alone or bases.newest_seq() >= seq:
            return
        records = _with_vectors(store.published(), file)
        segment = Segment.of(records, lambda texts: file.find([*map(key_of, texts)]), file)
        bases.write(Base(segment, seq, version_of(store, seq)))


def _with_vectors(records: Iterable[Record], file: VectorFile) -> Iterator[Record]:
    stream = iter(records)
    while chunk := list(islice(stream, LOOKED_UP)):
        keys = [key_of(text) for record in chunk for text in record.wordings]
        known = iter((file.find(keys) >= 0).tolist())
        for record in chunk:
            if all([next(known) for _ in record.wordings]):
                yield record


def main() -> None:
    """Do what stdin says."""
    task = json.load(sys.stdin)
    os.nice(NICENESS)
    file = VectorFile(Path(task["vectors"]), task["name"], task["dimension"])
    store = Store.open(task["database"], migrate=False)
    compact(store, file, Bases(Path(task["bases"]), file), task["seq"])
    store.close()


if __name__ == "__main__":
    main()
