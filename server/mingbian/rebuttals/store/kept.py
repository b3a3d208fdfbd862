"""Results that readers asked to keep, until their time is over."""

from __future__ import annotations

import secrets
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from ...errors import TooManyRequests
from .database import forget_deleted
from .kept_tables import kept_results, kept_secret

#: Kept results altogether: at their longest, 5 GB.
MOST = 10_000

#: Seconds after which a client should ask again when there is no room.
RETRY_AFTER = 3600


@dataclass(frozen=True)
class Stored:
    """A kept result as it lies in the database."""

    body: str
    until: datetime


class KeptResults:
    """Kept results in a database.  What is over is never read, and is deleted on the way."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def secret(self) -> bytes:
        """32 bytes that everything which serves this database shares; made on first use."""
        with self._writing() as connection:
            _insert_once(connection, kept_secret, name="kept", value=secrets.token_hex(32))
            value: str = connection.execute(select(kept_secret.c.value)).scalar_one()
        return bytes.fromhex(value)

    def keep(self, number: str, body: str, now: datetime, until: datetime) -> datetime:
        """Store a result; until when.  The same number again changes nothing.

        Raises TooManyRequests when as many as MOST are kept.
        """
        with self._writing() as connection:
            _delete(connection, kept_results.c.expires_at <= now)
            columns = kept_results.c
            known: datetime | None = connection.scalar(
                select(columns.expires_at).where(columns.number == number)
            )
            if known is not None:
                return known
            kept = connection.scalar(select(func.count()).select_from(kept_results)) or 0
            if kept >= MOST:
                raise TooManyRequests("no room for another result", retry_after=RETRY_AFTER)
            _insert_once(
                connection, kept_results, number=number, body=body, created_at=now, expires_at=until
            )
        return until

    def read(self, number: str, now: datetime) -> Stored | None:
        """The result with this number, unless its time is over."""
        columns = kept_results.c
        with self._engine.connect() as connection:
            row = connection.execute(
                select(columns.body, columns.expires_at).where(
                    columns.number == number, columns.expires_at > now
                )
            ).one_or_none()
        return Stored(row.body, row.expires_at) if row else None

    def drop(self, number: str) -> bool:
        """Delete a result; whether there was one."""
        return bool(self._delete(kept_results.c.number == number))

    def drop_over(self, now: datetime) -> int:
        """Delete every result whose time is over; how many."""
        return self._delete(kept_results.c.expires_at <= now)

    def _delete(self, which: ColumnElement[bool]) -> int:
        with self._writing() as connection:
            done = _delete(connection, which)
        if done:
            forget_deleted(self._engine)
        return done

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._engine.execution_options(sqlite_begin="IMMEDIATE").begin()


def _insert_once(connection: Connection, table: Table, **values: object) -> None:
    """Insert a row unless there is one with its key, which another process may just have made."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


def _delete(connection: Connection, which: ColumnElement[bool]) -> int:
    """SQLite overwrites what it deletes here: it would stay in the file otherwise."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    return connection.execute(delete(kept_results).where(which)).rowcount
