"""A record is saved, changed, moved on in its life; every state of it is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import create_engine, text

from mingbian.errors import Conflict, Invalid, NotFound
from mingbian.rebuttals.store import Store
from mingbian.records import Happened, Review

STATUSES = ("draft", "in_review", "published", "retired")
ALLOWED = {
    ("draft", "in_review"),
    ("draft", "retired"),
    ("in_review", "draft"),
    ("in_review", "published"),
    ("in_review", "retired"),
    ("published", "in_review"),
    ("published", "retired"),
    ("retired", "in_review"),
}


def test_a_saved_record_is_read_back_the_same(store, make_record):
    record = make_record(
        happened=Happened("2019-05", "四川省凉山州"),
        first_seen=date(2020, 1, 31),
        expires=date(2030, 12, 31),
        region="CN-SC",
        topics=("health", "policy"),
        reviews=(Review("甲", "media"), Review("乙", "science", "https://b.example/", "题", None)),
    )
    assert store.save(record, who="lin", why="new") == record
    assert store.get(record.id) == record


def test_a_record_that_was_never_saved_is_none(store):
    assert store.get("nothing") is None
    assert store.revisions("nothing") == []


def test_records_survive_closing_and_opening(database_url, make_record):
    first = Store.open(database_url)
    first.save(make_record(), who="lin", why="new")
    first.close()
    second = Store.open(database_url)
    assert second.get("hot-water") == make_record()
    second.close()


def test_every_revision_is_kept_with_who_why_and_when(store, make_record):
    before = datetime.now(UTC)
    store.save(make_record(), who="lin", why="new")
    changed = make_record(rebuttal="感冒由病毒引起，热水不能杀死病毒，多休息即可。")
    store.save(changed, who="wang", why="clearer")
    first, second = store.revisions("hot-water")
    assert (first.number, first.record, first.who, first.why) == (1, make_record(), "lin", "new")
    assert (second.number, second.record, second.who) == (2, changed, "wang")
    assert before - timedelta(seconds=1) <= first.at <= second.at
    assert first.at.tzinfo is UTC


def test_the_same_content_again_adds_no_revision(store, make_record):
    store.save(make_record(), who="lin", why="new")
    store.save(make_record(), who="wang", why="again")
    assert len(store.revisions("hot-water")) == 1
    assert store.latest_seq() == 1


def test_of_two_who_change_one_revision_the_second_is_refused(store, make_record):
    store.save(make_record(), who="lin", why="new", expected_revision=0)
    store.save(make_record(region="CN"), who="lin", why="region", expected_revision=1)
    with pytest.raises(Conflict) as caught:
        store.save(make_record(region="JP"), who="wang", why="region", expected_revision=1)
    assert caught.value.detail == {"expected_revision": 1, "revision": 2}
    assert store.get("hot-water").region == "CN"
    assert store.latest_seq() == 2


@pytest.mark.parametrize(("start", "end"), list(product(STATUSES, STATUSES)))
def test_a_record_takes_only_the_steps_of_its_life(sqlite_store, make_record, start, end):
    sqlite_store.save(make_record(status=start), who="lin", why="new")
    if start == end or (start, end) in ALLOWED:
        moved = sqlite_store.set_status("hot-water", end, who="wang", why="next")
        assert moved.status == end
        assert sqlite_store.get("hot-water") == make_record(status=end)
        return
    with pytest.raises(Invalid, match=f"from {start} to {end}"):
        sqlite_store.set_status("hot-water", end, who="wang", why="next")
    with pytest.raises(Invalid):
        sqlite_store.save(make_record(status=end), who="wang", why="next")
    assert sqlite_store.get("hot-water").status == start


def test_the_status_of_an_unknown_record_cannot_be_set(store):
    with pytest.raises(NotFound):
        store.set_status("nothing", "retired", who="lin", why="gone")


def test_phrasings_and_reviews_are_rows_of_their_own_and_follow_the_record(
    store, database_url, make_record
):
    store.save(make_record(phrasings=("一种说法", "另一种说法")), who="lin", why="new")
    store.save(make_record(phrasings=("新的说法",)), who="lin", why="fewer")
    engine = create_engine(database_url)
    with engine.connect() as connection:
        texts = connection.execute(text("SELECT text FROM phrasings ORDER BY position"))
        reviews = connection.execute(text("SELECT publisher, url, date FROM reviews"))
        assert [row[0] for row in texts] == ["新的说法"]
        assert [(row[0], row[1], str(row[2])) for row in reviews] == [
            ("某地卫健委", "https://wjw.example.cn/1", "2024-03-01")
        ]
    engine.dispose()


@pytest.mark.parametrize("bad", ["半个\ud83d字", "空\x00字"])
def test_a_text_no_database_can_hold_is_refused(store, make_record, bad):
    with pytest.raises(Invalid, match="hot-water"):
        store.save(make_record(rebuttal=bad), who="lin", why="new")
    assert store.get("hot-water") is None
    assert store.latest_seq() == 0


def test_a_backslash_before_u0000_is_ordinary_text(store, make_record):
    record = make_record(rebuttal="转义写法 \\u0000 在正文里只是六个字符。")
    store.save(record, who="lin", why="new")
    assert store.get("hot-water") == record


def test_published_streams_every_published_record_once_across_chunks(store, make_record):
    # more than two chunks of the reader
    ids = [f"r-{number:05}" for number in range(2100)]
    store.save_many((make_record(one) for one in ids), who="t", why="t")
    store.save(make_record("draft", status="draft"), who="lin", why="new")
    assert [record.id for record in store.published()] == ids
    assert store.count() == {"published": 2100, "draft": 1}
    assert sum(1 for _ in store.records()) == 2101
    assert [record.id for record in store.records("draft")] == ["draft"]


def test_a_slow_reader_of_published_does_not_stop_a_writer(store, make_record):
    store.save_many((make_record(f"r-{number:05}") for number in range(1500)), who="t", why="t")
    reader = store.published()
    next(reader)
    store.set_status("r-01400", "retired", who="lin", why="wrong")
    assert "r-01400" not in {record.id for record in reader}
