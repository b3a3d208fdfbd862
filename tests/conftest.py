"""What tests share: real servers on 127.0.0.1, and real databases.

A database is a SQLite file, or one in a private PostgreSQL cluster.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, sync_playwright
from sqlalchemy import create_engine, text

ROOT = Path(__file__).resolve().parents[1]
SERVED = ROOT / "tests" / "api" / "serve_small.py"

#: Seconds a server gets to answer /readyz; a loaded machine takes its time.
PATIENCE = 300


#: PostgreSQL does not run as root; Debian's package makes this account.
POSTGRES_ACCOUNT = "postgres"

#: What a run of all tests has been seen to need, doubled.
CLUSTER_BYTES = 3_000_000_000


class Cluster:
    """A PostgreSQL server in a folder of its own, reached by a socket in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = _postgres_programs()
        self._numbers = itertools.count(1)

    def start(self) -> None:
        if os.getuid() == 0:
            account = pwd.getpwnam(POSTGRES_ACCOUNT)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        data = self.folder / "data"
        self._run(
            "initdb", "-D", data, "-U", "test", "-A", "trust", "--encoding=UTF8", "--locale=C"
        )
        # The tests kill clients, never this server: it need not wait for the disk.
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off -c max_connections=100"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"db{next(self._numbers)}"
        admin = create_engine(self._url("postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        return self._url(name)

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://test@/{database}?host={self.folder}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self.programs / program), *map(str, arguments)]
        if os.getuid() == 0:
            command = ["runuser", "-u", POSTGRES_ACCOUNT, "--", *command]
        # A file and not a pipe: the server inherits it and would keep a pipe open.
        output = self.folder / f"{program}.out"
        with output.open("ab") as stream:
            done = subprocess.run(  # noqa: S603
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode:
            pytest.fail(f"{program}: {output.read_text()}")


def _postgres_programs() -> Path:
    """The folder with initdb and pg_ctl of the newest version there is."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    on_path = shutil.which("initdb")
    if not found and not on_path:
        pytest.fail("PostgreSQL is missing: apt-get install postgresql")
    return (found[-1] if found else Path(str(on_path))).parent


def _roomy_memory() -> str | None:
    """A folder in memory: the 8 MB of each test's database need never reach the disk."""
    memory = Path("/dev/shm")  # noqa: S108  a folder of its own is made in it
    if memory.is_dir() and shutil.disk_usage(memory).free >= CLUSTER_BYTES:
        return str(memory)
    return None


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
def playwright() -> Iterator[Playwright]:
    """One for all browsers of a run: a second in the same thread is refused."""
    with sync_playwright() as started:
        yield started


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
                start_new_session=True,
            )
        server = Server(port, process, log)
        running.append(server)
        server.wait_for_port()
        return server

    yield start_one
    left = [server for server in running if server.process.poll() is None]
    for server in left:
        server.process.terminate()
    for server in left:
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


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    # Not pytest's folder: that is closed to the account the server runs under, and its name
    # may be too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="mingbian-pg-", dir=_roomy_memory()))
    cluster = Cluster(folder)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'instance' / 'mingbian.db'}"
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.new_database()
