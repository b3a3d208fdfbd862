"""Batches: taken in, worked off in turn, read, cancelled, deleted; each page once."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from mingbian.api import batches as api
from mingbian.batches.book import MOST_TRIES, BatchBook
from mingbian.batches.work import TURN, Works, book

CLAIM = "每天生吃一头大蒜可以治好感冒"
SNOW = "市民昨天在公园里散步，看到了今年的第一场雪。"
NDJSON = {"Content-Type": "application/x-ndjson"}


@pytest.fixture
def owner(client: FlaskClient) -> FlaskClient:
    """A client that sends a key of its own with every request."""
    key = client.post("/v1/keys", json={}).get_json()["key"]
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


@pytest.fixture
def work(client: FlaskClient) -> Callable[[], None]:
    """Works off the queue in this process, as the batch worker does."""

    def work_off() -> None:
        queue = works_of(client)._queue
        while task := queue.dequeue():
            queue.execute(task)

    return work_off


@pytest.fixture
def kept(client: FlaskClient) -> Iterator[BatchBook]:
    with client.application.app_context():
        yield book()


def works_of(client: FlaskClient) -> Works:
    works: Works = client.application.extensions["mingbian.works"]
    return works


def made(owner: FlaskClient, *pages: Any, **more: Any) -> Any:
    answer = owner.post("/v1/batches", json={"pages": list(pages), **more})
    assert answer.status_code == 202, answer.get_json()
    return answer.get_json()


def results(owner: FlaskClient, batch: Any) -> list[Any]:
    answer = owner.get(batch["results"])
    assert answer.status_code == 200
    assert answer.content_type == "application/x-ndjson"
    return [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]


def test_every_page_has_its_line_in_the_order_of_the_pages(owner: Any, work: Any) -> None:
    batch = made(owner, *({"text": f"{SNOW}{number}"} for number in range(TURN + 5)))
    assert (batch["state"], batch["pages"], batch["done"]) == ("running", TURN + 5, 0)
    assert results(owner, batch) == []
    work()
    after = owner.get(f"/v1/batches/{batch['id']}").get_json()
    assert (after["state"], after["done"]) == ("done", TURN + 5)
    lines = results(owner, batch)
    assert [line["position"] for line in lines] == list(range(TURN + 5))
    assert {line["status"] for line in lines} == {200}


def test_a_line_is_the_report_of_a_single_check(owner: Any, work: Any) -> None:
    page = {"text": f"{CLAIM}，效果很好。", "language": "en"}
    batch = made(owner, page)
    work()
    (line,) = results(owner, batch)
    alone = owner.post("/v1/check", json=page).get_json()
    changing = ("id", "checked_at", "timings_ms")
    without = [
        {k: v for k, v in one.items() if k not in changing} for one in (line["report"], alone)
    ]
    assert without[0] == without[1]


def test_a_page_that_cannot_be_read_says_so_and_stops_nothing(owner: Any, work: Any) -> None:
    unreadable = {"html": "<!-- nothing -->", "url": "https://example.org/"}
    batch = made(owner, "http://127.0.0.1/inside", {"text": SNOW}, unreadable)
    work()
    first, second, third = results(owner, batch)
    assert (first["status"], first["error"]["code"]) == (422, "address_refused")
    assert second["status"] == 200
    assert (third["status"], third["error"]["code"]) == (422, "no_article")


def test_batches_take_turns(owner: Any, client: Any) -> None:
    long = made(owner, *({"text": SNOW} for _ in range(3 * TURN)))
    short = made(owner, {"text": SNOW})
    queue = works_of(client)._queue
    for _ in range(2):
        queue.execute(queue.dequeue())
    assert owner.get(f"/v1/batches/{long['id']}").get_json()["done"] == TURN
    assert owner.get(f"/v1/batches/{short['id']}").get_json()["state"] == "done"


def test_lines_are_taken_like_a_list(owner: Any, work: Any) -> None:
    lines = "\n".join([json.dumps({"text": SNOW}), "", '"http://127.0.0.1/"'])
    for body, headers in (
        (lines.encode(), {}),
        (gzip.compress(lines.encode()), {"Content-Encoding": "gzip"}),
    ):
        answer = owner.post("/v1/batches", data=body, headers=NDJSON | headers)
        assert (answer.status_code, answer.get_json()["pages"]) == (202, 2)
    work()
    assert [line["status"] for line in results(owner, answer.get_json())] == [200, 422]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "pages"),
        ({"pages": []}, "pages"),
        ({"pages": [{"text": "a"}] * 1001}, "pages"),
        ({"pages": [{"text": "a"}, {"text": 1}]}, "pages.1.page.text"),
        ({"pages": [{"text": "a"}, {}]}, "pages.1"),
        ({"pages": ["ftp://example.org/"]}, "pages.0.address"),
        ({"pages": [{"text": "a"}], "webhook": "file:///etc/passwd"}, "webhook"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(owner: Any, sent: Any, field: str) -> None:
    answer = owner.post("/v1/batches", json=sent)
    assert answer.status_code == 422
    assert list(answer.get_json()["error"]["detail"]["fields"]) == [field]
    assert owner.get("/v1/batches").get_json() == {"batches": []}


def test_a_broken_line_is_400_and_says_which(owner: Any) -> None:
    answer = owner.post("/v1/batches", data=b'{"text": "a"}\n{"text": \n', headers=NDJSON)
    assert (answer.status_code, answer.get_json()["error"]["detail"]) == (400, {"line": 2})


def test_without_a_key_there_are_no_batches(client: Any) -> None:
    assert client.post("/v1/batches", json={"pages": [{"text": "a"}]}).status_code == 401
    assert client.get("/v1/batches").status_code == 401


def test_a_batch_belongs_to_its_key(owner: Any) -> None:
    batch = made(owner, {"text": SNOW})
    other = {"Authorization": f"Bearer {owner.post('/v1/keys', json={}).get_json()['key']}"}
    for method, path in (
        ("GET", ""),
        ("GET", "/results"),
        ("POST", "/cancel"),
        ("DELETE", ""),
    ):
        answer = owner.open(f"/v1/batches/{batch['id']}{path}", method=method, headers=other)
        assert answer.status_code == 404
    assert owner.get("/v1/batches", headers=other).get_json() == {"batches": []}
    assert owner.get(f"/v1/batches/{batch['id']}").status_code == 200


def test_the_same_idempotency_key_makes_one_batch(owner: Any) -> None:
    asked, word = {"pages": [{"text": SNOW}]}, {"Idempotency-Key": "2026-11-24"}
    first = owner.post("/v1/batches", json=asked, headers=word)
    again = owner.post("/v1/batches", json=asked, headers=word)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.get_json() == first.get_json()
    other = owner.post("/v1/batches", json={"pages": [{"text": "a"}]}, headers=word)
    assert list(other.get_json()["error"]["detail"]["fields"]) == ["Idempotency-Key"]
    assert len(owner.get("/v1/batches").get_json()["batches"]) == 1


def test_a_batch_costs_its_pages_of_the_day(client_of: Any) -> None:
    client = client_of(key_requests_per_day=10)
    key = {"Authorization": f"Bearer {client.post('/v1/keys', json={}).get_json()['key']}"}
    pages = {"pages": [{"text": SNOW}] * 8}
    assert client.post("/v1/batches", json=pages, headers=key).status_code == 202
    refused = client.post("/v1/batches", json=pages, headers=key)
    assert (refused.status_code, refused.get_json()["error"]["detail"]["allowance"]) == (429, "day")


def test_a_cancelled_batch_keeps_what_is_done_and_checks_no_more(
    owner: Any, client: Any, work: Any
) -> None:
    batch = made(owner, *({"text": SNOW} for _ in range(2 * TURN)))
    queue = works_of(client)._queue
    queue.execute(queue.dequeue())
    assert owner.post(f"/v1/batches/{batch['id']}/cancel").get_json()["state"] == "cancelled"
    work()
    after = owner.get(f"/v1/batches/{batch['id']}").get_json()
    assert (after["state"], after["done"], len(results(owner, batch))) == ("cancelled", TURN, TURN)


def test_a_deleted_batch_is_gone(owner: Any, work: Any) -> None:
    batch = made(owner, {"text": SNOW})
    assert owner.delete(f"/v1/batches/{batch['id']}").status_code == 204
    work()
    assert owner.get(f"/v1/batches/{batch['id']}").status_code == 404
    assert owner.get(batch["results"]).status_code == 404


def test_results_are_forgotten_when_their_time_is_over(
    owner: Any, work: Any, kept: BatchBook, tmp_path: Path
) -> None:
    batch = made(owner, {"text": SNOW})
    work()
    with sqlite3.connect(tmp_path / "mingbian.db") as connection:
        connection.execute("UPDATE batches SET expires_at = '2020-01-01 00:00:00.000000'")
    connection.close()
    kept.drop_expired()
    assert owner.get(f"/v1/batches/{batch['id']}").status_code == 404


def test_a_page_s_text_is_in_no_file_once_it_is_checked(
    owner: Any, work: Any, tmp_path: Path
) -> None:
    secret = "藏书阁里的秘密日记，谁也不该看到它。"  # noqa: S105
    made(owner, *({"text": f"{SNOW}{number}{secret}"} for number in range(TURN)))
    packed = [row[0] for row in rows(tmp_path, "SELECT asked FROM batch_items")]
    work()
    assert rows(tmp_path, "SELECT count(*) FROM batch_items WHERE asked IS NOT NULL") == [(0,)]
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not any(one in content for one in packed), file


def test_work_left_by_a_process_that_died_is_done_by_the_next(
    owner: Any, client: Any, work: Any, kept: BatchBook
) -> None:
    batch = made(owner, {"text": f"{SNOW}1"}, {"text": f"{SNOW}2"})
    works_of(client)._queue.flush()  # the queue is lost
    item = kept.take(
        batch["id"], seconds=-1, holder="gone"
    )  # and whoever had the first page is gone
    assert item is not None
    works_of(client)._sweep()
    work()
    assert [line["position"] for line in results(owner, batch)] == [0, 1]


def test_a_service_that_starts_again_lets_go_of_what_it_had(
    owner: Any, client: Any, kept: BatchBook
) -> None:
    batch = made(owner, {"text": SNOW}, {"text": SNOW})
    for holder in (works_of(client)._holder, "another machine"):
        assert kept.take(batch["id"], seconds=60, holder=holder) is not None
    works_of(client).pick_up()
    item = kept.take(batch["id"], seconds=60, holder="me")
    assert item is not None
    assert item.position == 0
    assert kept.take(batch["id"], seconds=60, holder="me") is None


def test_a_page_in_hand_is_not_taken_twice(owner: Any, kept: BatchBook) -> None:
    batch = made(owner, {"text": SNOW})
    assert kept.take(batch["id"], seconds=60, holder="me") is not None
    assert kept.take(batch["id"], seconds=60, holder="me") is None
    assert kept.unfinished() == []


def test_a_page_keeps_its_first_result(owner: Any, kept: BatchBook) -> None:
    batch = made(owner, {"text": SNOW})
    assert kept.finish(batch["id"], 0, {"position": 0, "status": 200})
    assert not kept.finish(batch["id"], 0, {"position": 0, "status": 500})
    assert results(owner, batch) == [{"position": 0, "status": 200}]


def test_a_page_that_ends_every_process_is_given_up(owner: Any, kept: BatchBook, work: Any) -> None:
    batch = made(owner, {"text": SNOW}, {"text": SNOW})
    for _ in range(MOST_TRIES):
        assert kept.take(batch["id"], seconds=-1, holder="gone").position == 0
    work()
    assert [line["status"] for line in results(owner, batch)] == [500, 200]


def test_a_sweep_does_not_put_in_what_is_there(owner: Any, client: Any) -> None:
    made(owner, {"text": SNOW})
    for _ in range(3):
        works_of(client)._sweep()
    assert works_of(client)._queue.pending_count() == 1


def test_the_scope_is_one_that_a_key_gets_by_itself() -> None:
    from mingbian.access.keys import SELF_SERVICE

    assert api.SCOPE in SELF_SERVICE


def rows(folder: Path, query: str) -> list[Any]:
    connection = sqlite3.connect(folder / "mingbian.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_a_webhook_in_the_query_of_a_json_batch_is_not_passed_over(owner: FlaskClient) -> None:
    answer = owner.post(
        "/v1/batches?webhook=https://example.org/", json={"pages": [{"text": SNOW}]}
    )
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "invalid")
