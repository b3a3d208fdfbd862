"""`mingbian serve` as it is run for real, with the real encoder and the curated index."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SERVE = ("-m", "mingbian", "serve")


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
    server = start()
    server.wait_until_ready()
    pid = server.process.pid
    (worker,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    os.kill(int(worker), signal.SIGKILL)
    server.wait_for_port()
    server.wait_until_ready()
    assert server.check(text="今天下雪。").status == 200
