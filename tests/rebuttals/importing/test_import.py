"""An import adds nothing twice, joins what is the same, and says what it did."""

from __future__ import annotations

import io
import json

import pytest

from mingbian.console.store import queue
from mingbian.errors import Invalid
from mingbian.rebuttals.exporting import export
from mingbian.rebuttals.importing import import_file
from mingbian.rebuttals.store import SaveCounts, Store
from mingbian.records import Review


def lines(*entries):
    return "\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries).encode()


def entry(number, **changes):
    return {
        "title": f"第{number}条传言说喝热水能治好流感",
        "text": "热水不能杀死流感病毒。多数人一周左右自行恢复，高危人群应尽早就医。",
        "date": "2024-03-05",
        "label": "谣言",
        "publisher": "某报",
        "url": f"https://paper.example/{number}",
    } | changes


def test_to_import_again_adds_nothing(store):
    data = lines(*(entry(number) for number in range(700)))
    assert import_file(data, store=store).saved == SaveCounts(new=700)
    before = store.latest_seq()
    assert import_file(data, store=store).saved == SaveCounts(same=700)
    assert store.latest_seq() == before == 700


def test_a_dry_run_reports_the_same_and_writes_nothing(store):
    data = lines(entry(1), entry(2, label="?"), entry(1), entry(3))
    foreseen = import_file(data, store=store, dry_run=True)
    assert store.count() == {}
    done = import_file(data, store=store)
    assert (foreseen.saved, foreseen.refused, foreseen.repeated) == (
        done.saved,
        done.refused,
        done.repeated,
    )
    assert done.saved == SaveCounts(new=2)
    assert store.count() == {"in_review": 2}


def test_the_report_names_everything_that_needs_a_look(sqlite_store):
    data = lines(entry(1), entry(2, label="?"), entry(1))
    report = import_file(data, store=sqlite_store, dry_run=True)
    assert report.lines == [
        "jiaozhen: 3 claims, 1 new, 0 changed, 0 already there, 0 kept as edited, "
        "0 added to a published record, 1 refused (nothing was written)",
        "entry 2: refused: its rating is no known verdict: ?",
        "entry 3: the same as entry 1 before it",
    ]


def test_progress_counts_the_claims_read(sqlite_store):
    seen = []
    data = lines(*(entry(number) for number in range(1200)))
    import_file(data, store=sqlite_store, progress=lambda *step: seen.append(step))
    assert seen == [(500, None), (1000, None), (1200, None)]


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_progress_knows_the_whole_where_a_line_is_a_claim(sqlite_store, make_record, format):
    sqlite_store.save(make_record(), who="lin", why="new")
    out, seen = io.StringIO(newline=""), []
    export(sqlite_store, out, format=format)
    data = out.getvalue().encode()
    import_file(data, store=sqlite_store, progress=lambda *step: seen.append(step))
    assert seen == [(1, 1)]


def test_imported_records_wait_for_review_unless_the_operator_publishes(store):
    import_file(lines(entry(1)), store=store)
    assert store.count() == {"in_review": 1}
    assert import_file(lines(entry(1)), store=store, publish=True).saved == SaveCounts(changed=1)
    assert store.count() == {"published": 1}
    assert import_file(lines(entry(1)), store=store).saved == SaveCounts(same=1)
    assert store.count() == {"published": 1}


def test_a_claim_that_is_published_gains_a_review_and_no_double(store, make_record):
    store.save(make_record(claim=entry(1)["title"]), who="lin", why="new")
    data = lines(entry(1, title="第１條傳言說，喝熱水能治好流感！"))
    report = import_file(data, store=store)
    assert report.joined == [("entry 1", "hot-water")]
    assert store.count() == {"published": 1}
    reviews = store.get("hot-water").reviews
    assert [review.publisher for review in reviews] == ["某地卫健委", "某报"]
    again = import_file(data, store=store)
    assert (again.joined, again.saved) == ([], SaveCounts(same=1))
    assert len(store.revisions("hot-water")) == 2


def test_two_reviews_of_one_claim_in_one_import_become_one_published_record(store):
    data = lines(entry(1), entry(1, publisher="某台", url="https://tv.example/1"))
    report = import_file(data, store=store, publish=True)
    assert report.saved == SaveCounts(new=1)
    assert len(report.joined) == 1
    (record,) = store.records()
    assert [review.publisher for review in record.reviews] == ["某报", "某台"]
    before = store.latest_seq()
    assert import_file(data, store=store, publish=True).saved == SaveCounts(same=2)
    assert store.latest_seq() == before


def reviewed(number):
    """Entry 1 as another publisher reviewed it."""
    return entry(1, publisher=f"某报{number}", url=f"https://paper.example/1/{number}")


