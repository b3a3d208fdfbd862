"""Every page and the central acts, with each kind of database behind them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from workshop import ALERT, HOT, SOUP, join, keep, revision

from mingbian.console import passwords
from mingbian.console.store import accounts
from mingbian.rebuttals.store.database import writing
from mingbian.rebuttals.store.near_misses import NearMiss, count_marks, record_near_miss
from mingbian.rebuttals.store.sweep import sweep

PASSWORD = "correct horse battery"  # noqa: S105
WHY = "卫健委发布了说明"
TIP = "下个月起坐地铁要先做体检"

#: What stands for the arguments of an address.
VALUES = {
    "record_id": "hot-water",
    "case_id": "1",
    "form": "csv",
}

FILTERS = {
    "/queue": (
        *("kind=tip", "held=free", "held=mine", "state=closed", "order=age", "q=%地铁"),
        *("site=a.example", "after=-1~2026-01-01T00:00:00%2B00:00~1", "after=x"),
    ),
    "/records": (
        *("status=draft", "verdict=false", "topic=food", "tag=待配图", "q=热_水"),
        *("publisher=示例辟谣站", "after=2026-01-01T00:00:00%2B00:00~a", "after=x"),
    ),
    "/decisions": ("before=3", "before=x"),
    "/notes": ("to=me",),
    "/nearest": ("q=热水&id=hot-water",),
    "/new": ("case=1",),
    "/records/hot-soup/merge": ("into=hot-water", "into=nowhere"),
}


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def full(desk_store: Any) -> Any:
    """One of everything that the pages show."""
    keep(desk_store, HOT, SOUP, ALERT, replace(HOT, id="old", claim="旧的", status="retired"))
    dispute = desk_store.add_report("dispute", "不对", record_id=HOT.id, url="https://a.example/1")
    desk_store.add_report("tip", "请核实", quote=TIP, url="https://a.example/2", sender="s")
    desk_store.answer_report(dispute, "declined", "没有写明是转述", who="mei")
    desk_store.add_report("appeal", "还是不对", record_id=HOT.id, appeal_of=dispute)
    doubtful = replace(SOUP, id="import-1", claim="同一句话", status="in_review")
    desk_store.save_many([doubtful], who="cofacts", why="import")
    with writing(desk_store.engine) as connection:
        record_near_miss(connection, NearMiss(HOT.id, "喝热水感冒就好", 0.6, "below", "b.example"))
        count_marks(connection, [HOT.id], desk_store.last_change()[1].date())
        sweep(connection)
    return desk_store


def addresses(app: Any) -> list[str]:
    """Of every page that is read."""
    found = []
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.partition(".")[0]
        ours = blueprint in ("console", "decisions") and rule.endpoint != "console.static"
        if ours and "GET" in rule.methods:
            found.append(re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda m: VALUES.get(m[1], "x"), rule.rule))
    return sorted(found)


def shown(browser: Any, path: str, name: str) -> str:
    """The value of a hidden field."""
    return re.findall(rf'name="{name}" value="([^"]*)"', browser.get(path).text)[0]


def test_every_page_can_be_read(app: Any, desk: Any, full: Any) -> None:
    boss = desk("boss", "admin")
    paths = addresses(app)
    assert len(paths) > 20
    number = full.reports()[0].number
    for path in paths:
        asked = path.replace("/reports/x", f"/reports/{number}")
        wanted = {"/console/join/x": 404, "/console/sign-in": 303}.get(path, 200)
        answer = boss.client.get(asked)
        assert (answer.status_code, bool(answer.data)) == (wanted, True), path
    for path, queries in FILTERS.items():
        for query in queries:
            wanted = 404 if query == "into=nowhere" else 200
            assert boss.get(f"{path}?{query}").status_code == wanted, (path, query)
    for case in range(1, 6):
        assert boss.get(f"/queue/{case}").status_code == 200


def test_from_an_invitation_to_a_published_record_and_back(app: Any, desk: Any, full: Any) -> None:
    boss, wang = desk("boss", "admin"), desk("wang")
    page = boss.post("/people/invite", role="curator").text
    link = re.findall(r'<code id="link">http://localhost(/console/join/[^<]+)</code>', page)[0]
    guest = app.test_client()
    sent = {"name": "lin", "password": PASSWORD, "again": PASSWORD}
    assert posted(guest, link, link, **sent).status_code == 303
    wrong = {"name": "lin", "password": "wrong horse battery"}
    assert posted(guest, "/console/sign-in", "/console/sign-in", **wrong).status_code == 401
    assert posted(guest, "/console/sign-in", "/console/sign-in", **sent).status_code == 303

    case = re.findall(r'href="/console/queue/(\d+)"', guest.get("/console/queue?kind=tip").text)[0]
    at = f"/console/queue/{case}"
    version = re.findall(r'name="version" value="(\d+)"', guest.get(at).text)[0]
    assert posted(guest, at, f"{at}/claim", version=version).status_code == 303
    assert wang.post(f"/queue/{case}/claim", version=version).status_code == 409
    kept = posted(guest, "/console/new", "/console/edit", **sheet(case))
    assert kept.status_code == 303, kept.text
    record_id = kept.location.rpartition("/")[2]
    assert full.get(record_id).status == "in_review"
    proposal = shown(wang, f"/records/{record_id}", "proposal")
    assert posted(guest, at, f"/console/records/{record_id}/approve", proposal=proposal).status_code
    assert full.get(record_id).status == "in_review"
    assert wang.post(f"/records/{record_id}/approve", proposal=proposal).status_code == 303
    assert full.get(record_id).status == "published"
    assert TIP in wang.get("/queue?state=closed&kind=tip").text
    assert wang.post(f"/records/{record_id}/undo", revision="2").status_code == 303
    assert full.get(record_id).status == "in_review"


def test_disputes_appeals_and_what_is_due_are_decided(desk: Any, full: Any) -> None:
    lin = desk("lin")
    for kind, outcome in (("dispute", "declined"), ("appeal", "retire"), ("import", "done")):
        case = re.findall(r'href="/console/queue/(\d+)"', lin.get(f"/queue?kind={kind}").text)[0]
        version = shown(lin, f"/queue/{case}", "version")
        sent = {"outcome": outcome, "why": "看过了，这样办", "version": version}
        assert lin.post(f"/queue/{case}/finish", **sent).status_code == 303, kind
    assert full.get(HOT.id).status == "retired"
    assert lin.post("/queue/sweep").status_code == 303
    rows = lin.get("/figures.jsonl").text.splitlines()
    assert '"account": "lin", "count": 3' in rows[-1]


def test_many_records_are_changed_merged_split_and_put_back(desk: Any, full: Any) -> None:
    lin = desk("lin")
    lin.post("/records/hot-soup/tags", tags="待配图")
    lin.post("/records/hot-soup/note", note="@lin 再看一眼")
    lin.post("/records/hot-soup/apart", other="alert", why="说的不是一种病")
    lin.post("/records/alert/interest", why="我在那里工作")
    picked = re.findall(r'name="at" value="([^"]+)"', bulk(lin, "/bulk").text)
    assert len(picked) == 2
    assert bulk(lin, "/bulk/do", at=picked, why=WHY).status_code == 200
    assert full.get("hot-soup").topics == ("food", "health", "science")
    filed = full.get(HOT.id)
    seen = {"into": HOT.id, "revision": "2", "into_revision": "2", "why": WHY}
    assert lin.post("/records/hot-soup/merge", **seen).status_code == 303
    assert full.get("hot-soup").status == "retired"
    assert lin.post("/records/hot-soup/undo", revision="3").status_code == 303
    assert full.get(HOT.id) == filed
    part = {
        "revision": str(revision(full, HOT.id)),
        "claim": "三杯热水赶走感冒",
        "verdict": "unproven",
        "rebuttal": "热水赶不走感冒病毒，只会让人觉得舒服一些，没有研究支持这个数量。",
        "review.1": "goes",
        "step": "split",
        "why": WHY,
    }
    assert lin.post("/records/hot-water/split", **part).status_code == 303
    assert len(full.get(HOT.id).reviews) == 1


def test_who_is_disabled_or_signs_out_is_out(app: Any, desk: Any, desk_store: Any) -> None:
    boss, wang = desk("boss", "admin"), desk("wang")
    boss.post("/people/wang/disable", disabled="1")
    assert wang.get("/queue").status_code == 303
    join(desk_store, "mei")
    with writing(desk_store.engine) as connection:
        accounts.set_password(connection, "mei", passwords.hashed(PASSWORD), "test")
    client = app.test_client()
    posted(client, "/console/sign-in", "/console/sign-in", name="mei", password=PASSWORD)
    token = client.get_cookie("mingbian_console", path="/console").value
    posted(client, "/console/queue", "/console/sign-out")
    client.set_cookie("mingbian_console", token, path="/console")
    assert client.get("/console/queue").status_code == 303


def posted(client: Any, form: str, path: str, **fields: Any) -> Any:
    """Sent with the token of the form on a page."""
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get(form).text)[0]
    return client.post(path, data=fields | {"csrf_token": token})


def bulk(browser: Any, path: str, **more: Any) -> Any:
    order = {"pick": ["hot-water", "hot-soup"], "what": "add_topic", "topic": "science"}
    return browser.post(path, **order | more)


def sheet(case: str) -> dict[str, str]:
    return {
        "case": case,
        "base": "0",
        "claim": TIP,
        "phrasings": "坐地铁要先体检\n地铁体检下月开始",
        "language": "zh-CN",
        "verdict": "false",
        "rebuttal": "地铁公司说没有这样的安排，进站只需按照原来的办法安检和购票。",
        "reviews.0.publisher": "示例地铁公司",
        "reviews.0.kind": "official",
        "reviews.0.url": "https://metro.example/1",
        "step": "publish",
        "why": WHY,
    }
