"""Kept results and lists of records, in both kinds of database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mingbian.rebuttals.store import Store, Wanted
from mingbian.rebuttals.store.kept import KeptResults
from mingbian.records import Record, Review

NOW = datetime(2026, 11, 24, 8, 0, 0, 123456, tzinfo=UTC)
WEEK = timedelta(days=7)
REVIEW = Review("示例辟谣站", "science", "https://fact.example.org/a", date=date(2024, 5, 6))
RECORD = Record(
    id="claim",
    claim="说法",
    language="zh-CN",
    verdict="false",
    rebuttal="理由。",
    reviews=(REVIEW,),
    topics=("food",),
)


@pytest.fixture
def opened(database_url: str) -> Iterator[Store]:
    store = Store.open(database_url)
    yield store
    store.close()


@pytest.fixture
def kept(opened: Store) -> KeptResults:
    return KeptResults(opened.engine)


def test_a_result_is_read_until_its_time_is_over(kept: KeptResults) -> None:
    until = kept.keep("a", "{}", NOW, NOW + WEEK)
    before = kept.read("a", until - timedelta(microseconds=1))
    assert before is not None
    assert (before.body, before.until) == ("{}", NOW + WEEK)
    assert kept.read("a", until) is None
    assert kept.read("b", NOW) is None


def test_what_is_over_goes_and_the_rest_stays(kept: KeptResults) -> None:
    kept.keep("a", "{}", NOW, NOW + WEEK)
    kept.keep("b", "{}", NOW, NOW + 2 * WEEK)
    assert kept.drop_over(NOW + WEEK) == 1
    assert kept.drop_over(NOW + WEEK) == 0
    assert kept.read("b", NOW + WEEK) is not None
    assert (kept.drop("b"), kept.drop("b")) == (True, False)


def test_many_at_once_share_one_secret_and_keep_one_result(kept: KeptResults) -> None:
    secrets: list[bytes] = []

    def work() -> None:
        secrets.append(kept.secret())
        kept.keep("same", "{}", NOW, NOW + WEEK)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(secrets) == 8
    assert len(set(secrets)) == 1
    assert kept.drop("same")
    assert not kept.drop("same")


def test_both_orders_go_on_below_a_place(opened: Store) -> None:
    for number in range(5):
        opened.save(replace(RECORD, id=f"claim-{number}"), who="test", why="test")
    opened.save(replace(RECORD, id="claim-1", rebuttal="另一个。"), who="test", why="test")
    first = opened.newest(Wanted(), 2)
    after = (first[-1].created, first[-1].record.id)
    names = [one.record.id for one in (*first, *opened.newest(Wanted(), 9, after))]
    assert names == [f"claim-{number}" for number in (4, 3, 2, 1, 0)]
    latest = opened.changed(Wanted(), 2)
    names = [one.record.id for one in (*latest, *opened.changed(Wanted(), 9, latest[-1].seq))]
    assert names == [f"claim-{number}" for number in (1, 4, 3, 2, 0)]
    assert opened.last_change()[0] == latest[0].seq


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(language="zh", topic="food", verdict="false", linked=True), 1),
        (Wanted(site="example.org", since=date(2024, 5, 6)), 1),
        (Wanted(since=date(2024, 5, 7)), 0),
        (Wanted(site="ample.org"), 0),
        (Wanted(topic="foo"), 0),
        (Wanted(language="z"), 0),
    ],
)
def test_filters_mean_the_same_in_both(opened: Store, wanted: Wanted, found: int) -> None:
    opened.save(RECORD, who="test", why="test")
    opened.save(replace(RECORD, id="draft", status="draft"), who="test", why="test")
    assert len(opened.newest(wanted, 9)) == len(opened.changed(wanted, 9)) == found
