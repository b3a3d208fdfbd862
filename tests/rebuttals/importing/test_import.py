"""An import adds nothing twice, joins what is the same, and says what it did."""

from __future__ import annotations

import io
import json

import pytest

from mingbian.errors import Invalid
from mingbian.rebuttals.exporting import export
from mingbian.rebuttals.importing import import_file
from mingbian.rebuttals.store import SaveCounts


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


def test_near_records_are_named_for_the_curator(sqlite_store, make_record):
    like = make_record()
    report = import_file(lines(entry(1)), store=sqlite_store, similar=lambda record: [(like, 0.91)])
    (near,) = report.near
    assert (near.like, near.score) == (like, 0.91)
    assert "much like hot-water (0.91)" in report.lines[-1]


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
