"""Opening the database: SQLite or PostgreSQL, brought to the newest schema."""

from __future__ import annotations

import os
import random
import sqlite3
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, select, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry

from ...errors import DataError
from .tables import counters

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"

#: How long a writer waits for another.  A batch of an import takes well under a second; a
#: minute means that something is stuck, and saying so is better than waiting on.
BUSY_MS = 60_000

#: How long `forget_deleted` waits for readers; another time will do as well.
FORGET_MS = 2_000

#: Any number that nothing else in the database locks.
MIGRATION_LOCK = 0x4D696E67


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """An engine for `url`; the folder of a SQLite file is made.  Connects on first use.

    A process that forks keeps its connections; the child opens its own.  What is not `durable`
    (SQLite only) does not wait for the disk, and may be gone after a power cut.
    """
    target = _with_driver(make_url(url))
    if target.get_backend_name() == "sqlite":
        Path(target.database or "").parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(target, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        if not durable:
            event.listen(engine, "connect", _wait_for_no_disk)
    else:
        engine = create_engine(target, hide_parameters=True, pool_pre_ping=True)
    _forget_connections_after_fork(engine)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other writer runs beside.  Raises OperationalError after BUSY_MS.

    SQLite: BEGIN IMMEDIATE.  PostgreSQL: the row of the last change number is locked until the
    commit, so numbers become visible in their order and a worker that follows them skips none.
    A lock on that row and not an advisory one: it is the very thing that must not be shared,
    and whoever writes it by another way is kept out as well.
    """
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        connection.execute(
            select(counters.c.value).where(counters.c.name == "changes").with_for_update()
        )
        yield connection


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest version; two processes may do so at once.

    Raises DataError when the database was made by a newer Mingbian.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            head = ScriptDirectory.from_config(config).get_current_head()
            raise DataError(
                "the database was made by a newer version of Mingbian",
                detail=f"{error}; this version knows {head}",
            ) from error


def forget_deleted(engine: Engine) -> None:
    """Empty SQLite's log of changes, which still holds what was deleted from the file itself."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()  # outside a transaction
    try:
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {FORGET_MS}",
            "wal_checkpoint(TRUNCATE)",
            f"busy_timeout = {BUSY_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}").fetchall()
    finally:
        connection.close()


def _with_driver(url: URL) -> URL:
    """PostgreSQL by psycopg 3, however the address spells it."""
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Each connection's settings.

    synchronous=FULL: in WAL mode NORMAL keeps the file whole when the power goes, but loses
    the last commits; a record that someone was told is published must be there afterwards.
    """
    connection.isolation_level = None  # transactions begin where _begin_sqlite says
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    _keep_a_log(connection)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # what is deleted is overwritten: readers sent some of it
        "cache_size = -65536",  # 64 MiB: an import's indexes stay in memory
    ):
        connection.execute(f"PRAGMA {pragma}")


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Put the file in WAL mode, where it stays.

    SQLite does not wait here: of two that are about to do it to a new file one is told at once
    that the file is locked, because each may hold what the other waits for.
    """
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # The low byte: an extended code says more, such as that it is being recovered.
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
        time.sleep(random.uniform(0.001, 0.02))  # noqa: S311 - no secret


def _wait_for_no_disk(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _forget_connections_after_fork(engine: Engine) -> None:
    reference = weakref.ref(engine)

    def forget() -> None:
        inherited = reference()
        if inherited is not None:
            inherited.dispose(close=False)

    os.register_at_fork(after_in_child=forget)
