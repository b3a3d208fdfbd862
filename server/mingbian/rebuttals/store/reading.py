"""Reading records, revisions and changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from ...records import Record, Status
from .desk_tables import successors
from .model import Change, Revision
from .tables import counters, records, revisions

#: Records read at once when all are streamed: about 1 MB of JSON.
CHUNK = 1000


def record_from(body: str) -> Record:
    """The record of a revision's body."""
    return Record.from_json(json.loads(body))


def get(connection: Connection, record_id: str) -> Record | None:
    """The record as it stands, whatever its status."""
    body = connection.scalar(_current().where(records.c.id == record_id))
    return record_from(body) if body is not None else None


def merged_into(connection: Connection, record_id: str) -> str | None:
    """The published record that a retired one was merged into, step by step; or None."""
    passed = [record_id]
    while (onward := _successor(connection, passed[-1])) not in (None, *passed):
        status = connection.scalar(select(records.c.status).where(records.c.id == onward))
        if status == "published":
            return onward
        passed.append(str(onward))
    return None


def _successor(connection: Connection, record_id: str) -> str | None:
    query = select(successors.c.successor).where(
        successors.c.record_id == record_id, successors.c.how == "merged"
    )
    row = connection.execute(query.order_by(successors.c.at.desc()).limit(1)).first()
    return str(row.successor) if row else None


def stream(engine: Engine, statuses: Sequence[Status]) -> Iterator[Record]:
    """The records of these statuses in the order of their ids, CHUNK at a time.

    No transaction stays open between chunks, so a slow reader holds nothing up.
    """
    after = ""
    while True:
        query = (
            _current(records.c.id)
            .where(records.c.status.in_(statuses), records.c.id > after)
            .order_by(records.c.id)
            .limit(CHUNK)
        )
        with engine.connect() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            yield record_from(row.body)
        if len(rows) < CHUNK:
            return
        after = rows[-1].id


def count(connection: Connection) -> dict[Status, int]:
    """How many records stand in each status; statuses without any are left out."""
    found = connection.execute(select(records.c.status, func.count()).group_by(records.c.status))
    return {row[0]: row[1] for row in found}


def latest_seq(connection: Connection) -> int:
    """The number of the last change; 0 when there was none."""
    value = connection.scalar(select(counters.c.value).where(counters.c.name == "changes"))
    return int(value or 0)


def changes_since(connection: Connection, seq: int, limit: int) -> list[Change]:
    """The first `limit` changes after `seq`, in order, each with its record as it stands now."""
    current = revisions.alias("current")
    found = connection.execute(
        select(revisions.c.seq, revisions.c.record_id, records.c.status, current.c.body)
        .join_from(revisions, records, records.c.id == revisions.c.record_id)
        .join(current, current.c.seq == records.c.seq)
        .where(revisions.c.seq > seq)
        .order_by(revisions.c.seq)
        .limit(limit)
    )
    return [
        Change(
            row.seq,
            row.record_id,
            record_from(row.body) if row.status == "published" else None,
        )
        for row in found
    ]


def revisions_of(connection: Connection, record_id: str) -> list[Revision]:
    """Every revision of a record, the oldest first; empty when there is no such record."""
    found = connection.execute(
        select(revisions).where(revisions.c.record_id == record_id).order_by(revisions.c.revision)
    )
    return [_revision(row) for row in found]


def with_claim_keys(connection: Connection, keys: Sequence[str]) -> dict[str, list[Record]]:
    """The published records with one of these claim keys, by key."""
    found = connection.execute(
        _current(records.c.claim_key)
        .where(records.c.claim_key.in_(keys), records.c.status == "published")
        .order_by(records.c.id)
    )
    by_key: dict[str, list[Record]] = {}
    for row in found:
        by_key.setdefault(row.claim_key, []).append(record_from(row.body))
    return by_key


def _current(*columns: Any) -> Any:
    return select(revisions.c.body, *columns).join_from(
        records, revisions, revisions.c.seq == records.c.seq
    )


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        seq=row.seq,
        number=row.revision,
        record=record_from(row.body),
        who=row.who,
        why=row.why,
        at=row.at,
    )
