"""The queue: grouped, counted, claimed and closed; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from workshop import HOT, keep

from mingbian.console.store import queue
from mingbian.console.store.queue import Filter
from mingbian.errors import Conflict, TooManyRequests
from mingbian.rebuttals.store import Store, near_misses
from mingbian.rebuttals.store.database import writing
from mingbian.rebuttals.store.desk_tables import cases
from mingbian.rebuttals.store.near_misses import NearMiss
from mingbian.rebuttals.store.sweep import sweep
from mingbian.records import Record

CLAIM = "下个月起超过六十岁的人坐地铁要先做体检"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


def record(record_id: str, **fields: Any) -> Record:
    return replace(HOT, id=record_id, **fields)


def listed(store: Store, **wanted: Any) -> list[queue.Case]:
    with store.engine.connect() as connection:
        return queue.listed(connection, Filter(**wanted), "lin")


def test_tips_with_nearly_the_same_words_are_one_case_that_says_who_is_new(store):
    store.add_report("tip", "别的事", quote="把充电宝放进冰箱可以修复电池", sender="old")
    store.add_report("tip", "求核实", quote=f"{CLAIM}。", sender="old")
    store.add_report("tip", "真的吗", quote=f"通知：{CLAIM}！", sender="new-1")
    store.add_report("tip", "转", quote=CLAIM, sender="new-2")
    store.add_report("tip", "再转", quote=CLAIM, sender="new-2")
    first, second = listed(store)
    assert (first.reach, first.size, first.fresh) == (3, 4, 2)
    assert (second.reach, second.size) == (1, 1)


def test_another_number_is_another_case(store):
    store.add_report("tip", "一", quote="某医院昨天收治了136例不明肺炎病人")
    store.add_report("tip", "二", quote="某医院昨天收治了700例不明肺炎病人")
    assert len(listed(store)) == 2


def test_disputes_of_a_record_are_one_case_and_every_appeal_its_own(store):
    numbers = [store.add_report("dispute", "不对", record_id="hot-water") for _ in range(2)]
    for number in numbers:
        store.add_report("appeal", "还是不对", record_id="hot-water", appeal_of=number)
    assert sorted(case.kind for case in listed(store)) == ["appeal", "appeal", "dispute"]


def test_pages_follow_one_another_without_gap_or_repeat(store):
    for number in range(7):
        for sender in range(number % 3 + 1):
            store.add_report("dispute", "x", record_id=f"r{number}", sender=f"s{number}-{sender}")
    everything = [case.id for case in listed(store)]
    with store.engine.connect() as connection:
        for order in ("reach", "age"):
            wanted, seen, after = Filter(order=order), [], None
            while part := queue.listed(connection, wanted, "lin", after, 3):
                seen += [case.id for case in part]
                after = (-part[-1].reach, part[-1].first_at, part[-1].id)
            assert sorted(seen) == sorted(everything)
            assert len(seen) == 7
        assert [case.reach for case in listed(store)] == [3, 3, 2, 2, 1, 1, 1]


def test_an_export_holds_every_case_once_in_the_order_of_the_list(store, monkeypatch):
    monkeypatch.setattr(queue, "CHUNK", 2)
    for number in range(5):
        for sender in range(number % 3 + 1):
            store.add_report("dispute", "x", record_id=f"r{number}", sender=f"s{number}-{sender}")
    with store.engine.connect() as connection:
        for order in ("reach", "age"):
            found = list(queue.every(connection, Filter(order=order), "lin"))
            assert found == queue.listed(connection, Filter(order=order), "lin")
            assert len(found) == 5


def test_counts_are_those_of_the_list(store):
    store.add_report("tip", CLAIM, url="https://a.example/1")
    store.add_report("dispute", "x", record_id="r1", url="https://b.example/1")
    store.add_report("dispute", "x", record_id="r2", url="https://a.example/2")
    with store.engine.connect() as connection:
        for wanted in (
            Filter(),
            Filter(site="a.example"),
            Filter(text="坐地铁"),
            Filter(kind="tip"),
        ):
            found = queue.listed(connection, wanted, "lin")
            assert queue.count(connection, wanted, "lin") == len(found)
        assert queue.counts_by_kind(connection, Filter(site="a.example"), "lin") == {
            "tip": 1,
            "dispute": 1,
        }
        assert queue.count(connection, Filter(text="100%_"), "lin") == 0


def test_two_people_do_not_take_one_case(store):
    store.add_report("tip", CLAIM)
    [case] = listed(store)
    with writing(store.engine) as connection:
        queue.claim(connection, case.id, "lin", case.version)
    with writing(store.engine) as connection, pytest.raises(Conflict):
        queue.claim(connection, case.id, "wang", case.version)
    with writing(store.engine) as connection, pytest.raises(Conflict):
        queue.finish(connection, case.id, "declined", "不是谣言", "wang", case.version + 1)
    assert listed(store, held="free") == []
    assert len(listed(store, held="mine")) == 1
    with writing(store.engine) as connection:
        queue.release(connection, case.id, "lin", case.version + 1)
        queue.claim(connection, case.id, "wang", case.version + 2)


def test_a_claim_lapses(store):
    store.add_report("tip", CLAIM)
    [case] = listed(store)
    with writing(store.engine) as connection:
        queue.claim(connection, case.id, "lin", case.version)
        old = datetime.now(UTC) - queue.CLAIM - timedelta(minutes=1)
        connection.execute(cases.update().values(claimed_at=old))
    with writing(store.engine) as connection:
        queue.claim(connection, case.id, "wang", case.version + 1)
    assert listed(store, held="free") == []


def test_closing_answers_everybody_and_the_same_words_later_open_a_new_case(store):
    numbers = [store.add_report("tip", "看", quote=CLAIM) for _ in range(3)]
    [case] = listed(store)
    with writing(store.engine) as connection:
        queue.finish(connection, case.id, "declined", "官网没有这个通知", "lin", case.version)
    answers = {(store.report(one).state, store.report(one).answer) for one in numbers}
    assert answers == {("declined", "官网没有这个通知")}
    assert listed(store) == []
    store.add_report("tip", "又来了", quote=f"{CLAIM}。")
    assert [one.size for one in listed(store)] == [1]


def test_one_sender_cannot_flood_the_queue(store):
    from mingbian.rebuttals.store.filing import A_DAY

    for number in range(A_DAY):
        store.add_report("dispute", "x", record_id=f"r{number}", sender="s")
    with pytest.raises(TooManyRequests):
        store.add_report("dispute", "x", record_id="one-more", sender="s")
    store.add_report("dispute", "x", record_id="one-more", sender="t")


def test_near_misses_of_a_record_are_one_case_and_the_same_passage_is_counted(store):
    near = NearMiss("hot-water", "多喝热水感冒就好了", 0.5, "below", "forum.example")
    with writing(store.engine) as connection:
        for miss in (near, near, NearMiss("hot-water", "感冒了喝热水就能好", 0.6, "below")):
            near_misses.record_near_miss(connection, miss)
    [case] = listed(store)
    assert (case.kind, case.size, case.site) == ("near_miss", 2, "forum.example")
    with store.engine.connect() as connection:
        kept = near_misses.by_ids(connection, queue.misses_of(connection, case.id))
    assert (kept[0].seen, kept[0].passage) == (2, near.passage)
    with writing(store.engine) as connection:
        later = datetime.now(UTC) + timedelta(days=8)
        assert near_misses.forget(connection, 7, later) == 2


def test_marks_are_counted_by_day(store):
    with writing(store.engine) as connection:
        for _ in range(3):
            near_misses.count_marks(connection, ["a", "b"], date(2026, 5, 1))
        near_misses.count_marks(connection, ["b"], date(2026, 5, 2))
        assert near_misses.most_marked(connection, date(2026, 5, 1), 5) == [("b", 4), ("a", 3)]


def test_a_sweep_files_imports_and_what_is_due_and_nothing_twice(store):
    doubtful = [record(f"import-{n}", claim="同一句话", status="in_review") for n in (1, 2)]
    store.save_many(doubtful, who="cofacts", why="import")
    keep(store, record("old", expires=date(2020, 1, 1)), record("fine"), HOT)
    for number in range(5):
        store.add_report("dispute", "x", record_id="fine", sender=f"s{number}")
    with writing(store.engine) as connection:
        found = sweep(connection)
        assert (found.imports, found.expired, found.disputed) == (1, 1, 1)
        again = sweep(connection)
        assert (again.imports, again.expired, again.disputed) == (0, 0, 0)
    [one] = listed(store, kind="import")
    assert (one.size, one.title) == (2, "同一句话")


def test_a_record_that_was_looked_at_is_left_alone_for_a_while(store):
    keep(store, record("old", expires=date(2020, 1, 1)))
    with writing(store.engine) as connection:
        sweep(connection)
    [case] = listed(store)
    with writing(store.engine) as connection:
        queue.finish(connection, case.id, "done", "仍然有效", "lin", case.version)
        assert sweep(connection).expired == 0
        assert sweep(connection, datetime.now(UTC) + timedelta(days=31)).expired == 1


def test_links_that_fail_twice_make_a_record_due(store):
    from mingbian.errors import FetchFailed
    from mingbian.rebuttals.store.links import try_links

    def fetch(url: str) -> None:
        if "wjw" in url:
            raise FetchFailed("the other server answered 404")

    keep(store, HOT, record("no-link", reviews=HOT.reviews[:1]))
    assert try_links(store, fetch, limit=10) == (3, 2)
    with writing(store.engine) as connection:
        assert sweep(connection).dead_links == 0
    try_links(store, fetch, limit=10)
    with writing(store.engine) as connection:
        assert sweep(connection).dead_links == 2
