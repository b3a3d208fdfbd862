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
    for number in ["0000-0000-0000", "", "\x00", "0" * 5000, "\ud800", "0000-0000-000u"]:
        assert store.report(number) is None, repr(number[:20])


def test_a_number_is_found_however_it_was_copied(store):
    number = store.add_report("tip", "看这里")
    by_hand = number.upper().replace("-", " ").replace("0", "O").replace("1", "l")
    for typed in [number, number.replace("-", ""), f" {by_hand} \n"]:
        assert store.report(typed).number == number


def test_only_a_declined_dispute_may_be_appealed_and_once(store):
    tip, dispute = store.add_report("tip", "一"), store.add_report("dispute", "二")
    assert not store.may_appeal(store.report(dispute))
    for number in (tip, dispute):
        store.answer_report(number, "declined", "不改", who="lin")
    assert not store.may_appeal(store.report(tip))
    assert store.may_appeal(store.report(dispute))
    store.add_report("appeal", "还是不对", appeal_of=dispute)
    assert not store.may_appeal(store.report(dispute))


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
