"""Where records went: merged into another, or a part of them made another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, insert, or_, select, update

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


def merge(connection: Connection, *, one: str, into: str, who: str) -> None:
    """Keep where a record went; what waits in the queue about it waits about the other now."""
    _link(connection, one, into, "merged", who)
    connection.execute(
        update(cases)
        .where(cases.c.record_id == one, cases.c.state == "open")
        .values(record_id=into)
    )


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


def _link(connection: Connection, one: str, other: str, how: How, who: str) -> None:
    """A record that was merged, opened again and merged again is linked once."""
    known = select(successors.c.who).where(
        successors.c.record_id == one, successors.c.successor == other
    )
    if connection.execute(known).first() is None:
        row = {"record_id": one, "successor": other, "how": how, "who": who}
        connection.execute(insert(successors).values(row | {"at": datetime.now(UTC)}))
