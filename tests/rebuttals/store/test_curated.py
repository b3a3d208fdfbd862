"""The curated folder comes into the database, and never over what people changed there."""

from __future__ import annotations

import json

import pytest

from mingbian.errors import DataError
from mingbian.rebuttals.store import SaveCounts


@pytest.fixture
def folder(tmp_path, make_record):
    folder = tmp_path / "rebuttals"
    for name in ("one", "two", "three"):
        put(folder, make_record(name))
    return folder


def put(folder, record):
    path = folder / record.topics[0] / f"{record.id}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record.to_json(), ensure_ascii=False), encoding="utf-8")


def test_every_file_becomes_a_record_and_a_second_time_changes_nothing(store, folder):
    assert store.sync_curated(folder).saved == SaveCounts(new=3)
    assert store.count() == {"published": 3}
    assert store.sync_curated(folder).saved == SaveCounts(same=3)
    assert store.latest_seq() == 3


def test_a_changed_file_changes_its_record_only(store, folder, make_record):
    store.sync_curated(folder)
    put(folder, make_record("two", region="CN"))
    put(folder, make_record("four"))
    assert store.sync_curated(folder).saved == SaveCounts(new=1, changed=1, same=2)
    assert store.get("two").region == "CN"


def test_a_file_retires_a_record_and_brings_it_back(store, folder, make_record):
    store.sync_curated(folder)
    put(folder, make_record("two", status="retired"))
    store.sync_curated(folder)
    assert store.get("two").status == "retired"
    put(folder, make_record("two"))
    store.sync_curated(folder)
    assert store.get("two").status == "published"


def test_a_record_that_people_changed_is_kept_and_named(store, folder, make_record):
    store.sync_curated(folder)
    store.set_status("two", "retired", who="lin", why="wrong")
    put(folder, make_record("two", region="CN"))
    put(folder, make_record("three", region="CN"))
    assert store.sync_curated(folder).saved == SaveCounts(changed=1, same=1, kept=("two",))
    assert store.get("two") == make_record("two", status="retired")


def test_broken_files_are_refused_with_reasons_until_they_are_mended(store, folder, make_record):
    (folder / "health" / "two.json").write_text("{", encoding="utf-8")
    put(folder, make_record("three", verdict="perhaps"))
    for _ in range(2):
        counts = store.sync_curated(folder)
        assert counts.refused["health/two.json"][0].startswith("not JSON")
        assert "perhaps" in counts.refused["health/three.json"][0]
    put(folder, make_record("two"))
    put(folder, make_record("three"))
    assert store.sync_curated(folder).refused == {}
    assert store.count() == {"published": 3}


def test_a_file_that_is_gone_is_named_and_its_record_stays(store, folder):
    store.sync_curated(folder)
    (folder / "health" / "two.json").unlink()
    assert store.sync_curated(folder).missing == ("two",)
    assert store.get("two").status == "published"


def test_a_folder_that_is_not_there_is_an_error(store, tmp_path):
    with pytest.raises(DataError):
        store.sync_curated(tmp_path / "nothing")
