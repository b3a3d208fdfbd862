"""A source may come again at any time: no doubles, and nothing that people did is lost."""

from __future__ import annotations

import pytest

from mingbian.errors import Invalid
from mingbian.rebuttals.store import SaveCounts


def bring(store, *records, **options):
    return store.save_many(records, who="importer", why="file.csv", **options)


def test_coming_again_changes_nothing(store, make_record):
    records = [make_record(f"r-{number}") for number in range(7)]
    assert bring(store, *records, batch=3) == SaveCounts(new=7)
    assert bring(store, *records, batch=3) == SaveCounts(same=7)
    assert store.latest_seq() == 7


def test_what_the_source_changed_becomes_a_new_revision(store, make_record):
    bring(store, make_record())
    assert bring(store, make_record(region="CN")) == SaveCounts(changed=1)
    assert [revision.record.region for revision in store.revisions("hot-water")] == [None, "CN"]


def test_what_people_changed_is_kept_and_named(store, make_record):
    bring(store, make_record())
    edited = make_record(region="CN")
    store.save(edited, who="lin", why="region")
    assert bring(store, make_record()) == SaveCounts(same=1)
    assert bring(store, make_record(region="JP")) == SaveCounts(kept=("hot-water",))
    assert store.get("hot-water") == edited
    assert bring(store, make_record(region="JP"), overwrite=True) == SaveCounts(changed=1)
    assert store.get("hot-water").region == "JP"


def test_a_record_that_people_made_is_not_taken_over(store, make_record):
    store.save(make_record(), who="lin", why="new")
    assert bring(store, make_record()) == SaveCounts(same=1)
    assert bring(store, make_record(region="JP")) == SaveCounts(kept=("hot-water",))


def test_a_source_moves_a_record_forward_in_its_life_but_never_back(store, make_record):
    bring(store, make_record(status="in_review"))
    assert bring(store, make_record(status="published")) == SaveCounts(changed=1)
    assert bring(store, make_record(status="in_review")) == SaveCounts(same=1)
    assert store.get("hot-water").status == "published"
    store.set_status("hot-water", "retired", who="lin", why="wrong")
    bring(store, make_record(status="published"))
    assert store.get("hot-water").status == "retired"


def test_an_id_twice_in_one_batch_makes_two_revisions(store, make_record):
    counts = bring(store, make_record(), make_record("b"), make_record(region="CN"))
    assert counts == SaveCounts(new=2, changed=1)
    assert store.get("hot-water").region == "CN"


def test_progress_counts_what_is_committed(store, make_record):
    seen = []
    records = [make_record(f"r-{number}") for number in range(5)]
    bring(store, *records, batch=2, progress=lambda done: seen.append((done, store.latest_seq())))
    assert seen == [(2, 2), (4, 4), (5, 5)]


def test_a_batch_that_fails_leaves_the_earlier_ones_and_nothing_of_itself(store, make_record):
    good = [make_record(f"r-{number}") for number in range(3)]
    with pytest.raises(Invalid, match="bad"):
        bring(store, *good, make_record("bad", rebuttal="空\x00字"), batch=2)
    assert store.count() == {"published": 2}
