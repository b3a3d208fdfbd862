"""Sign-ins that failed: slow down who guesses, without locking anybody else out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select

from ...errors import TooManyRequests
from ...rebuttals.store.people_tables import attempts

#: Failures within WINDOW after which no more are heard: of one name from one place; of one
#: place, whatever names it tries; of one name from anywhere.  The last is high, so that a
#: stranger cannot keep somebody out by failing in their name.
WINDOW = timedelta(minutes=15)
PAIR, PLACE, NAME = 5, 20, 100

#: Seconds to wait that a refused client is told.
RETRY_AFTER = 900


def check(connection: Connection, name: str, sender: str, now: datetime) -> None:
    """Raises TooManyRequests when no further attempt is heard."""
    is_name, is_sender = attempts.c.name == name, attempts.c.sender == sender
    rules: tuple[tuple[ColumnElement[bool], int], ...] = (
        (and_(is_name, is_sender), PAIR),
        (is_sender, PLACE),
        (is_name, NAME),
    )
    for rule, most in rules:
        query = select(func.count()).select_from(attempts)
        failed = connection.scalar(query.where(rule, attempts.c.at > now - WINDOW))
        if (failed or 0) >= most:
            raise TooManyRequests(
                "too many sign-ins that failed; wait a quarter of an hour",
                retry_after=RETRY_AFTER,
            )


def failed(connection: Connection, name: str, sender: str, now: datetime) -> None:
    """Write a failure down, and forget those that no longer count."""
    connection.execute(delete(attempts).where(attempts.c.at < now - WINDOW))
    connection.execute(insert(attempts).values(name=name[:40], sender=sender, at=now))


def forgive(connection: Connection, name: str, sender: str) -> None:
    """A sign-in that went well clears the failures before it."""
    gone = and_(attempts.c.name == name, attempts.c.sender == sender)
    connection.execute(delete(attempts).where(gone))
