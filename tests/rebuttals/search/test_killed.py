"""A base that is killed while it is written leaves the last good one, and no rubbish for ever."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest

from mingbian.rebuttals.bases import Bases
from mingbian.rebuttals.following import LOOSE
from mingbian.rebuttals.growth import loose

FIRST, LATER, KILLS = 1000, LOOSE + 500, 8
SOON = 120.0  # seconds a process is waited for


@pytest.mark.slow
def test_a_kill_at_any_moment_of_writing_leaves_the_last_good_version(
    store, follower, database, vectors, tmp_path, numbered, child_environment
):
    folder = tmp_path / "index" / vectors.name
    bases = Bases(folder, vectors.file)
    store.save_many(numbered(0, FIRST), who="test", why="first")
    follower.begin(lambda line: None)
    more = numbered(FIRST, FIRST + LATER)
    store.save_many(more, who="test", why="more")
    vectors.places([text for record in more for text in record.wordings], lambda line: None)
    task = {
        "database": database,
        "vectors": str(vectors.folder),
        "name": vectors.name,
        "dimension": vectors.file.dimension,
        "bases": str(folder),
        "seq": store.latest_seq(),
    }
    moments = random.Random(1)  # noqa: S311
    for _ in range(KILLS):
        process = begun(task, child_environment)
        wait_until(lambda p=process: any(folder.glob("making-*")) or p.poll() is not None)
        time.sleep(moments.uniform(0, 0.05))
        process.kill()
        process.wait()
        base = bases.newest()
        assert base is not None
        assert (base.seq, len(base.segment.catalogue)) in {
            (FIRST, FIRST),
            (FIRST + LATER, FIRST + LATER),
        }
        assert [record.id for record in base.segment.catalogue][-1] == (
            f"r-{len(base.segment.catalogue) - 1:06}"
        )
    assert begun(task, child_environment).wait() == 0
    assert bases.newest().seq == FIRST + LATER
    assert list(folder.glob("making-*")) == []
    assert len(list(folder.glob("base-*"))) == 2, "the last good one is kept beside it"


@pytest.mark.slow
def test_much_that_changed_becomes_a_new_base_while_the_snapshot_serves(
    store, follower, numbered, look
):
    store.save_many(numbered(0, 100), who="test", why="first")
    snapshot = follower.begin(lambda line: None)
    store.save_many(numbered(100, 100 + LOOSE + 1), who="test", why="much")
    seqs = []

    def moved_on():
        nonlocal snapshot
        for step in follower.next(snapshot):
            snapshot = step
            seqs.append(step.seq)
        return loose(snapshot) == 0

    wait_until(moved_on)
    assert seqs == sorted(seqs), "never back to an older state"
    assert len(snapshot.records) == 100 + LOOSE + 1
    assert look(snapshot, "第2050号井水变成了甜的")[0] == "r-002050"


def begun(task, environment):
    process = subprocess.Popen(
        [sys.executable, "-m", "mingbian.rebuttals.compact"],
        stdin=subprocess.PIPE,
        env=environment,
    )
    process.stdin.write(json.dumps(task).encode())
    process.stdin.close()
    return process


def wait_until(condition):
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.01)