def test_a_review_for_which_a_record_has_no_room_is_refused_and_named(store, make_record):
    full = tuple(Review(f"某报{n}", "media", f"https://paper.example/1/{n}") for n in range(20))
    store.save(make_record(claim=entry(1)["title"], reviews=full), who="lin", why="new")
    data = lines(reviewed(20), reviewed(3))
    for dry_run in (True, False):
        report = import_file(data, store=store, dry_run=dry_run)
        assert (report.joined, report.saved) == ([], SaveCounts(same=1))
        (refusal,) = report.refused
        assert refusal.where == "entry 1"
        assert refusal.reason == (
            "too many reviews: hot-water has 20, and 20 are the most a record may have; "
            "not added: https://paper.example/1/20"
        )
    assert store.get("hot-water").reviews == full
    assert len(store.revisions("hot-water")) == 1


def test_of_several_reviews_those_without_room_are_named(sqlite_store, make_record):
    has = tuple(Review(f"某报{n}", "media") for n in range(19))
    given = (Review("某台", "media"), Review("某报3", "media"), Review("某社", "media"))
    sqlite_store.save(make_record(reviews=has), who="lin", why="new")
    again = make_record("again", claim=make_record().claim, reviews=given).to_json()
    report = import_file(lines(again), store=sqlite_store, format="jsonl", publish=True)
    assert report.joined == [("line 1", "hot-water")]
    assert [one.reason.endswith("not added: 某社") for one in report.refused] == [True]
    assert sqlite_store.get("hot-water").reviews == (*has, given[0])


def test_a_dry_run_foresees_which_review_is_one_too_many(store):
    data = lines(*(reviewed(number) for number in range(22)))
    foreseen = import_file(data, store=store, publish=True, dry_run=True)
    done = import_file(data, store=store, publish=True)
    assert len(done.joined) == 19
    assert [one.where for one in done.refused] == ["entry 21", "entry 22"]
    assert (foreseen.joined, foreseen.refused) == (done.joined, done.refused)
    (record,) = store.records()
    assert len(record.reviews) == 20


def test_reviewers_who_disagree_are_left_to_a_curator(store, make_record):
    store.save(make_record(claim=entry(1)["title"], verdict="true"), who="lin", why="new")
    report = import_file(lines(entry(1)), store=store)
    assert report.joined == []
    assert store.count() == {"published": 1, "in_review": 1}


def test_another_number_is_another_claim(store, make_record):
    store.save(make_record(claim=entry(1)["title"]), who="lin", why="new")
    assert import_file(lines(entry(2)), store=store).joined == []


def test_what_people_changed_is_kept_and_named(store):
    import_file(lines(entry(1)), store=store)
    (record,) = store.records()
    store.set_status(record.id, "published", who="lin", why="checked")
    changed = lines(entry(1, text="热水只能补充水分，对流感病毒没有作用，请遵医嘱。"))
    report = import_file(changed, store=store)
    assert report.saved == SaveCounts(kept=(record.id,))
    assert f"{record.id}: changed by people, kept" in report.lines
    assert import_file(changed, store=store, overwrite=True).saved == SaveCounts(changed=1)
    assert store.get(record.id).status == "published"


def beside(like, score=0.91, *, sure=False):
    """Says of every record that it is like this one."""
    return lambda record: [(like, score, sure)]


def test_near_records_are_named_by_their_place_and_wait_for_a_curator(sqlite_store, make_record):
    like = make_record()
    report = import_file(lines(entry(1)), store=sqlite_store, similar=beside(like))
    (near,) = report.near
    assert (near.like, near.score) == (like, 0.91)
    assert report.lines[1:] == [
        f"entry 1: much like hot-water (0.91): {like.claim}",
        "1 of them wait in the curators' queue",
    ]


def cases(store):
    with store.engine.connect() as connection:
        return queue.listed(connection, queue.Filter(), "lin")


def test_what_is_in_doubt_is_a_case_at_once_and_one_only(store):
    report = import_file(lines(entry(1), entry(2)), store=store)
    assert report.queued == 2
    assert {case.kind for case in cases(store)} == {"import"}
    assert import_file(lines(entry(1), entry(2)), store=store).queued == 0
    assert len(cases(store)) == 2


def test_neither_a_dry_run_nor_what_is_published_fills_the_queue(sqlite_store):
    assert import_file(lines(entry(1)), store=sqlite_store, dry_run=True).queued == 0
    assert import_file(lines(entry(1)), store=sqlite_store, publish=True).queued == 0
    assert cases(sqlite_store) == []


