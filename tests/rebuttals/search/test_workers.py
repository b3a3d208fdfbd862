"""What is published is found in every worker of a running service, beside ten thousand records."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mingbian.rebuttals.encoder.unpack import WEIGHTS_SHA256
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.vector_store import VectorStore
from mingbian.records import Record
from mingbian.settings import Settings

RECORDS, WORKERS = 10_000, 2
#: Requests in a row, each by a connection of its own, that must be answered alike: were one of
#: two workers behind, one in a million such rows would not show it.
IN_A_ROW = 20
#: Seconds for the service to begin, and for a change to reach it; the promise is two.
BEGINNING, ARRIVING = 300.0, 60.0


class Service:
    """The real service, asked over HTTP."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self._address = f"http://127.0.0.1:{port}"

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self._address + path, timeout=30) as answer:  # noqa: S310
                json.load(answer)
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def wait_for(self, path: str, status: int, seconds: float) -> None:
        """Until IN_A_ROW answers have this status."""
        deadline, row = time.monotonic() + seconds, 0
        while row < IN_A_ROW:
            row = row + 1 if self.status(path) == status else 0
            assert time.monotonic() < deadline, f"{path} is not {status} everywhere"
            assert self.process.poll() is None, "the service has ended"
            time.sleep(0.05)


@pytest.fixture
def service(
    store: Store,
    database: str,
    tmp_path: Path,
    numbered: Callable[..., list[Record]],
    child_environment: dict[str, str],
    encoder: Any,
) -> Iterator[Service]:
    store.save_many(numbered(0, RECORDS), who="test", why="many")
    store.sync_curated(Settings().index / "rebuttals")
    # So that the service need not encode for minutes.
    encoder.name = f"multilingual-e5-small-q4@{WEIGHTS_SHA256[:12]}"
    texts = [text for record in store.published() for text in record.wordings]
    VectorStore(encoder, tmp_path / "vectors").places(texts, lambda line: None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "mingbian", "serve", "--port", str(port)],
        env=child_environment
        | {
            "MINGBIAN_INSTANCE": str(tmp_path),
            "MINGBIAN_DATABASE": database,
            "MINGBIAN_WORKERS": str(WORKERS),
            "MINGBIAN_REQUESTS_PER_MINUTE": "1000000",
            "MINGBIAN_REQUESTS_PER_DAY": "1000000",
        },
    )
    yield Service(process, port)
    process.terminate()
    process.wait()


@pytest.mark.slow
def test_a_record_reaches_every_worker_and_leaves_every_worker(service, store, make_record):
    service.wait_for("/readyz", 200, BEGINNING)
    new = make_record("stone-sings", claim="山顶的石头夜里会唱歌，听见的人会发财", phrasings=())
    store.save(new, who="test", why="new")
    service.wait_for("/v1/rebuttals/stone-sings", 200, ARRIVING)
    store.set_status("stone-sings", "retired", who="test", why="gone")
    service.wait_for("/v1/rebuttals/stone-sings", 404, ARRIVING)
