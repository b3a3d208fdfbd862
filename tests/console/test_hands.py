"""Many hands, through the pages: bulk edits, merging, splitting, tags, notes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mingbian.app import create_app
from mingbian.console import bulk
from mingbian.rebuttals.store import Store
from mingbian.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "api"))
sys.path.insert(0, str(Path(__file__).parent))

from small_library import SmallLibrary
from workshop import EVERY, HOT, SOUP, Browser, join, keep, revision

IDS = [one.id for one in EVERY]
WHY = "统一整理一遍"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(Settings(instance=tmp_path).database_url)
    keep(opened, *EVERY)
    yield opened
    opened.close()


@pytest.fixture
def sign_in(store: Store, tmp_path: Path) -> Callable[..., Browser]:
    app = create_app(Settings(instance=tmp_path), SmallLibrary())

    def one(name: str, role: str = "curator") -> Browser:
        return Browser(app.test_client(), store, join(store, name, role))

    return one


def test_the_page_shows_each_difference_before_anything_is_done(store, sign_in):
    lin = sign_in("lin")
    assert 'name="pick" value="hot-water"' in lin.get("/records").text
    page = lin.post("/bulk", pick=IDS, what="add_topic", topic="science")
    assert page.status_code == 200
    at = re.findall(r'name="at" value="([^"]+)"', page.text)
    assert sorted(at) == ["1~a-draft", "1~alert", "1~hot-soup", "1~hot-water"]
    assert "<ins>科学</ins>" in page.text
    assert store.get("hot-water") == HOT
    done = lin.post("/bulk/do", at=at, what="add_topic", topic="science", why=WHY)
    assert done.status_code == 200
    assert store.get("hot-water").topics == ("health", "science")


def test_all_that_a_filter_leaves_can_be_picked(store, sign_in):
    page = sign_in("lin").post("/bulk", all="1", status="published", q="治好")
    assert sorted(re.findall(r'name="pick" value="([^"]+)"', page.text)) == ["alert", "hot-water"]


def test_a_contributor_changes_many_records_neither_by_the_page_nor_past_it(store, sign_in):
    ming = sign_in("ming", "contributor")
    assert 'name="pick"' not in ming.get("/records").text
    for path in ("/bulk", "/bulk/do", "/records/hot-water/merge", "/records/hot-water/split"):
        assert ming.post(path, pick=IDS, why=WHY).status_code == 403
    assert ming.get("/records/hot-water/merge").status_code == 403


def test_more_than_anybody_looks_through_are_refused(store, sign_in):
    lin = sign_in("lin")
    many = [f"r-{number}" for number in range(bulk.MOST + 1)]
    assert lin.post("/bulk", pick=many).status_code == 422
    assert lin.post("/bulk").status_code == 422


def test_records_are_merged_through_the_pages(store, sign_in):
    lin = sign_in("lin")
    assert lin.get("/records/hot-soup/merge").status_code == 200
    preview = lin.get("/records/hot-soup/merge?into=hot-water")
    assert SOUP.phrasings[1] in preview.text
    assert lin.get("/records/hot-soup/merge?into=gone").status_code == 422
    seen = {"into": "hot-water", "revision": "1", "into_revision": "1"}
    assert lin.post("/records/hot-soup/merge", why="", **seen).status_code == 422
    assert store.get("hot-soup") == SOUP
    assert lin.post("/records/hot-soup/merge", why=WHY, **seen).status_code == 303
    assert store.get("hot-soup").status == "retired"
    assert "hot-water" in lin.get("/records/hot-soup").text
    assert store.merged_into("hot-soup") == "hot-water"
    assert store.merged_into("hot-water") is None
    store.save(replace(HOT, status="retired"), who="lin", why=WHY)
    assert store.merged_into("hot-soup") is None


def test_a_merge_is_undone_by_one_button_from_either_record(store, sign_in):
    lin = sign_in("lin")
    for page, revisions in (("hot-water", ("1", "1", "2")), ("hot-soup", ("4", "3", "5"))):
        one, into, standing = revisions
        seen = {"into": "hot-water", "revision": one, "into_revision": into}
        assert lin.post("/records/hot-soup/merge", why=WHY, **seen).status_code == 303
        assert "撤回合并" in lin.get(f"/records/{page}").text
        assert lin.post(f"/records/{page}/undo", revision="1").status_code == 409
        assert lin.post(f"/records/{page}/undo", revision=standing).status_code == 303
        assert (store.get("hot-water"), store.get("hot-soup")) == (HOT, SOUP)
    for page in (lin.get("/records/hot-soup").text, lin.client.get("/decisions").text):
        assert "撤回合并：hot-soup 并入 hot-water" in page
    assert "撤回合并</button>" not in lin.get("/records/hot-water").text


def test_a_record_is_split_through_the_pages(store, sign_in):
    lin = sign_in("lin")
    form = {
        "revision": "1",
        "claim": "三杯热水赶走感冒",
        "verdict": "unproven",
        "rebuttal": "热水赶不走感冒病毒,只会让人觉得舒服一些,没有研究支持这个数量。",
        "phrasing.1": "goes",
        "review.1": "goes",
        "why": WHY,
    }
    assert lin.get("/records/hot-water/split").status_code == 200
    looked = lin.post("/records/hot-water/split", step="look", **form)
    assert looked.status_code == 200
    assert "<del>热水治感冒</del>" in looked.text
    refused = lin.post("/records/hot-water/split", step="split", **(form | {"review.1": "stays"}))
    assert refused.status_code == 422
    assert "三杯热水赶走感冒" in refused.text
    assert store.get("hot-water") == HOT
    done = lin.post("/records/hot-water/split", step="split", **form)
    new_id = done.location.rpartition("/")[2]
    assert store.get(new_id).verdict == "unproven"


def test_tags_sort_records_and_make_no_revision(store, sign_in):
    lin = sign_in("lin", "contributor")
    assert lin.post("/records/hot-water/tags", tags="高考2026, #待配图 高考2026").status_code == 303
    assert revision(store, "hot-water") == 1
    found = lin.get("/records?tag=待配图").text
    assert HOT.claim in found
    assert SOUP.claim not in found
    wang = sign_in("wang")
    wang.post("/records/hot-water/tags", tags="待配图")
    wang.post("/records/hot-water/tags", tags="")
    wang.post("/records/hot-water/tags", tags="")
    assert HOT.claim not in lin.get("/records?tag=待配图").text
    notes = lin.get("/notes").text
    told = re.findall(
        r"<p class=\"meta\"><b>(\w+)</b>.*?<p class=\"text\">([^<]+)</p>", notes, re.S
    )
    assert told == [
        ("wang", "− #待配图"),
        ("wang", "− #高考2026"),
        ("lin", "+ #待配图  + #高考2026"),
    ]
    assert lin.post("/records/hot-water/tags", tags="x" * 41).status_code == 422
    assert lin.post("/records/nowhere/tags", tags="x").status_code == 404


def test_a_note_that_names_somebody_is_theirs_until_they_have_read_it(store, sign_in):
    lin, wang = sign_in("lin"), sign_in("wang")
    note = "@wang 这里的日期对吗？@nobody @lin"
    assert lin.post("/records/hot-water/note", note=note).status_code == 303
    assert 'class="count new">1<' in wang.get("/records").text
    assert "这里的日期对吗" in wang.get("/notes?to=me").text
    assert "这里的日期对吗" not in lin.get("/notes?to=me").text
    assert "这里的日期对吗" in lin.get("/notes").text
    wang.post("/notes/read")
    assert "count new" not in wang.get("/records").text


def test_script_in_a_tag_or_a_note_is_text(store, sign_in):
    lin = sign_in("lin")
    lin.post("/records/hot-water/tags", tags="<script>alert(1)</script>")
    lin.post("/records/hot-water/note", note="<script>alert(2)</script>")
    for path in ("/records/hot-water", "/records", "/notes"):
        assert "<script>alert" not in lin.get(path).text
