"""`mingbian serve` as it is run for real, with the real encoder and the curated index."""

from __future__ import annotations

import http.client
import os
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "benchmarks"))

from served.processes import children, who_has

pytestmark = pytest.mark.slow

SERVE = ("-m", "mingbian", "serve")
PATIENCE = 300


@pytest.fixture(scope="module")
def real(start: Any) -> Any:
    server = start(*SERVE)
    assert server.get("/healthz").status == 200  # before anything heavy is loaded
    server.wait_until_ready()
    return server


def test_a_curated_claim_is_found_and_marked(real: Any) -> None:
    record = real.get("/v1/rebuttals/garlic-in-mouth-kills-virus").json
    story = "邻居今天早上在楼下跟大家聊天，说起了家里最近常备的几样东西。\n"
    report = real.check(text=story + record["claim"] + "\n" + "大家听完就各自回家做饭去了。").json
    (mark,) = [mark for mark in report["annotations"] if mark["check"] == "rebuttal"]
    assert mark["evidence"][0]["record"] == record["id"]
    assert mark["evidence"][0]["publisher"] == record["reviews"][0]["publisher"]


def test_a_claim_in_other_words_is_searched_for(real: Any) -> None:
    found = real.get("/v1/rebuttals?limit=3&q=%E5%98%B4%E9%87%8C%E5%90%AB%E5%A4%A7%E8%92%9C").json
    assert "garlic-in-mouth-kills-virus" in [hit["record"]["id"] for hit in found["results"]]


def test_a_worker_that_dies_is_replaced(start: Any) -> None:
    server = start(MINGBIAN_WORKERS="1")
    server.wait_until_ready()
    worker = who_answers(server)
    os.kill(worker, signal.SIGKILL)
    assert who_answers(server) != worker
    assert server.check(text="今天下雪。").status == 200


def who_answers(server: Any) -> int:
    """The child that has accepted a new connection and answers on it.

    The service has others: one works on batches, and one may be writing a base.
    """
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    with closing(connection):
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        own_port = connection.sock.getsockname()[1]
        pid = who_has(server.port, own_port, children(server.process.pid))
    assert pid is not None
    return pid
