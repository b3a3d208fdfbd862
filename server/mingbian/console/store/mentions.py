"""Notes that name somebody ("@name"): theirs until they have read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select, update

from ...rebuttals.store.desk_tables import cases, mentions, notes
from ...rebuttals.store.people_tables import accounts
from ...rebuttals.store.tables import records
from ..passwords import NAME

#: Notes on the page of notes.
SHOWN = 60

_NAMED = re.compile(f"@({NAME.pattern})", re.I)


@dataclass(frozen=True)
class Placed:
    """A note, and what it stands beside."""

    author: str
    text: str
    at: datetime
    record_id: str | None
    case_id: int | None
    title: str | None
    unread: bool  # by whoever asks


def keep(connection: Connection, note_id: int, text: str, author: str) -> None:
    """Remember who is named in a note; words that are nobody's name are words."""
    named = {name.lower() for name in _NAMED.findall(text)} - {author}
    if not named:
        return
    query = select(accounts.c.name).where(
        accounts.c.name.in_(named), accounts.c.disabled.is_(False)
    )
    rows = [{"account": name, "note_id": note_id} for name in connection.scalars(query)]
    if rows:
        connection.execute(insert(mentions), rows)


def unread(connection: Connection, account: str) -> int:
    """How many notes name somebody that they have not read."""
    rule = (mentions.c.account == account, mentions.c.read_at.is_(None))
    return int(connection.scalar(select(func.count()).select_from(mentions).where(*rule)) or 0)


def mark_read(connection: Connection, account: str) -> None:
    """They have read what names them."""
    connection.execute(
        update(mentions)
        .where(mentions.c.account == account, mentions.c.read_at.is_(None))
        .values(read_at=datetime.now(UTC))
    )


def recent(connection: Connection, account: str, *, only_mine: bool = False) -> list[Placed]:
    """The last notes, or only those that name the account; the newest first."""
    mine = (mentions.c.note_id == notes.c.id) & (mentions.c.account == account)
    query = (
        select(
            notes,
            func.coalesce(records.c.claim, cases.c.title).label("title"),
            (mentions.c.account.is_not(None) & mentions.c.read_at.is_(None)).label("unread"),
        )
        .join(mentions, mine, isouter=not only_mine)
        .outerjoin(records, records.c.id == notes.c.record_id)
        .outerjoin(cases, cases.c.id == notes.c.case_id)
        .order_by(notes.c.id.desc())
        .limit(SHOWN)
    )
    return [
        Placed(
            row.author, row.text, row.at, row.record_id, row.case_id, row.title, bool(row.unread)
        )
        for row in connection.execute(query)
    ]
