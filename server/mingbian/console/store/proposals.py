"""Records as somebody wants them to become, waiting for a second pair of eyes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select, update

from ...errors import Conflict, NotFound
from ...rebuttals.store.desk_tables import cases, proposals
from ...rebuttals.store.filing import Filing, close, file
from ...rebuttals.store.reading import record_from
from ...rebuttals.store.tables import records, revisions
from ...records import Record

State = Literal["open", "approved", "sent_back", "withdrawn"]


@dataclass(frozen=True)
class Proposal:
    """A record as its author wants it; `base_revision` is what it was written from."""

    id: int
    record: Record
    base_revision: int
    author: str
    why: str
    case_id: int | None
    state: State
    at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    absorbs: str | None = None  # a record that is retired when this one goes live


def propose(
    connection: Connection,
    record: Record,
    *,
    base_revision: int,
    author: str,
    why: str,
    case_id: int | None,
    absorbs: str | None = None,
) -> int:
    """Keep a proposal and file it; what the author proposed for the record before is withdrawn."""
    now = datetime.now(UTC)
    connection.execute(
        update(proposals)
        .where(
            proposals.c.record_id == record.id,
            proposals.c.author == author,
            proposals.c.state == "open",
        )
        .values(state="withdrawn", decided_by=author, decided_at=now)
    )
    made = connection.execute(
        insert(proposals)
        .values(
            record_id=record.id,
            base_revision=base_revision,
            body=json.dumps(record.to_json(), ensure_ascii=False),
            author=author,
            why=why,
            case_id=case_id,
            absorbs=absorbs,
            state="open",
            at=now,
        )
        .returning(proposals.c.id)
    )
    number = int(made.scalar_one())
    key = f"approval:{record.id}"
    file(connection, Filing("approval", key, record.claim, now, record_id=record.id, sender=author))
    return number


def get(connection: Connection, number: int) -> Proposal:
    """The proposal.  NotFound when there is none."""
    row = connection.execute(select(proposals).where(proposals.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"there is no proposal {number}")
    return _proposal(row)


def of_record(connection: Connection, record_id: str, state: State = "open") -> list[Proposal]:
    """The proposals for a record in this state, the newest first."""
    query = select(proposals).where(proposals.c.record_id == record_id, proposals.c.state == state)
    return [_proposal(row) for row in connection.execute(query.order_by(proposals.c.id.desc()))]


def waiting_for(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of the records that an open proposal is about."""
    query = select(proposals.c.record_id).where(
        proposals.c.record_id.in_(ids), proposals.c.state == "open"
    )
    return set(connection.scalars(query))


def open_of(connection: Connection, author: str) -> int:
    """How many proposals of an author wait."""
    query = select(func.count()).select_from(proposals)
    waiting = query.where(proposals.c.author == author, proposals.c.state == "open")
    return int(connection.scalar(waiting) or 0)


def drafts_of(connection: Connection, author: str) -> int:
    """How many drafts an author has begun that nobody has published."""
    query = (
        select(func.count())
        .select_from(records)
        .join(revisions, revisions.c.record_id == records.c.id)
        .where(records.c.status == "draft", revisions.c.revision == 1, revisions.c.who == author)
    )
    return int(connection.scalar(query) or 0)


def decide(connection: Connection, number: int, state: State, who: str, reason: str) -> None:
    """End an open proposal; its place in the queue is cleared when it was the last one.

    Conflict when it was decided before.
    """
    now = datetime.now(UTC)
    done = connection.execute(
        update(proposals)
        .where(proposals.c.id == number, proposals.c.state == "open")
        .values(state=state, decided_by=who, decided_at=now, decision=reason)
    )
    if done.rowcount != 1:
        raise Conflict(f"proposal {number} was decided before")
    proposal = get(connection, number)
    if not of_record(connection, proposal.record.id):
        outcome = "declined" if state == "sent_back" else "done"
        _close_case(connection, f"approval:{proposal.record.id}", outcome, reason, who, now)


def _close_case(
    connection: Connection, key: str, outcome: str, reason: str, who: str, now: datetime
) -> None:
    closed = connection.execute(
        update(cases)
        .where(cases.c.key == key, cases.c.state == "open")
        .values(
            state="closed",
            outcome=outcome,
            reason=reason,
            closed_by=who,
            closed_at=now,
            version=cases.c.version + 1,
        )
        .returning(cases.c.id)
    ).scalar()
    if closed is not None:
        close(connection, int(closed))


def _proposal(row: Any) -> Proposal:
    return Proposal(
        id=row.id,
        record=record_from(row.body),
        base_revision=row.base_revision,
        author=row.author,
        why=row.why,
        case_id=row.case_id,
        state=row.state,
        at=row.at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision=row.decision,
        absorbs=row.absorbs,
    )
