"""What the tests of the service share: a small library, and real servers on 127.0.0.1."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SERVED = ROOT / "tests" / "api" / "serve_small.py"

#: Seconds a server gets to answer /readyz; a loaded machine takes its time.
PATIENCE = 300


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> Any:
        """The error, once it is sure that the answer has the one shape of errors."""
        data = self.json
        assert list(data) == ["error"]
        assert list(data["error"]) == ["code", "message", "detail"]
        assert isinstance(data["error"]["message"], str)
        return data["error"]


@dataclass(frozen=True)
class Server:
    """A running service, talked to over real HTTP."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, names, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, headers=headers)

    def post_json(self, path: str, value: Any, **headers: str) -> Answer:
        sent = {"Content-Type": "application/json", **headers}
        return self.request("POST", path, json.dumps(value, ensure_ascii=False).encode(), sent)

    def check(self, **fields: Any) -> Answer:
        return self.post_json("/v1/check", fields)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def wait_until_ready(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            answer = self.get("/readyz")
            if answer.status == 200:
                return
            if "cannot" in answer.error["message"]:
                break
            time.sleep(0.1)
        pytest.fail(f"the service did not become ready:\n{self.log.read_text()}")

    def wait_for_port(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.connect().close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        pytest.fail(f"the service opened no port:\n{self.log.read_text()}")


Start = Callable[..., Server]


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts servers; they are stopped at the end, and must end by themselves when asked to."""
    running: list[Server] = []

    def start_one(*command: str, **environ: str) -> Server:
        folder = tmp_path_factory.mktemp("service")
        port = free_port()
        environment = os.environ | {
            "MINGBIAN_INSTANCE": str(folder / "instance"),
            "MINGBIAN_PORT": str(port),
            "OMP_NUM_THREADS": "1",
            **environ,
        }
        log = folder / "log"
        with log.open("wb") as sink:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, *(command or (str(SERVED),))],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
            )
        server = Server(port, process, log)
        running.append(server)
        server.wait_for_port()
        return server

    yield start_one
    for server in running:
        server.process.terminate()
    for server in running:
        assert server.process.wait(PATIENCE) == 0, server.log.read_text()


@pytest.fixture(scope="session")
def service(start: Start) -> Server:
    """The service with the small library of `serve_small.py`."""
    server = start(MINGBIAN_REQUESTS_PER_MINUTE="1000000")
    server.wait_until_ready()
    return server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
