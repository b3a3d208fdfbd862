"""Batches in a running service: killed, begun again, stopped in order, told to a webhook."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from mingbian.batches import webhook
from mingbian.fetching import Fetcher

PAGES = Path(__file__).parents[1] / "pages"
PATIENCE = 300


@pytest.fixture(scope="module")
def saved_pages() -> list[dict[str, str]]:
    """A night's work: the saved pages of the tests in turn, each with a line of its own."""
    sources = [path.read_text("utf-8", "replace") for path in sorted(PAGES.glob("*/page.html"))]
    assert sources
    return [
        {
            "url": f"https://example.org/{number}",
            "html": source.replace("</body>", f"<p>这是第 {number} 份存档。</p></body>"),
        }
        for number, source in zip(range(500), cycle(sources), strict=False)
    ]


def bearer(server: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {server.post_json('/v1/keys', {}).json['key']}"}


def until(rule: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not rule():
        assert time.monotonic() < end
        time.sleep(0.05)


def progress(server: Any, batch: Any, key: dict[str, str]) -> Any:
    return server.get(f"/v1/batches/{batch['id']}", **key).json


@pytest.mark.slow
def test_each_page_is_there_once_after_the_service_was_killed_in_the_middle(
    start: Any, saved_pages: Any
) -> None:
    first = start()
    first.wait_until_ready()
    key = bearer(first)
    batch = first.post_json("/v1/batches", {"pages": saved_pages}, **key).json
    until(lambda: progress(first, batch, key)["done"] >= 100)
    os.killpg(first.process.pid, signal.SIGKILL)
    first.process.wait()
    second = start(MINGBIAN_INSTANCE=str(first.log.parent / "instance"))
    second.wait_until_ready()
    done = progress(second, batch, key)["done"]
    assert 100 <= done < len(saved_pages)
    until(lambda: progress(second, batch, key)["state"] == "done")
    lines = second.get(batch["results"], **key).body.decode().splitlines()
    results = [json.loads(line) for line in lines]
    assert [line["position"] for line in results] == list(range(len(saved_pages)))
    assert {line["status"] for line in results} == {200}
    assert [line["report"]["url"] for line in results] == [page["url"] for page in saved_pages]


@pytest.mark.slow
def test_the_service_stops_in_order_in_the_middle_of_a_batch(start: Any, saved_pages: Any) -> None:
    server = start()
    server.wait_until_ready()
    key = bearer(server)
    batch = server.post_json("/v1/batches", {"pages": saved_pages[:40]}, **key).json
    until(lambda: progress(server, batch, key)["done"] >= 2)
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    processes = [Path(f"/proc/{child}") for child in children.read_text().split()]
    assert len(processes) == 2  # a worker, and the one for batches
    server.process.terminate()
    assert server.process.wait(PATIENCE) == 0
    assert not any(process.exists() for process in processes)
    assert "unexpected" not in server.log.read_text()


@pytest.fixture
def receiver() -> Iterator[Any]:
    """A server that is told; it answers 500 to the first message."""
    told: list[tuple[dict[str, str], bytes]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(500 if len(told) == 1 else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever)
    thread.start()
    server.told = told  # type: ignore[attr-defined]
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_is_told_and_told_again_when_that_failed(
    client_of: Any, receiver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "AGAIN_AFTER", (0, 0))
    client = client_of(fetcher=Fetcher(1000, is_public=lambda address: True))
    key = {"Authorization": f"Bearer {client.post('/v1/keys', json={}).get_json()['key']}"}
    asked = {
        "pages": [{"text": "市民昨天在公园里散步，看到了今年的第一场雪。"}],
        "webhook": f"http://127.0.0.1:{receiver.server_port}/told?a=1",
    }
    batch = client.post("/v1/batches", json=asked, headers=key).get_json()
    works = client.application.extensions["mingbian.works"]
    works._queue.execute(works._queue.dequeue())
    shown = client.get(f"/v1/batches/{batch['id']}", headers=key).get_json()
    assert shown["webhook"] == {"url": asked["webhook"], "told": "waiting: answered 500"}
    works._sweep()
    shown = client.get(f"/v1/batches/{batch['id']}", headers=key).get_json()
    assert shown["webhook"]["told"] == "delivered"
    works._sweep()
    assert len(receiver.told) == 2
    for headers, body in receiver.told:
        message = json.loads(body)
        assert (message["type"], message["data"]["id"]) == ("batch.ended", batch["id"])
        assert message["data"]["state"] == "done"
        assert headers["webhook-signature"] == signed(headers, body, batch["webhook"]["secret"])
        assert "雪" not in body.decode()


def test_a_webhook_inside_is_never_told(client_of: Any, receiver: Any) -> None:
    client = client_of()
    key = {"Authorization": f"Bearer {client.post('/v1/keys', json={}).get_json()['key']}"}
    asked = {"pages": [{"text": "雪"}], "webhook": f"http://127.0.0.1:{receiver.server_port}/"}
    batch = client.post("/v1/batches", json=asked, headers=key).get_json()
    works = client.application.extensions["mingbian.works"]
    works._queue.execute(works._queue.dequeue())
    shown = client.get(f"/v1/batches/{batch['id']}", headers=key).get_json()
    assert shown["webhook"]["told"].startswith("given up: this address points inside")
    assert receiver.told == []


def signed(headers: dict[str, str], body: bytes, secret: str) -> str:
    """As anybody would check it who has read Standard Webhooks."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
