"""The editor: filled in from a page, beside near records, safe when two write at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from workshop import HOT, Browser, keep, revision

from mingbian.console import drafting
from mingbian.console.sheets import record_of, sheet_of
from mingbian.console.store import queue
from mingbian.rebuttals.store.database import writing
from mingbian.rebuttals.store.sweep import sweep

REVIEW = """<!doctype html><html lang="zh-CN"><head><title>大蒜治不好感冒</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "ClaimReview",
"claimReviewed": "每天生吃一头大蒜可以治好感冒", "url": "https://example.org/g",
"datePublished": "2024-05-06", "author": {"@type": "Organization", "name": "示例辟谣站"},
"reviewBody": "大蒜素在体外能抑菌，吃下去到不了那个浓度；感冒是病毒引起的，会自己好。",
"reviewRating": {"@type": "Rating", "alternateName": "谣言"}}</script></head><body></body></html>"""
NOTICE = """1. 谣言：喝醋能软化血管，每天一杯血压就正常了
真相：醋到了胃里就被中和，到不了血管，高血压要按医嘱服药。（来源：示例辟谣站）
2. 谣言：隔夜水会致癌，早上一定要倒掉
真相：水放一夜亚硝酸盐远低于限值，只要干净就能喝。（来源：示例辟谣站）"""
WHY = "卫健委发布了说明"


def fields(page: str) -> dict[str, str]:
    """The editor's fields as the page fills them."""
    found = dict(re.findall(r'<input (?:type="hidden" )?name="([\w.]+)" value="([^"]*)"', page))
    areas = re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)</textarea>', page)
    chosen = re.findall(
        r'<select name="([\w.]+)"[^>]*>.*?<option[^>]*?(?:value="(\w+)" )?selected>', page, re.S
    )
    return (
        found
        | dict(areas)
        | {name: value for name, value in chosen if value and name != "language"}
    )


def test_a_claim_review_page_fills_the_sheet() -> None:
    [sheet] = drafting.from_text(REVIEW).sheets
    assert (sheet.claim, sheet.verdict) == ("每天生吃一头大蒜可以治好感冒", "false")
    [review] = sheet.reviews
    assert (review.publisher, review.url, review.date) == (
        "示例辟谣站",
        "https://example.org/g",
        "2024-05-06",
    )
    assert record_of(sheet).record is not None


def test_a_notice_with_several_rumours_gives_one_sheet_each() -> None:
    found = drafting.from_text(NOTICE)
    assert [sheet.claim[:5] for sheet in found.sheets] == ["喝醋能软化", "隔夜水会致"]


def test_a_plain_page_becomes_the_review_and_leaves_the_claim_to_a_person() -> None:
    page = (
        "<html><head><title>关于网传消息的说明</title><meta property='og:site_name' "
        "content='某市公安局'></head><body><article><p>近日网上流传的消息与事实不符，"
        "我局已查明并依法处理，请勿转发。</p></article></body></html>"
    )
    [sheet] = drafting.from_text(page).sheets
    assert sheet.claim == ""
    assert sheet.reviews[0].publisher == "某市公安局"
    assert sheet.reviews[0].kind == "official"


def test_a_sheet_and_its_record_are_the_same_both_ways() -> None:
    assert record_of(sheet_of(HOT, 3)).record == HOT.with_status("draft")


def test_a_tip_becomes_a_sheet_with_its_words(desk: Any, desk_store: Any) -> None:
    desk_store.add_report("tip", "求核实", quote="隔夜水会致癌")
    desk_store.add_report("tip", "家里都在传", quote="隔夜水会致癌！")
    page = desk("lin").get("/new?case=1").text
    assert fields(page)["claim"] == "隔夜水会致癌"
    assert fields(page)["case"] == "1"


def test_from_a_pasted_page_to_a_record_that_waits_for_a_second_look(
    desk: Any, desk_store: Any
) -> None:
    lin, wang = desk("lin"), desk("wang")
    sheet = fields(lin.post("/new", text=REVIEW).text)
    kept = publish(lin, sheet)
    assert kept.status_code == 303, kept.text[:3000]
    record_id = kept.headers["Location"].rsplit("/", 1)[1]
    assert desk_store.get(record_id).status == "in_review"
    page = wang.get(f"/records/{record_id}").text
    proposal = re.findall(r'name="proposal" value="(\d+)"', page)[0]
    wang.post(f"/records/{record_id}/approve", proposal=proposal)
    assert desk_store.get(record_id).status == "published"


def test_two_curators_on_one_record_lose_nothing(desk: Any, desk_store: Any) -> None:
    keep(desk_store, HOT)
    lin, wang = desk("lin"), desk("wang")
    mine = fields(lin.get("/records/hot-water/edit").text)
    theirs = fields(wang.get("/records/hot-water/edit").text)
    first = publish(lin, mine | {"rebuttal": "第一位编辑写的话：热水只能缓解不适，不能治好感冒。"})
    assert first.status_code == 303
    words = "第二位编辑写的话：感冒一般一周左右自己会好，热水不是药。"
    second = publish(wang, theirs | {"rebuttal": words})
    assert second.status_code == 409
    assert words in second.text
    assert "lin" in second.text
    assert desk_store.get("hot-water").rebuttal.startswith("第一位")
    again = publish(wang, fields(second.text))
    assert again.status_code == 303
    assert desk_store.get("hot-water").rebuttal == words


