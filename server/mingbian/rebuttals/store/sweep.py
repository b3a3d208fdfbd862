"""Looks through the records for what needs a curator's eye, and files it.

Sets of rows, not rows: with 50,000 records a sweep takes well under a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy import null as nothing

from .desk_tables import cases, dead_links
from .tables import origins, records, reports

#: Days for which a curator's "still right" holds before the same record comes up again.
LOOKED_AT = 30

#: Disputes within DISPUTED_DAYS from which a record is due whatever became of each.
DISPUTED, DISPUTED_DAYS = 5, 90

#: Failed tries from which a link counts as dead: sites have bad days.
DEAD_AFTER = 2

_COLUMNS = (
    "kind",
    "state",
    "key",
    "record_id",
    "title",
    "reason",
    "reach",
    "rank",
    "size",
    "fresh",
    "first_at",
    "last_at",
    "version",
)


@dataclass(frozen=True)
class Swept:
    """How many cases a sweep opened."""

    imports: int
    expired: int
    dead_links: int
    disputed: int


def sweep(connection: Connection, now: datetime | None = None) -> Swept:
    """Open cases for imports in doubt and for records that are due; nothing twice.

    Takes the connection of a `database.writing` transaction.
    """
    now = now or datetime.now(UTC)
    return Swept(
        imports=_file(connection, _imports()),
        expired=_file(connection, _expired(now)),
        dead_links=_file(connection, _dead(now)),
        disputed=_file(connection, _disputed(now)),
    )


def _file(connection: Connection, found: Select[*tuple[Any, ...]]) -> int:
    made = connection.execute(insert(cases).from_select(_COLUMNS, found).returning(cases.c.id))
    return len(made.all())


def _imports() -> Select[*tuple[Any, ...]]:
    """Records that a source brought and nobody has looked at; the same claim is one case."""
    key = literal("import:") + records.c.claim_key
    known = exists().where(cases.c.key == key)
    return (
        select(
            literal("import"),
            literal("open"),
            key,
            func.min(records.c.id),
            func.min(func.substr(records.c.claim, 1, 300)),
            nothing(),
            *_counts(func.count()),
            func.min(records.c.updated_at),
            func.max(records.c.updated_at),
            literal(1),
        )
        .join_from(records, origins, origins.c.record_id == records.c.id)
        .where(
            records.c.status == "in_review",
            origins.c.revision == records.c.revision,
            ~known,
        )
        .group_by(records.c.claim_key)
    )


def _expired(now: datetime) -> Select[*tuple[Any, ...]]:
    return _due("expired", now).where(records.c.expires < now.date())


def _dead(now: datetime) -> Select[*tuple[Any, ...]]:
    dead = exists().where(
        dead_links.c.record_id == records.c.id,
        dead_links.c.tries >= DEAD_AFTER,
        dead_links.c.known.is_(False),
    )
    return _due("link_dead", now).where(dead)


def _disputed(now: datetime) -> Select[*tuple[Any, ...]]:
    often = (
        select(reports.c.record_id)
        .where(
            reports.c.kind == "dispute",
            reports.c.created_at >= now - timedelta(days=DISPUTED_DAYS),
            reports.c.record_id.is_not(None),
        )
        .group_by(reports.c.record_id)
        .having(func.count() >= DISPUTED)
    )
    return _due("disputed", now).where(records.c.id.in_(often))


def _due(reason: str, now: datetime) -> Select[*tuple[Any, ...]]:
    """Published records that have no such case open, and had none closed a while ago."""
    recent = now - timedelta(days=LOOKED_AT)
    known = exists().where(
        cases.c.record_id == records.c.id,
        cases.c.kind == "due",
        or_(cases.c.state == "open", _is_recent(recent)),
    )
    return select(
        literal("due"),
        literal("open"),
        literal("due:") + records.c.id,
        records.c.id,
        func.substr(records.c.claim, 1, 300),
        literal(reason),
        *_counts(literal(1)),
        literal(now, type_=cases.c.first_at.type),
        literal(now, type_=cases.c.last_at.type),
        literal(1),
    ).where(records.c.status == "published", ~known)


def _is_recent(since: datetime) -> ColumnElement[bool]:
    return and_(cases.c.closed_at.is_not(None), cases.c.closed_at >= since)


def _counts(size: ColumnElement[int]) -> tuple[ColumnElement[int], ...]:
    """reach, rank, size, fresh: nobody has sent these."""
    return literal(0), literal(0), size, literal(0)
