"""Files of what the pages show: all of it, as it is filtered, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from workshop import HOT, SOUP, keep

from mingbian.console.store import log
from mingbian.rebuttals.store.near_misses import count_marks
from mingbian.records import Record

FILES = ["queue", "records", "figures", "decisions"]


def table(browser: Any, path: str) -> list[dict[str, str]]:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def lines(browser: Any, path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in browser.get(path).text.splitlines()]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_every_file_is_for_who_may_see_its_page_and_linked_from_it(
    app: Any, desk: Any, desk_store: Any, name: str, kind: str
) -> None:
    stranger = app.test_client().get(f"/console/{name}.{kind}")
    assert stranger.status_code == 303
    assert HOT.claim not in stranger.text
    ming = desk("ming", "contributor")
    answer = ming.get(f"/{name}.{kind}")
    assert answer.status_code == 200
    assert f'filename="{name}.{kind}"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"/console/{name}.{kind}" in ming.get(f"/{name}").text
    assert ming.get(f"/{name}.xls").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_records_are_exported_by_the_filter_in_force(desk: Any, desk_store: Any, kind: str) -> None:
    keep(desk_store, HOT, SOUP, replace(HOT, id="gone", claim="另一句", status="retired"))
    lin = desk("lin")
    lin.post("/records/hot-soup/tags", tags="待配图")
    read = table if kind == "csv" else lines
    for query, ids in (
        ("", {"hot-water", "hot-soup", "gone"}),
        ("status=published", {"hot-water", "hot-soup"}),
        ("topic=food", {"hot-soup"}),
        ("publisher=另一家报社&status=published", {"hot-soup"}),
        ("tag=待配图", {"hot-soup"}),
        ("q=三杯热水", {"hot-water"}),
    ):
        assert {row["id"] for row in read(lin, f"/records.{kind}?{query}")} == ids
        page = lin.get(f"/records?{query}").text
        assert f"共 {len(ids)} " in page


def test_exported_records_can_be_imported_and_a_table_holds_what_they_say(
    desk: Any, desk_store: Any
) -> None:
    keep(desk_store, HOT)
    lin = desk("lin")
    [row] = lines(lin, "/records.jsonl")
    assert Record.from_json(row) == HOT
    [told] = table(lin, "/records.csv")
    assert told["phrasings"] == "; ".join(HOT.phrasings)
    assert told["publishers"] == "某地卫健委; 示例辟谣站"
    assert (told["revision"], told["first_seen"]) == ("1", "2024-02-02")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1+2", "@SUM(A1)", "  =1+1", "＝1+1", "＠cmd", '=HYPERLINK("x")']
)
def test_a_cell_that_a_spreadsheet_would_run_is_text(desk: Any, desk_store: Any, cell: str) -> None:
    claim = f"{cell}的说法大家都在传"
    keep(desk_store, replace(HOT, claim=claim, phrasings=(claim, "热水治感冒")))
    desk_store.save(replace(HOT, claim=claim, status="retired"), who="lin", why=claim)
    lin = desk("lin")
    [record] = table(lin, "/records.csv")
    decided, _ = table(lin, "/decisions.csv")
    for cells in (record["claim"], decided["claim"], decided["why"]):
        assert cells == f"'{claim}"
    assert [row["claim"] for row in lines(lin, "/records.jsonl")] == [claim]


def test_a_letter_cannot_break_out_of_its_row(desk: Any, desk_store: Any) -> None:
    quote = '一句话",\n"=1+1",\r\n在传'
    desk_store.add_report("tip", "看", quote=quote)
    [row] = table(desk("lin"), "/queue.csv")
    assert row["title"].replace("\r\n", "\n") == quote.replace("\r\n", "\n")
    assert row["kind"] == "tip"


def test_every_decision_is_exported_once_and_nobody_is_named(
    desk: Any, desk_store: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(log, "CHUNK", 2)
    keep(desk_store, *(replace(HOT, id=f"r-{n}", claim=f"第{n}个说法") for n in range(5)))
    lin = desk("lin")
    lin.post("/records/r-3/retire", why="来源撤回了原文", revision="1")
    rows = lines(lin, "/decisions.jsonl")
    assert [(row["action"], row["record_id"]) for row in rows] == [
        ("retired", "r-3"),
        *(("published", f"r-{n}") for n in (4, 3, 2, 1, 0)),
    ]
    assert rows[0]["why"] == "来源撤回了原文"
    assert "lin" not in {value for row in rows for value in row.values()}
    assert len(table(lin, "/decisions.csv")) == 6


def test_the_log_at_the_desk_stays_at_the_desk(desk: Any, desk_store: Any) -> None:
    keep(desk_store, *(replace(HOT, id=f"r-{n}", claim=f"第{n}个说法") for n in range(60)))
    page = desk("lin").get("/decisions").text
    assert 'href="/console/records/r-59"' in page
    assert 'rel="next" href="/console/decisions?before=' in page


def test_the_figures_of_the_file_are_those_of_the_page(desk: Any, desk_store: Any) -> None:
    keep(desk_store, HOT)
    desk_store.add_report("dispute", "不对", record_id=HOT.id)
    desk_store.add_report("tip", "看", quote="下个月起坐地铁要先做体检")
    lin = desk("lin")
    lin.post("/queue/2/finish", outcome="declined", why="官网没有这个通知", version="1")
    with desk_store.engine.begin() as connection:
        count_marks(connection, [HOT.id], desk_store.last_change()[1].date())
    rows = lines(lin, "/figures.jsonl")
    waiting = {row["kind"]: row for row in rows if row["figure"] == "waiting"}
    assert (waiting["dispute"]["open"], waiting["tip"]["open"]) == (1, 0)
    assert (waiting["tip"]["closed"], waiting["dispute"]["median"]) == (1, None)
    ranked = [(row["figure"], row["record_id"], row["count"]) for row in rows if "claim" in row]
    assert ranked == [("marked", HOT.id, 1), ("disputed", HOT.id, 1)]
    assert rows[-1] == {"figure": "closed_by", "account": "lin", "count": 1}
    told = table(lin, "/figures.csv")
    assert [row["figure"] for row in told] == [row["figure"] for row in rows]
    assert told[-1]["account"] == "lin"
