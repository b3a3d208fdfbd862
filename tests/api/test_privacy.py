"""What a reader sends is in no log and no metric, whatever becomes of the request."""

from __future__ import annotations

import json
import re
from typing import Any

DIARY = "藏书阁里的秘密"
URL = "https://private.example/secret-path?token=secret-query"


def test_neither_text_nor_address_is_logged_or_counted(start: Any) -> None:
    server = start()
    server.wait_until_ready()
    page = f"<article><h1>{DIARY}</h1><p>{DIARY}，每天生吃一头大蒜可以治好感冒。</p></article>"
    requests = [
        server.check(url=URL, html=page),
        server.check(url=URL, html="<!-- secret-path -->"),
        server.check(url=URL, html=page, language=DIARY),
        server.check(url="http://127.0.0.1/secret-path", fetch=True),
        server.request("POST", "/v1/check", DIARY.encode(), {"Content-Type": "application/json"}),
        server.get("/v1/rebuttals?q=secret-query"),
        server.get("/v1/rebuttals/secret-path"),
        server.get("/secret-path?secret-query"),
        server.get("/v1/reports/secret-path"),
        server.post_json("/v1/reports", {"kind": "tip", "reason": DIARY, "url": URL}),
    ]
    assert [one.status for one in requests] == [200, 422, 422, 422, 400, 200, 404, 404, 404, 201]
    kept = server.log.read_text() + server.get("/metrics").body.decode()
    for word in (DIARY, "secret", "private.example", "127.0.0.1/"):
        assert word not in kept
    assert "route=/v1/check status=200" in kept


def test_a_bug_is_logged_by_its_place_without_what_the_page_said(
    client_of: Any, caplog: Any
) -> None:
    class Broken:
        version = "broken-1"

        def matches(self, page: Any) -> Any:
            if DIARY in page.article.text:
                raise ValueError(page.article.text)
            return []

    client = client_of(Broken())
    answer = client.post("/v1/check", json={"text": f"{DIARY}，今天下雪，天气很冷。"})
    assert answer.status_code == 500
    assert answer.get_json()["error"]["code"] == "internal"
    assert DIARY not in answer.get_data(as_text=True)
    assert "ValueError" in caplog.text
    assert "test_privacy.py" in caplog.text
    assert DIARY not in caplog.text


def test_the_service_keeps_no_page(start: Any) -> None:
    server = start()
    server.wait_until_ready()
    assert (
        server.check(url=URL, html=f"<article><p>{DIARY}，今天下雪。</p></article>").status == 200
    )
    folder = server.log.parent / "instance"
    for file in folder.rglob("*"):
        if file.is_file():
            assert DIARY.encode() not in file.read_bytes()
            assert json.dumps(DIARY).encode() not in file.read_bytes()


def test_the_metrics_count_pages_stages_and_marks(start: Any) -> None:
    server = start()
    server.wait_until_ready()
    server.check(text="每天生吃一头大蒜可以治好感冒，效果比药还好。")
    counted = server.get("/metrics").body.decode()
    assert 'mingbian_requests_total{route="/v1/check",status="200"} 1.0' in counted
    assert 'mingbian_marks_total{check="rebuttal",severity="alert"} 1.0' in counted
    assert 'mingbian_stage_seconds_count{stage="article"} 1.0' in counted


def test_the_metrics_of_all_workers_are_one(start: Any) -> None:
    server, asked = start(MINGBIAN_WORKERS="2"), 40
    server.wait_until_ready()
    for _ in range(asked):
        server.get("/v1/rebuttals/nothing")
    counted = server.get("/metrics").body.decode()
    pattern = r'mingbian_requests_total\{route="/v1/rebuttals/<record_id>",status="\d+"\} (\d+)'
    assert sum(map(int, re.findall(pattern, counted))) == asked
