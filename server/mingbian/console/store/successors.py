"""Where records went: merged into another (which can be taken back), or a part made another."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from ...rebuttals.store.desk_tables import cases, successors
from ...rebuttals.store.tables import records

How = Literal["merged", "split"]


@dataclass(frozen=True)
class Link:
    """A record that another came from or went to."""

    other: str
    claim: str
    how: How
    onward: bool  # the other came after
    who: str
    at: datetime


@dataclass(frozen=True)
class Merged:
    """A merge that both of its records still stand as it left them."""

    one: str  # that was retired
    into: str
    one_after: int  # revisions
    into_before: int
    into_after: int
    moved: tuple[int, ...]  # cases that went along


def merge(connection: Connection, *, one: str, into: str, into_before: int, who: str) -> None:
    """Keep where a record went; what waits in the queue about it waits about the other now.

    Both records are written already.
    """
    waiting = (cases.c.record_id == one, cases.c.state == "open")
    moved = sorted(connection.scalars(select(cases.c.id).where(*waiting)))
    connection.execute(update(cases).where(*waiting).values(record_id=into))
    now_at = _revisions(connection, one, into)
    _link(
        connection,
        one,
        into,
        "merged",
        who,
        one_after=now_at[one],
        into_before=into_before,
        into_after=now_at[into],
        moved=json.dumps(moved),
    )


def merged_by(connection: Connection, record_id: str) -> Merged | None:
    """The merge that the record's present revision comes from, on either side of it.

    None when there is none, or when the other record was changed since.
    """
    here = or_(successors.c.record_id == record_id, successors.c.successor == record_id)
    found = connection.execute(
        select(successors).where(here, successors.c.moved.is_not(None)).order_by(successors.c.at)
    )
    for row in reversed(found.all()):
        now_at = _revisions(connection, row.record_id, row.successor)
        if (now_at[row.record_id], now_at[row.successor]) == (row.one_after, row.into_after):
            numbers = (row.one_after, row.into_before, row.into_after)
            moved = tuple(json.loads(row.moved))
            return Merged(row.record_id, row.successor, *numbers, moved)
    return None


def unmerge(connection: Connection, merged: Merged) -> None:
    """Forget where the record went, and give it back what waits in the queue about it."""
    connection.execute(
        update(cases)
        .where(cases.c.id.in_(merged.moved), cases.c.record_id == merged.into)
        .values(record_id=merged.one)
    )
    connection.execute(delete(successors).where(*_is(merged.one, merged.into)))


def split(connection: Connection, *, one: str, new: str, who: str) -> None:
    """Keep that a part of a record became another."""
    _link(connection, one, new, "split", who)


def links_of(connection: Connection, record_id: str) -> list[Link]:
    """The records that this one came from or went to, the first step first."""
    onward = successors.c.record_id == record_id
    query = (
        select(successors, onward.label("onward"), records.c.id, records.c.claim)
        .join(
            records,
            or_(
                onward & (records.c.id == successors.c.successor),
                (successors.c.successor == record_id) & (records.c.id == successors.c.record_id),
            ),
        )
        .where(or_(onward, successors.c.successor == record_id))
        .order_by(successors.c.at, records.c.id)
    )
    return [
        Link(row.id, row.claim, row.how, bool(row.onward), row.who, row.at)
        for row in connection.execute(query)
    ]


def _link(
    connection: Connection, one: str, other: str, how: How, who: str, **merge: int | str
) -> None:
    """A record that was merged, opened again and merged again is linked once."""
    row = {"record_id": one, "successor": other, "how": how, "who": who, "at": datetime.now(UTC)}
    connection.execute(delete(successors).where(*_is(one, other)))
    connection.execute(insert(successors).values(row | merge))


def _is(one: str, other: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return successors.c.record_id == one, successors.c.successor == other


def _revisions(connection: Connection, *ids: str) -> dict[str, int]:
    query = select(records.c.id, records.c.revision).where(records.c.id.in_(ids))
    return {row.id: row.revision for row in connection.execute(query)}
