"""Who is signed in: kept here, so that an end is an end wherever the cookie is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, or_, select, update

from ...rebuttals.store.people_tables import accounts, sessions
from .accounts import Account

#: A session ends after this long without a click, and after this long in any case.
IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)

#: How exact "last seen" is: a write at every click would be one too many.
EXACT = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """A signed-in browser and whose it is."""

    digest: str
    account: Account
    began_at: datetime
    seen_at: datetime


def begin(connection: Connection, digest: str, account: Account, now: datetime) -> None:
    """A new session; those that have ended are swept away on the occasion."""
    ended = or_(sessions.c.seen_at < now - IDLE, sessions.c.began_at < now - ABSOLUTE)
    connection.execute(delete(sessions).where(ended))
    connection.execute(
        insert(sessions).values(digest=digest, account_id=account.id, began_at=now, seen_at=now)
    )
    connection.execute(update(accounts).where(accounts.c.id == account.id).values(seen_at=now))


def find(connection: Connection, digest: str, now: datetime) -> Session | None:
    """The session, with the account as it is at this moment.

    None when it has ended or never was, and when the account is disabled.
    """
    row = connection.execute(
        select(sessions.c.began_at, sessions.c.seen_at.label("clicked_at"), accounts)
        .join_from(sessions, accounts, accounts.c.id == sessions.c.account_id)
        .where(
            sessions.c.digest == digest,
            sessions.c.seen_at >= now - IDLE,
            sessions.c.began_at >= now - ABSOLUTE,
            accounts.c.disabled.is_(False),
        )
    ).one_or_none()
    if row is None:
        return None
    account = Account(**{name: getattr(row, name) for name in Account.__dataclass_fields__})
    return Session(digest, account, row.began_at, row.clicked_at)


def is_stale(session: Session, now: datetime) -> bool:
    """Whether "last seen" should be written anew."""
    return now - session.seen_at > EXACT


def touch(connection: Connection, session: Session, now: datetime) -> None:
    """Write down that the session was used."""
    connection.execute(
        update(sessions).where(sessions.c.digest == session.digest).values(seen_at=now)
    )


def end(connection: Connection, digest: str) -> None:
    """Sign out: the cookie is worth nothing from here on."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest))


def others(connection: Connection, account: Account, digest: str) -> int:
    """End the account's sessions in other browsers; how many there were."""
    gone = connection.execute(
        delete(sessions).where(sessions.c.account_id == account.id, sessions.c.digest != digest)
    )
    return int(gone.rowcount)


def cut_off(now: datetime | None = None) -> datetime:
    """Sessions last used before this have ended."""
    return (now or datetime.now(UTC)) - IDLE
