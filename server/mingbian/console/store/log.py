"""The public log: what readers saw change, and why.  No names of persons are read here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from ...rebuttals.store.model import Action
from ...rebuttals.store.reading import record_from
from ...rebuttals.store.tables import origins, records, revisions
from ...records import Record

#: Decisions on a page, and those that an export reads at once.
PAGE, CHUNK = 50, 500


@dataclass(frozen=True)
class Decision:
    """One step that readers saw."""

    seq: int
    action: Action
    record: Record  # as it was after the step
    why: str
    at: datetime
    by_source: bool  # an import or the curated folder, not a person
    is_public: bool  # the record can be read today


def every(connection: Connection) -> Iterator[Decision]:
    """All that `decisions` pages through, with bounded memory."""
    before: int | None = None
    while found := decisions(connection, before, CHUNK):
        yield from found
        before = found[-1].seq


def decisions(
    connection: Connection, before: int | None = None, limit: int = PAGE
) -> list[Decision]:
    """The steps before a number, the newest first."""
    query = (
        select(
            revisions.c.seq,
            revisions.c.action,
            revisions.c.body,
            revisions.c.why,
            revisions.c.at,
            (revisions.c.revision == origins.c.revision).label("by_source"),
            (records.c.status == "published").label("is_public"),
        )
        .join(records, records.c.id == revisions.c.record_id)
        .outerjoin(origins, origins.c.record_id == revisions.c.record_id)
        .where(revisions.c.action.is_not(None))
        .order_by(revisions.c.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(revisions.c.seq < before)
    return [
        Decision(
            seq=row.seq,
            action=row.action,
            record=record_from(row.body),
            why=row.why,
            at=row.at,
            by_source=bool(row.by_source),
            is_public=bool(row.is_public),
        )
        for row in connection.execute(query)
    ]
