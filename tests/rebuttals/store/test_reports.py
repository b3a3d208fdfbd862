"""A reader's report is kept, can be looked up by its number, and is answered once."""

from __future__ import annotations

import pytest

from mingbian.errors import Conflict, NotFound


def test_a_report_is_found_by_its_number_with_all_it_said(store):
    number = store.add_report(
        "dispute",
        "这句话并没有被辟谣",
        url="https://news.example/1",
        quote="原句",
        record_id="hot-water",
        annotation_id="a1",
    )
    report = store.report(number)
    assert (report.kind, report.reason, report.quote) == ("dispute", "这句话并没有被辟谣", "原句")
    assert (report.url, report.record_id) == ("https://news.example/1", "hot-water")
    assert (report.annotation_id, report.state, report.answer) == ("a1", "open", None)


def test_numbers_are_long_random_and_easy_to_copy(store):
    numbers = {store.add_report("tip", "看这里") for _ in range(50)}
    assert len(numbers) == 50
    assert all(len(number) == 14 and not set(number) & set("ilouILOU") for number in numbers)


def test_an_unknown_number_is_none(store):
    assert store.report("0000-0000-0000") is None


def test_an_answer_closes_a_report_once(store):
    number = store.add_report("tip", "看这里")
    store.answer_report(number, "accepted", "已发布辟谣", who="lin")
    answered = store.report(number)
    assert (answered.state, answered.answer, answered.answered_by) == (
        "accepted",
        "已发布辟谣",
        "lin",
    )
    assert answered.answered >= answered.created
    with pytest.raises(Conflict):
        store.answer_report(number, "declined", "重复", who="wang")
    with pytest.raises(NotFound):
        store.answer_report("0000-0000-0000", "declined", "没有", who="wang")


def test_open_reports_are_listed_oldest_first_and_by_record(store):
    first = store.add_report("tip", "一")
    second = store.add_report("dispute", "二", record_id="r")
    third = store.add_report("tip", "三")
    store.answer_report(third, "declined", "不是谣言", who="lin")
    assert [report.number for report in store.reports()] == [first, second]
    assert [report.number for report in store.reports(record_id="r")] == [second]
    assert [report.number for report in store.reports("declined")] == [third]


def test_a_report_with_broken_characters_is_kept(store):
    number = store.add_report("tip", "坏\ud800字\x00", quote="\x00")
    assert store.report(number).reason == "坏?字\ufffd"
    assert store.report(number).quote == "\ufffd"
