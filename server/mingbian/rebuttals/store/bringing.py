"""Bringing records in from a source: an import or the curated folder.

A source may come again at any time.  What it gave before is left alone, what it changed
becomes a new revision, and what people changed since is never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sqlalchemy import Connection

from ...records import Record
from .model import LIFE, SaveCounts
from .writing import Hand, Head, Prepared, Write, heads, prepare, write

Fate = Literal["new", "changed", "same", "kept"]


@dataclass(frozen=True)
class Terms:
    """How a source's word weighs against what is stored."""

    overwrite: bool = False  # also what people changed since
    forward_only: bool = True  # a record's status moves forward in its life, never back


def bring_in(
    connection: Connection, batch: Sequence[Record], hand: Hand, terms: Terms
) -> SaveCounts:
    """Write those of `batch` (each id once) that are new or changed."""
    writes, counts = weigh(connection, batch, terms)
    if writes:
        write(connection, writes, hand)
    return counts


def weigh(
    connection: Connection, batch: Sequence[Record], terms: Terms
) -> tuple[list[Write], SaveCounts]:
    """What is to be written of `batch`, and what becomes of every record in it."""
    known = heads(connection, [record.id for record in batch])
    writes: list[Write] = []
    fates: list[tuple[Fate, str]] = []
    for record in batch:
        head = known.get(record.id)
        given = prepare(record)
        wanted = prepare(_forward(record, head)) if head and terms.forward_only else given
        fate = _fate(given, wanted, head, terms)
        fates.append((fate, record.id))
        if fate in ("new", "changed"):
            writes.append(Write(wanted, head, origin_digest=given.digest))
    return writes, _count(fates)


def batches(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """The records in lists of up to `size`; a list is cut before an id comes a second time."""
    stream = iter(records)
    while chunk := list(islice(stream, size)):
        yield from _without_repeats(chunk)


def _without_repeats(chunk: list[Record]) -> Iterator[list[Record]]:
    part: dict[str, Record] = {}
    for record in chunk:
        if record.id in part:
            yield list(part.values())
            part = {}
        part[record.id] = record
    yield list(part.values())


def _fate(given: Prepared, wanted: Prepared, head: Head | None, terms: Terms) -> Fate:
    if head is None:
        return "new"
    if wanted.digest == head.digest or given.digest == head.origin_digest:
        return "same"
    if terms.overwrite or head.origin_revision == head.revision:
        return "changed"
    return "kept"


def _forward(record: Record, head: Head) -> Record:
    """The record with the later of the two statuses."""
    return record.with_status(max(record.status, head.status, key=LIFE.index))


def _count(fates: list[tuple[Fate, str]]) -> SaveCounts:
    names = [fate for fate, _ in fates]
    return SaveCounts(
        new=names.count("new"),
        changed=names.count("changed"),
        same=names.count("same"),
        kept=tuple(record_id for fate, record_id in fates if fate == "kept"),
    )
