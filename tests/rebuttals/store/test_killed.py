"""An import that is killed at any moment loses nothing committed and shows nothing half-written."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from mingbian.rebuttals.store import Store

IMPORTER = Path(__file__).with_name("import_forever.py")
RECORDS, BATCH = 20_000, 500
KILLS = 20


@pytest.mark.slow
def test_twenty_kills_lose_nothing_committed_and_show_nothing_half_written(
    database_url, child_environment
):
    moments = random.Random(1)  # noqa: S311
    edition, committed, killed = 1, 0, 0
    while killed < KILLS:
        done, was_killed = import_until(
            moments.uniform(0, 0.6), database_url, edition, child_environment
        )
        committed = max(committed, (edition - 1) * RECORDS + done)
        killed += was_killed
        check(database_url, committed)
        if not was_killed:
            edition += 1
    finish(database_url, edition, child_environment)


def import_until(seconds, url, edition, environment):
    """Kill the import `seconds` after its first commit.

    Returns how many records it had said are committed, and whether it was still running.
    """
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, str(IMPORTER), url, str(edition)],
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    first = process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().split("\n")[:-1]  # a line cut in the middle says nothing
    process.stdout.close()
    return int((first.split() + rest)[-1]), process.wait() == -signal.SIGKILL


def check(url, committed):
    store = Store.open(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        numbers = connection.execute(
            text("SELECT count(*), coalesce(max(seq), 0), coalesce(min(seq), 1) FROM revisions")
        ).one()
        rows = {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
            for table in ("records", "phrasings", "reviews", "origins")
        }
        if engine.dialect.name == "sqlite":
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    engine.dispose()
    count, last, first = numbers
    assert (first, last) == (1, count), "a change number is missing"
    assert count == store.latest_seq()
    assert count >= committed, "something committed is lost"
    assert count % BATCH == 0, "half a batch is visible"
    assert rows["phrasings"] == 2 * rows["records"]
    assert rows["reviews"] == rows["origins"] == rows["records"] == min(count, RECORDS)
    assert_whole(store)
    store.close()


def assert_whole(store):
    """Each record is of one edition throughout, and its batch with it."""
    editions = [record.reviews[0].publisher for record in store.published()]
    batches = [editions[start : start + BATCH] for start in range(0, len(editions), BATCH)]
    assert all(len(set(batch)) == 1 for batch in batches)


def finish(url, edition, environment):
    """The same import, started once more, ends with every record in its last edition."""
    subprocess.run(  # noqa: S603
        [sys.executable, str(IMPORTER), url, str(edition)],
        stdout=subprocess.DEVNULL,
        env=environment,
        check=True,
    )
    check(url, edition * RECORDS)
    store = Store.open(url)
    assert {record.reviews[0].publisher for record in store.published()} == {
        f"第{edition}版的发布者"
    }
    store.close()
