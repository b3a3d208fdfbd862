"""One change to many records; tags and notes that name somebody, in both databases."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mingbian.console import bulk
from mingbian.console.store import browsing, mentions, remarks, tags
from mingbian.errors import Invalid
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.store.database import writing

sys.path.insert(0, str(Path(__file__).parent))

from workshop import ALERT, EVERY, GONE, HOT, join, keep, revision

IDS = [one.id for one in EVERY]
WHY = "统一整理一遍"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    keep(opened, *EVERY)
    yield opened
    opened.close()


def carry_out(store: Store, order: bulk.Order) -> dict[str, str | None]:
    seen = [(one, revision(store, one)) for one in IDS]
    done = bulk.carry_out(store, order, seen, join(store, "lin"), WHY)
    return {one.record.id: one.fate or one.problem for one in done}


def test_a_topic_is_filed_without_a_second_look_and_publishes_no_draft(store):
    fates = carry_out(store, bulk.order_of("add_topic", "science", ""))
    assert fates == {
        "hot-water": "live",
        "hot-soup": "live",
        "alert": "live",
        "gone": "bulk_retired",
        "a-draft": "saved",
    }
    assert store.get("alert").topics == (*ALERT.topics, "science")
    assert store.get("a-draft").status == "draft"
    assert store.get("gone") == GONE


def test_what_readers_are_told_of_an_alert_waits_for_a_second_look(store):
    fates = carry_out(store, bulk.order_of("publisher", "另一家报社", "另一家日报"))
    assert fates["hot-soup"] == "live"
    assert fates["alert"] == "waiting"
    assert fates["hot-water"] == "bulk_same"
    assert store.get("alert") == ALERT
    again = bulk.plan(store, bulk.order_of("add_topic", "science", ""), ["alert"])
    assert [one.obstacle for one in again] == ["waiting"]


def test_a_day_of_expiry_is_set_and_taken_away(store):
    carry_out(store, bulk.order_of("expires", "2027-05-01", ""))
    assert store.get("hot-water").expires == date(2027, 5, 1)
    [planned] = bulk.plan(store, bulk.order_of("expires", "", ""), ["hot-water"])
    assert planned.after.expires is None


def test_what_would_not_be_acceptable_is_left_alone(store):
    order = bulk.order_of("region", "nowhere at all", "")
    assert {one.obstacle for one in bulk.plan(store, order, ["hot-water"])} == {"not_acceptable"}
    full = replace(HOT, topics=("health", "food", "money", "school"))
    keep(store, full)
    order = bulk.order_of("add_topic", "science", "")
    assert {one.obstacle for one in bulk.plan(store, order, ["hot-water"])} == {"full"}


@pytest.mark.parametrize(
    "order",
    [
        ("publish", "", ""),
        ("add_topic", "no such", ""),
        ("publisher", "x", ""),
        ("expires", "May", ""),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(order):
    with pytest.raises(Invalid):
        bulk.order_of(*order)


def test_one_that_was_changed_since_the_preview_is_left_alone_and_the_others_are_not(store):
    seen = [(one, revision(store, one)) for one in ("hot-water", "hot-soup")]
    keep(store, replace(HOT, region="CN-11"))
    order = bulk.order_of("retire", "", "")
    first, second = bulk.carry_out(store, order, seen, join(store, "lin"), WHY)
    assert (first.fate, second.fate) == (None, "retired")
    assert store.get("hot-water").status == "published"
    assert store.revisions("hot-soup")[-1].why == WHY


def test_tags_are_words_of_the_desk_that_find_records(store):
    with writing(store.engine) as connection:
        tags.put(connection, "hot-water", tags.read("高考2026, #待配图 高考2026"))
        tags.put(connection, "hot-soup", tags.read("待配图"))
        tags.put(connection, "hot-soup", ())
    with store.engine.connect() as connection:
        found = browsing.listed(connection, browsing.Filter(tag="待配图"))
        assert [row.id for row in found] == ["hot-water"]
        assert tags.of_record(connection, "hot-water") == ("待配图", "高考2026")
        assert tags.in_use(connection) == [("待配图", 1), ("高考2026", 1)]
    assert revision(store, "hot-water") == 1


def test_a_note_is_for_those_of_the_desk_whom_it_names(store):
    for name in ("lin", "wang"):
        join(store, name)
    with writing(store.engine) as connection:
        text = "@Wang 这里的日期对吗？@nobody @lin @wang"
        remarks.add_note(connection, "lin", text, record_id="hot-water")
        remarks.add_note(connection, "lin", "没有叫谁", record_id="hot-soup")
    with store.engine.connect() as connection:
        assert (mentions.unread(connection, "wang"), mentions.unread(connection, "lin")) == (1, 0)
        [mine] = mentions.recent(connection, "wang", only_mine=True)
        assert (mine.title, mine.unread) == (HOT.claim, True)
        assert [one.unread for one in mentions.recent(connection, "wang")] == [False, True]
    with writing(store.engine) as connection:
        mentions.mark_read(connection, "wang")
    with store.engine.connect() as connection:
        assert mentions.unread(connection, "wang") == 0
