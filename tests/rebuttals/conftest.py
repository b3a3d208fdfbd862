"""Real databases for the tests: a SQLite file, and a private PostgreSQL cluster."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

import mingbian
from mingbian.rebuttals.store import Store
from mingbian.records import Record, Review

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


@pytest.fixture(scope="session")
def child_environment() -> dict[str, str]:
    """For a process that imports mingbian from the source tree under test."""
    return os.environ | {"PYTHONPATH": str(Path(mingbian.__file__).parents[1])}


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


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """For rules that do not depend on the database."""
    opened = Store.open(f"sqlite:///{tmp_path / 'mingbian.db'}")
    yield opened
    opened.close()


@pytest.fixture
def make_record() -> Callable[..., Record]:
    """Makes a record; what matters to a test is given by name."""

    def make(record_id: str = "hot-water", **fields: Any) -> Record:
        values: dict[str, Any] = {
            "claim": f"每天喝三杯热水能治好感冒（{record_id}）",
            "language": "zh-CN",
            "verdict": "false",
            "rebuttal": "热水能缓解不适，但不能杀死感冒病毒，感冒通常一周左右自愈。",
            "reviews": (
                Review("某地卫健委", "official", "https://wjw.example.cn/1", date=date(2024, 3, 1)),
            ),
            "phrasings": ("感冒不用吃药，喝热水就行", "热水治感冒"),
            "topics": ("health",),
        }
        return Record(id=record_id, **(values | fields))

    return make