def test_join_adds_the_review_of_what_is_surely_the_same_once(store, make_record):
    published = store.save(make_record(), who="lin", why="new")
    options = {"store": store, "similar": beside(published, 1.0, sure=True), "join": True}
    report = import_file(lines(entry(1)), **options)
    assert report.lines[1:] == [
        f"entry 1: a further review of hot-water, which says it in other words: {published.claim}"
    ]
    assert store.count() == {"published": 1}
    assert [one.publisher for one in store.get("hot-water").reviews] == ["某地卫健委", "某报"]
    assert store.get("hot-water").phrasings == published.phrasings
    again = import_file(lines(entry(1)), **options)
    assert (again.joined, again.saved) == ([], SaveCounts(same=1))
    assert len(store.revisions("hot-water")) == 2


def test_join_foresees_in_a_dry_run_what_it_does(sqlite_store, make_record):
    published = sqlite_store.save(make_record(), who="lin", why="new")
    find = beside(published, 1.0, sure=True)
    report = import_file(lines(entry(1)), store=sqlite_store, similar=find, join=True, dry_run=True)
    assert report.joined == [("entry 1", "hot-water")]
    assert len(sqlite_store.revisions("hot-water")) == 1


@pytest.mark.parametrize(
    ("changes", "sure", "join"),
    [
        ({"verdict": "true"}, True, True),
        ({"verdict": "misleading"}, True, True),
        ({"status": "in_review"}, True, True),
        ({}, False, True),
        ({}, True, False),
    ],
)
def test_nothing_else_is_joined(sqlite_store, make_record, changes, sure, join):
    like = sqlite_store.save(make_record(**changes), who="lin", why="new")
    find = beside(like, 1.0, sure=sure)
    report = import_file(lines(entry(1)), store=sqlite_store, similar=find, join=join)
    assert (report.joined, len(report.near), report.queued) == ([], 1, 1)
    assert len(sqlite_store.get("hot-water").reviews) == 1


def test_what_waits_for_a_curator_already_is_left_to_them(sqlite_store, make_record):
    like = sqlite_store.save(make_record(), who="lin", why="new")
    import_file(lines(entry(1)), store=sqlite_store)
    find = beside(like, 1.0, sure=True)
    report = import_file(lines(entry(1)), store=sqlite_store, similar=find, join=True)
    assert (report.joined, len(report.near)) == ([], 1)
    assert sqlite_store.count() == {"published": 1, "in_review": 1}


def test_joining_without_looking_is_an_error(sqlite_store):
    with pytest.raises(Invalid, match="without looking"):
        import_file(lines(entry(1)), store=sqlite_store, join=True)


def test_another_verdict_on_the_same_claim_is_said_once(sqlite_store, make_record):
    like = make_record(claim=entry(1)["title"], verdict="true")
    sqlite_store.save(like, who="lin", why="new")
    report = import_file(
        lines(entry(1)), store=sqlite_store, similar=beside(like, 1.0, sure=True), join=True
    )
    assert report.lines[1:] == [
        f"entry 1: much like hot-water (1.00), whose verdict is true and not false: {like.claim}",
        "1 of them wait in the curators' queue",
    ]


def test_what_was_retired_comes_back_beside_the_published_claim(
    sqlite_store, make_record, tmp_path
):
    sqlite_store.save(make_record("tea"), who="lin", why="new")
    sqlite_store.save(
        make_record("tea-again", claim=make_record("tea").claim), who="lin", why="new"
    )
    sqlite_store.set_status("tea-again", "retired", who="lin", why="merged")
    out = io.StringIO()
    export(sqlite_store, out, format="jsonl")
    other = Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    report = import_file(out.getvalue().encode(), store=other, format="jsonl")
    assert (report.joined, report.refused) == ([], [])
    assert list(other.records()) == list(sqlite_store.records())
    other.close()


def test_who_imported_what_stands_in_the_history(sqlite_store):
    import_file(lines(entry(1)), store=sqlite_store, who="wang")
    (record,) = sqlite_store.records()
    (revision,) = sqlite_store.revisions(record.id)
    assert (revision.who, revision.why) == ("wang", "import of jiaozhen")


@pytest.mark.parametrize(
    "data", [b"", b"   \n", b"\x00\xff\xfe\x00", b"hello", b"{}", b"[]", b"a,b\n1,2\n"]
)
def test_what_is_nothing_known_is_refused_with_a_reason(sqlite_store, data):
    report = import_file(data, store=sqlite_store)
    assert report.saved == SaveCounts()
    assert report.refused
    assert report.refused[0].reason


def test_an_unknown_format_or_file_is_an_error(sqlite_store, tmp_path):
    with pytest.raises(Invalid, match="unknown format"):
        import_file(b"", store=sqlite_store, format="xml")
    with pytest.raises(Invalid, match="cannot be read"):
        import_file(tmp_path / "nothing.json", store=sqlite_store)
