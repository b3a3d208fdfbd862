"""A service of a benchmark's own."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
#: Seconds that the service gets to begin: it may have to encode the index first.
PATIENCE = 600


@dataclass(frozen=True)
class Service:
    """A service that is ready."""

    port: int
    pid: int  # of the process that started the others
    instance: Path


@contextmanager
def served(workers: int, fill: Callable[[Path], None] = lambda instance: None) -> Iterator[Service]:
    """A service that is ready, in an instance folder that is dropped at the end.

    It begins with the encoder and vectors of this checkout where there are any.  `fill` may put
    more into the folder before it starts.  No limit on requests is in its way.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="mingbian-bench-") as folder:
        instance = Path(folder)
        _bring(instance)
        fill(instance)
        environment = os.environ | {
            "MINGBIAN_INSTANCE": folder,
            "MINGBIAN_PORT": str(port),
            "MINGBIAN_REQUESTS_PER_MINUTE": "1000000",
            "MINGBIAN_REQUESTS_PER_DAY": "1000000000",
        }
        command = [sys.executable, "-m", "mingbian", "serve", "--workers", str(workers)]
        with (instance / "log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, stderr=log)  # noqa: S603
        try:
            _wait_until_ready(port, process)
            yield Service(port, process.pid, instance)
        finally:
            process.terminate()
            process.wait()


def _bring(instance: Path) -> None:
    """What takes a minute to make: the encoder by a link, the vectors, which grow, as a copy."""
    kept = Path(os.environ.get("MINGBIAN_INSTANCE", ROOT / "instance"))
    if (kept / "encoder").exists():
        (instance / "encoder").symlink_to((kept / "encoder").absolute())
    if (kept / "vectors").exists():
        shutil.copytree(kept / "vectors", instance / "vectors")


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait for /readyz.  Raises RuntimeError when the service ends first."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    raise RuntimeError("the service did not become ready")
