"""Forged forms, guessed ids, script in every field, odd uploads: refused, and nothing lost."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from lxml import html
from workshop import HOT, keep

from mingbian.console import drafting
from mingbian.console.guard import POLICY
from mingbian.console.sheets import record_of, sheet_of

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}'

PAGES = ["/queue", "/queue/1", "/records", "/records/hot-water", "/records/hot-water/edit", "/new"]
PAGES += ["/figures", "/me", "/people"]


@pytest.fixture
def full(desk_store: Any) -> Any:
    keep(desk_store, HOT)
    desk_store.add_report("tip", SCRIPT, quote=SCRIPT, url="https://a.example/?q=" + SCRIPT)
    return desk_store


def document(answer: Any) -> Any:
    return html.fromstring(answer.data)


def test_strangers_see_no_page_of_the_console(app: Any, full: Any) -> None:
    for path in PAGES:
        answer = app.test_client().get(f"/console{path}")
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/console/sign-in")


def test_every_form_is_refused_without_its_token(app: Any, desk: Any, full: Any) -> None:
    boss = desk("boss", "admin")
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    ours = [one for one in rules if one.endpoint.startswith(("console.", "decisions."))]
    assert len(ours) > 15
    for rule in ours:
        path = re.sub(r"<([^<>]*:)?\w+>", "1", rule.rule)
        for data in ({}, {"csrf_token": "forged"}):
            assert boss.client.post(path, data=data).status_code == 400, path
    assert full.get("hot-water") == HOT


def test_a_token_of_another_browser_is_refused(desk: Any, full: Any) -> None:
    lin, wang = desk("lin"), desk("wang")
    form = wang.get("/me").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
    sent = {"csrf_token": token, "why": "来源撤回了原文", "revision": "1"}
    lin.get("/me")
    assert lin.client.post("/console/records/hot-water/retire", data=sent).status_code == 400
    assert full.get("hot-water").status == "published"


@pytest.mark.parametrize(
    "path",
    [
        "/queue/999",
        "/queue/99999999999999999999",
        "/queue/-1",
        "/records/no-such-record",
        "/records/..%2f..%2fetc%2fpasswd",
        "/records/no-such-record/edit",
        "/join/guessed",
        "/new?case=999",
    ],
)
def test_guessed_ids_lead_nowhere(desk: Any, full: Any, path: str) -> None:
    assert desk("lin").get(path).status_code == 404


def test_guessed_report_numbers_lead_nowhere(app: Any, full: Any) -> None:
    client = app.test_client()
    assert client.get("/reports/0000-0000-0000").status_code == 404
    assert client.get("/reports/%00").status_code == 404


@pytest.mark.parametrize("role", ["contributor", "curator"])
def test_roles_do_not_reach_above_themselves(desk: Any, full: Any, role: str) -> None:
    one = desk("one", role)
    assert one.get("/people").status_code == 403
    assert one.post("/people/invite", role="admin").status_code == 403
    assert one.post("/people/one/role", role="admin").status_code == 403
    if role == "contributor":
        sent = {"why": "来源撤回了原文", "revision": "1"}
        assert one.post("/records/hot-water/retire", **sent).status_code == 403
        assert one.post("/queue/1/finish", outcome="declined", version="1").status_code == 403
    assert full.get("hot-water") == HOT


def test_script_in_every_text_field_is_shown_as_text(desk: Any, full: Any) -> None:
    lin = desk("lin", "admin")
    fields = vars(sheet_of(HOT, 1)) | {"why": SCRIPT, "trial": SCRIPT, "case": "1"}
    typed = {name: SCRIPT for name in fields if name not in ("id", "base", "reviews", "topics")}
    review = {f"reviews.0.{name}": SCRIPT for name in ("publisher", "url", "title", "date")}
    sheet = lin.post("/edit", step="look", **typed, **review)
    assert sheet.status_code == 422
    lin.post("/queue/1/note", note=SCRIPT)
    lin.post("/records/hot-water/note", note=SCRIPT)
    lin.post("/records/hot-water/retire", why=SCRIPT, revision="1")
    lin.post("/records/hot-water/interest", why=SCRIPT)
    public = lin.client.get("/decisions").text + lin.client.get("/decisions.atom").text
    for text in (sheet.text, public, *(lin.get(path).text for path in PAGES)):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert ">49<" not in text
    assert "&lt;script&gt;alert(1)" in public
    assert "&lt;script&gt;alert(1)" in lin.get("/queue/1").text


def test_no_link_of_a_page_runs_script(desk: Any, full: Any) -> None:
    full.add_report("tip", "看", url="javascript:alert(1)", quote="另一句完全不同的话在这里")
    for number in (1, 2):
        assert 'href="javascript:' not in desk(f"lin{number}").get(f"/queue/{number}").text


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("a.html", b"\x00\xff\xfe" * 1000, 200),
        ("a.html", b"", 422),
        ("a.json", b'{"@type": "ClaimReview", "claimReviewed": ' + b"[" * 5000, 200),
        ("a.csv", b"claim,verdict\n" + b"x," * 10_000, 200),
        ("../../etc/passwd", b"root:x:0:0", 200),
        ("a.html", b"<p>" + b"x" * 100_000, 413),
    ],
    ids=["bytes", "empty", "nested", "table", "path", "large"],
)
def test_odd_uploads_make_a_sheet_or_are_refused(
    desk: Any, full: Any, monkeypatch: Any, name: str, data: bytes, status: int
) -> None:
    monkeypatch.setattr(drafting, "MOST_BYTES", 100_000)  # the client keeps more in a file
    answer = desk("lin").post("/new", file=(io.BytesIO(data), name))
    assert answer.status_code == status
    assert full.count() == {"published": 1}


def test_a_link_that_points_inside_is_not_fetched(desk: Any) -> None:
    for link in ("http://127.0.0.1:8642/", "file:///etc/passwd", "http://[::1]/", "gopher://x/"):
        assert desk(f"lin{len(link)}").post("/new", link=link).status_code == 422


def test_a_form_that_is_refused_gives_the_words_back(desk: Any, full: Any) -> None:
    lin = desk("lin")
    words = "我写了很久的一段话，请不要弄丢它。"
    lin.get("/me")
    answer = lin.client.post("/console/records/hot-water/note", data={"note": words})
    assert answer.status_code == 400
    assert words in answer.text


def test_every_page_has_the_strict_policy_and_is_not_stored(desk: Any, full: Any) -> None:
    lin = desk("lin", "admin")
    for path in PAGES:
        answer = lin.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["Cache-Control"] == "no-store"
        names = {name for one in document(answer).iter("*") for name in one.attrib}
        assert not [name for name in names if name == "style" or name.startswith("on")]
    assert "unsafe" not in POLICY


def test_going_back_after_the_sign_in_stays_here(app: Any) -> None:
    client = app.test_client()
    for back in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ):
        page = client.get("/console/sign-in", query_string={"back": back}).text
        assert f'value="{back}"' not in page


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"claim": ""}, "claim"),
        ({"rebuttal": "太短"}, "rebuttal"),
        ({"expires": "明天"}, "expires"),
        ({"verdict": "maybe"}, "verdict"),
        ({"topics": ("health", "food", "money", "policy", "school")}, "topics"),
        ({"region": "china"}, "region"),
        ({"happened_when": "去年"}, "happened_when"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(change: dict[str, Any], field: str) -> None:
    from dataclasses import replace

    reading = record_of(replace(sheet_of(HOT, 1), **change))
    assert reading.record is None
    assert field in reading.problems