def publish(browser: Browser, sheet: dict[str, str]) -> Any:
    return browser.post("/edit", **sheet | {"language": "zh-CN", "step": "publish", "why": WHY})


def test_near_records_stand_beside_and_take_the_review(desk: Any, desk_store: Any) -> None:
    from small_library import GARLIC

    keep(desk_store, GARLIC)
    lin = desk("lin")
    near = lin.get("/nearest?q=吃大蒜治感冒").get_json()["near"]
    assert [one["id"] for one in near] == [GARLIC.id]
    sheet = fields(lin.post("/new", text=REVIEW).text) | {"claim": "感冒了吃大蒜就好"}
    page = lin.post("/edit", **sheet, language="zh-CN", step=f"join:{GARLIC.id}").text
    joined = fields(page)
    assert joined["id"] == GARLIC.id
    assert "感冒了吃大蒜就好" in joined["phrasings"]
    assert joined["reviews.2.url"] == "https://example.org/g"


def test_an_import_stands_beside_what_says_nearly_the_same(desk: Any, desk_store: Any) -> None:
    from small_library import GARLIC

    keep(desk_store, GARLIC)
    imported = replace(GARLIC, id="import-1", claim="生吃大蒜感冒就好", status="in_review")
    desk_store.save_many([imported], who="cofacts", why="import")
    with writing(desk_store.engine) as connection:
        sweep(connection)
        [case] = queue.listed(connection, queue.Filter(kind="import"), "lin")
    lin = desk("lin")
    page = lin.get(f"/queue/{case.id}").text
    assert GARLIC.claim in page
    [merge] = re.findall(r'href="/console(/records/import-1/merge[^"]*)"', page)
    assert GARLIC.claim in lin.get(merge.replace("&amp;", "&")).text


def test_not_the_same_because_is_kept_and_shown(desk: Any, desk_store: Any) -> None:
    other = replace(HOT, id="hot-tea", claim="每天喝三杯热茶能治好感冒")
    keep(desk_store, HOT, other)
    lin = desk("lin")
    sheet = fields(lin.get("/records/hot-water/edit").text)
    sheet |= {"apart.hot-tea": "说的是茶，不是水", "rebuttal": HOT.rebuttal + "请遵医嘱。"}
    publish(lin, sheet)
    assert "说的是茶，不是水" in lin.get("/records/hot-tea").text


def test_undo_and_retire_ask_for_the_revision_that_was_looked_at(
    desk: Any, desk_store: Any
) -> None:
    keep(desk_store, HOT)
    lin = desk("lin")
    assert (
        lin.post("/records/hot-water/retire", why="来源撤回了原文", revision="7").status_code == 409
    )
    lin.post("/records/hot-water/retire", why="来源撤回了原文", revision="1")
    assert desk_store.get("hot-water").status == "retired"
    lin.post("/records/hot-water/undo", revision=str(revision(desk_store, "hot-water")))
    assert desk_store.get("hot-water") == HOT


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_an_export_holds_what_the_list_shows(desk: Any, desk_store: Any, kind: str) -> None:
    keep(desk_store, HOT, replace(HOT, id="gone", claim="=1+1的说法", status="retired"))
    lin = desk("lin")
    every = lin.get(f"/records.{kind}").text
    assert "hot-water" in every
    assert "gone" in every
    assert "gone" not in lin.get(f"/records.{kind}?status=published").text
    if kind == "csv":
        assert ",'=1+1" in every


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_the_queue_is_exported_as_it_is_filtered(desk: Any, desk_store: Any, kind: str) -> None:
    desk_store.add_report("tip", "=1+1的说法大家都在传", url="https://a.example/1")
    desk_store.add_report("tip", "下个月起坐地铁要先做体检", url="https://b.example/1")
    lin = desk("lin")
    answer = lin.get(f"/queue.{kind}")
    assert f'filename="queue.{kind}"' in answer.headers["Content-Disposition"]
    assert "a.example" in answer.text
    assert "b.example" in answer.text
    assert ("'=1+1" in answer.text) == (kind == "csv")
    assert "b.example" not in lin.get(f"/queue.{kind}?site=a.example").text
    assert f"/queue.{kind}" in lin.get("/queue").text


def test_the_difference_names_the_field_and_the_words(desk: Any, desk_store: Any) -> None:
    keep(desk_store, HOT)
    lin = desk("lin")
    sheet = fields(lin.get("/records/hot-water/edit").text)
    publish(lin, sheet | {"claim": "每天喝五杯热水能治好感冒"})
    page = lin.get("/records/hot-water").text
    assert "<del>三</del><ins>五</ins>" in page
