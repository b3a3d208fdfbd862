"""Workers follow the index by numbered changes: none is missing, none is out of order."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from mingbian.rebuttals.store import Change, Store


def test_at_first_there_is_no_change(store):
    assert store.latest_seq() == 0
    assert store.changes_since(0, 10) == []


def test_changes_come_in_order_with_the_record_as_it_stands(store, make_record):
    store.save(make_record("a"), who="lin", why="new")
    store.save(make_record("b", status="draft"), who="lin", why="new")
    changed = make_record("a", region="CN")
    store.save(changed, who="lin", why="region")
    store.save(make_record("c"), who="lin", why="new")
    store.set_status("c", "retired", who="lin", why="wrong")
    assert store.latest_seq() == 5
    assert store.changes_since(0, 10) == [
        Change(1, "a", changed),
        Change(2, "b", None),
        Change(3, "a", changed),
        Change(4, "c", None),
        Change(5, "c", None),
    ]
    assert [change.seq for change in store.changes_since(1, 2)] == [2, 3]


def test_a_refused_change_takes_no_number(store, make_record):
    store.save(make_record("a"), who="lin", why="new")
    batch = [make_record("b"), make_record("c", rebuttal="空\x00字")]
    with pytest.raises(Exception, match="NUL"):
        store.save_many(batch, who="t", why="t")
    assert store.get("b") is None
    store.save(make_record("d"), who="lin", why="new")
    assert [change.seq for change in store.changes_since(0, 10)] == [1, 2]


def test_a_follower_beside_many_writers_skips_no_change(store, make_record):
    writers, each = 6, 25
    stop = threading.Event()
    seen: list[int] = []

    def follow() -> None:
        while not stop.is_set() or store.latest_seq() > len(seen):
            for change in store.changes_since(seen[-1] if seen else 0, 7):
                seen.append(change.seq)

    def write(writer: int) -> None:
        for number in range(each):
            store.save(make_record(f"w{writer}-{number}"), who=f"w{writer}", why="new")

    follower = threading.Thread(target=follow)
    follower.start()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    stop.set()
    follower.join()
    assert seen == list(range(1, writers * each + 1))


def test_two_writers_of_one_record_lose_no_revision(store, make_record):
    def write(writer: int) -> None:
        for number in range(20):
            store.save(make_record(region=f"A{writer}-{number}"), who=f"w{writer}", why="new")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    found = store.revisions("hot-water")
    assert [revision.number for revision in found] == list(range(1, 81))
    assert {revision.record.region for revision in found} == {
        f"A{writer}-{number}" for writer in range(4) for number in range(20)
    }


def test_another_process_sees_a_change_without_reopening(store, database_url, child_environment):
    assert store.latest_seq() == 0
    code = (
        "import sys; from mingbian.rebuttals.store import Store; from mingbian.records import *;"
        "Store.open(sys.argv[1]).save(Record('x', '某种说法是真的', 'zh-CN', 'false', '不是', ()),"
        " who='other', why='new')"
    )
    command = [sys.executable, "-c", code, database_url]
    subprocess.run(command, check=True, env=child_environment)  # noqa: S603
    assert store.latest_seq() == 1
    assert store.get("x").claim == "某种说法是真的"


def test_a_forked_child_and_its_parent_share_no_connection(store, make_record):
    store.save(make_record("parent-1"), who="lin", why="new")
    child = os.fork()
    if child == 0:
        status = 1
        try:
            store.save(make_record("child"), who="child", why="new")
            status = 0
        finally:
            os._exit(status)
    store.save(make_record("parent-2"), who="lin", why="new")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert {change.record_id for change in store.changes_since(0, 10)} == {
        "parent-1",
        "parent-2",
        "child",
    }


def test_a_store_can_be_used_after_close(store: Store, make_record):
    store.save(make_record(), who="lin", why="new")
    store.close()
    assert store.latest_seq() == 1
