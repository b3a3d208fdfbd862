"""The schema comes from the migrations alone, from any version, by several processes at once."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from mingbian.errors import DataError
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.store.database import open_engine
from mingbian.rebuttals.store.tables import metadata


def test_the_migrations_make_the_tables_that_the_code_uses(store, database_url):
    engine = create_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_opening_without_migrating_makes_no_table(database_url):
    Store.open(database_url, migrate=False).close()
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(store, database_url):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(DataError, match="newer version"):
        Store.open(database_url)


def test_many_processes_may_open_a_new_database_at_once(database_url, child_environment):
    code = (
        "import sys; from mingbian.rebuttals.store import Store;"
        "print(Store.open(sys.argv[1]).latest_seq())"
    )
    command = [sys.executable, "-c", code, database_url]
    opened = [
        subprocess.Popen(  # noqa: S603
            command,
            env=child_environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(6)
    ]
    assert [process.communicate() for process in opened] == [("0\n", "")] * 6


def test_a_new_sqlite_file_is_made_ready_by_many_at_the_same_moment(tmp_path):
    """Told once and not again, one of the eight was now and then refused a locked file."""
    at_once = Barrier(8)

    def opened(url):
        at_once.wait()
        engine = open_engine(url)
        with engine.connect() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        engine.dispose()
        return mode

    with ThreadPoolExecutor(8) as threads:
        for number in range(40):
            url = f"sqlite:///{tmp_path / str(number) / 'new.db'}"
            assert list(threads.map(opened, [url] * 8)) == ["wal"] * 8


def test_sqlite_waits_for_the_disk_and_readers_do_not_wait_for_writers(sqlite_store):
    with sqlite_store._engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 60_000,
    }
