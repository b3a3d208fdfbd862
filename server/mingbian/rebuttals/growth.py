"""A snapshot that keeps up with its store: what changed is indexed, the rest stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ..records import Record
from .segment import Locate, Segment
from .snapshot import Part, Snapshot
from .store import Change, Store
from .vector_file import VectorFile

#: Records up to which new segments are joined with those before them.  Indexing these takes
#: under half a second, and each more segment costs a search a fraction of a millisecond.
JOINED = 2000
#: Changes applied at once: where nothing was encoded before, those of about four seconds.
CHANGES = 200


def whole(segment: Segment, version: str, seq: int) -> Snapshot:
    """A snapshot of one segment, all of whose records stand."""
    return Snapshot([untouched(segment)], version, seq)


def untouched(segment: Segment) -> Part:
    """A segment, all of whose records stand."""
    return Part(segment, segment.catalogue.everyone())


def grown(
    snapshot: Snapshot, changes: Sequence[Change], version: str, locate: Locate, file: VectorFile
) -> Snapshot:
    """The snapshot after these changes.  Takes as long as they are many, however many there were.

    Small segments at the end are joined with the new one, so there are never many.
    """
    latest = {change.record_id: change.record for change in changes}
    parts = list(snapshot.parts)
    for record_id in latest:
        parts = [part.without(record_id) for part in parts]
    records = [record for record in latest.values() if record is not None]
    while len(parts) > 1 and _worth_joining(parts[-1], records):
        records = [*parts.pop().records(), *records]
    if records:
        others = [part.segment for part in parts]
        parts.append(untouched(Segment.of(records, locate, file, others)))
    return Snapshot(parts, version, changes[-1].seq)


def loose(snapshot: Snapshot) -> int:
    """Records of the first segment that no longer stand, and those that came after it."""
    first, *later = snapshot.parts
    return int((~first.alive).sum()) + sum(len(part.alive) for part in later)


def version_of(store: Store, seq: int) -> str:
    """A name for all that the store holds up to a change; "empty" when there was none.

    Another database has other names, and so has one that was put back to an older state and
    then changed in another way.
    """
    changes = store.changes_since(seq - 1, 1) if seq else []
    if not changes or changes[0].seq != seq:
        return "empty"
    [revision] = [one for one in store.revisions(changes[0].record_id) if one.seq == seq]
    return f"{seq}-{hashlib.sha256(repr(revision).encode()).hexdigest()[:12]}"


def _worth_joining(part: Part, records: Sequence[Record]) -> bool:
    """Joined when it is no more than twice as large: each record is joined a few times only."""
    standing = int(part.alive.sum())
    return standing <= max(1, 2 * len(records)) and standing + len(records) <= JOINED
