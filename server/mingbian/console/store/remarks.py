"""What people say beside the records: notes, interests, and "not the same, because"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, or_, select

from ...errors import Invalid
from ...rebuttals.store.desk_tables import distinctions, interests, notes
from ...records import Record
from . import mentions

#: Characters of a note.
NOTE = 4000


@dataclass(frozen=True)
class Note:
    """What a curator wrote to the others; never shown to readers."""

    author: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Interest:
    """Why somebody may not approve a record, or any that rests on a publisher."""

    id: int
    record_id: str | None
    publisher: str | None
    why: str


@dataclass(frozen=True)
class Distinction:
    """Two records that look alike and are not."""

    other: str
    why: str
    author: str


def add_note(
    connection: Connection,
    author: str,
    text: str,
    *,
    record_id: str | None = None,
    case_id: int | None = None,
) -> None:
    """Keep a note, and whom it names ("@name").  Invalid when it is empty or too long."""
    text = text.strip()
    if not 0 < len(text) <= NOTE:
        raise Invalid(f"a note has 1 to {NOTE} characters", detail={"field": "note"})
    row = {
        "author": author,
        "text": text,
        "record_id": record_id,
        "case_id": case_id,
        "at": datetime.now(UTC),
    }
    made = connection.execute(insert(notes).values(row).returning(notes.c.id))
    mentions.keep(connection, int(made.scalar_one()), text, author)


def notes_of(
    connection: Connection, *, record_id: str | None = None, case_id: int | None = None
) -> list[Note]:
    """The notes beside a record or a case, the oldest first."""
    rule = notes.c.record_id == record_id if record_id else notes.c.case_id == case_id
    found = connection.execute(select(notes).where(rule).order_by(notes.c.id))
    return [Note(row.author, row.text, row.at) for row in found]


def declare(
    connection: Connection,
    account: str,
    why: str,
    *,
    record_id: str | None = None,
    publisher: str | None = None,
) -> None:
    """Declare an interest in a record or a publisher.  Invalid when it says neither or no why."""
    if not why.strip() or not (record_id or publisher):
        raise Invalid("say in what, and why", detail={"field": "why"})
    row = {
        "account": account,
        "record_id": record_id,
        "publisher": publisher,
        "why": why.strip()[:NOTE],
        "at": datetime.now(UTC),
    }
    connection.execute(insert(interests).values(row))


def interests_of(connection: Connection, account: str) -> list[Interest]:
    """What somebody has declared."""
    found = connection.execute(
        select(interests).where(interests.c.account == account).order_by(interests.c.id)
    )
    return [Interest(row.id, row.record_id, row.publisher, row.why) for row in found]


def interest_in(connection: Connection, account: str, record: Record) -> str | None:
    """Why this account may not approve the record; None when it may."""
    publishers = {review.publisher for review in record.reviews}
    return connection.scalar(
        select(interests.c.why)
        .where(
            interests.c.account == account,
            or_(interests.c.record_id == record.id, interests.c.publisher.in_(publishers)),
        )
        .limit(1)
    )


def distinguish(connection: Connection, one: str, other: str, why: str, author: str) -> None:
    """Keep that two records are not the same; a later reason replaces an earlier one."""
    if not why.strip() or one == other:
        raise Invalid("say why they are not the same", detail={"field": "why"})
    low, high = sorted((one, other))
    pair = (distinctions.c.one == low, distinctions.c.other == high)
    connection.execute(delete(distinctions).where(*pair))
    row = {"one": low, "other": high, "why": why.strip()[:NOTE], "author": author}
    connection.execute(insert(distinctions).values(row | {"at": datetime.now(UTC)}))


def distinct_from(
    connection: Connection, record_id: str, others: Sequence[str] | None = None
) -> dict[str, Distinction]:
    """What was said about a record and others (any, when None), by the other's id."""
    found = connection.execute(
        select(distinctions).where(
            or_(distinctions.c.one == record_id, distinctions.c.other == record_id)
        )
    )
    said = {}
    for row in found:
        other = row.other if row.one == record_id else row.one
        if others is None or other in others:
            said[other] = Distinction(other, row.why, row.author)
    return said
