"""Clients that check pages all the time, and what that does to the service's time and memory.

    scripts/bench load [--minutes 5] [--clients 8] [--workers 2] [--server ADDRESS]

Starts a service of its own with the curated index, unless it is told the address of one that
runs here.  Each client sends the next page of a small set of made pages as soon as it has the
answer to the last.  Prints a line a minute: pages a second, errors, median and 95th percentile,
and the memory of each process, private and its share of what is shared (PSS).
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
MINUTE = 60
SENTENCES = 40
PAGES = 400  # different ones: more than the encoder remembers the sentences of
PATIENCE = 600
SEED = 2026

#: The share by which memory may differ between minutes 1 and the last.
FLAT = 0.05


@dataclass
class Minute:
    """What happened in one minute."""

    seconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)


class Load:
    """The clients, and what they saw, minute by minute."""

    def __init__(self, address: str, pages: list[bytes]) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._pages = pages
        self._lock = threading.Lock()
        self._next = 0
        self.minute = Minute()
        self.stopping = threading.Event()

    def client(self) -> None:
        """Send pages until it is told to stop."""
        while not self.stopping.is_set():
            with self._lock:
                page = self._pages[self._next % len(self._pages)]
                self._next += 1
            began = time.perf_counter()
            outcome = self._send(page)
            with self._lock:
                if outcome == "200":
                    self.minute.seconds.append(time.perf_counter() - began)
                else:
                    self.minute.errors[outcome] = self.minute.errors.get(outcome, 0) + 1

    def _send(self, page: bytes) -> str:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)
        try:
            connection.request("POST", "/v1/check", page, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            return str(answer.status)
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()

    def turn_over(self) -> Minute:
        """The minute that is over; another begins."""
        with self._lock:
            over, self.minute = self.minute, Minute()
        return over


def main() -> None:
    """Run the load and print a table; status 1 when there were errors or memory grew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--server", help="Address of a service on this machine.")
    parser.add_argument("--pid", type=int, help="Its process, with --server.")
    asked = parser.parse_args()
    if asked.server:
        sys.exit(measure(asked.server, asked.pid, asked.clients, asked.minutes))
    with served(asked.workers) as (address, pid):
        sys.exit(measure(address, pid, asked.clients, asked.minutes))


def measure(address: str, pid: int, clients: int, minutes: float) -> int:
    """Load a service and print what it did; 0 when there was no error and memory stayed."""
    load = Load(address, [body(number) for number in range(PAGES)])
    threads = [threading.Thread(target=load.client) for _ in range(clients)]
    print(f"{os.cpu_count()} cores, {clients} clients, pages of {SENTENCES} sentences")
    print(f"at rest: {memory_line(pid)}")
    for thread in threads:
        thread.start()
    rows = []
    while len(rows) < minutes:
        span = min(1.0, minutes - len(rows)) * MINUTE
        time.sleep(span)
        rows.append((load.turn_over(), memory(pid)))
        print(f"minute {len(rows)}: {minute_line(rows[-1][0], span)}; {memory_line(pid)}")
    load.stopping.set()
    for thread in threads:
        thread.join()
    return verdict(rows)


def verdict(rows: list[tuple[Minute, dict[str, tuple[int, int]]]]) -> int:
    """Print and return whether it held: no error, and memory within FLAT."""
    errors = sum(sum(minute.errors.values()) for minute, _ in rows)
    totals = [sum(pss for _, pss in processes.values()) for _, processes in rows]
    change = totals[-1] / totals[0] - 1
    print(f"errors: {errors}; memory of all processes from first to last minute: {change:+.1%}")
    return int(errors > 0 or abs(change) > FLAT)


def minute_line(minute: Minute, span: float) -> str:
    """Pages a second, times and errors."""
    seconds = minute.seconds
    cuts = quantiles(seconds, n=100) if len(seconds) > 1 else [0.0] * 99
    named = ", ".join(f"{count} × {name}" for name, count in minute.errors.items()) or "no errors"
    return (
        f"{len(seconds) / span:.2f} pages/s, median {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, {named}"
    )


def memory_line(pid: int) -> str:
    """Private memory and PSS of each process, in MB."""
    return ", ".join(
        f"{name} {private} private {pss} PSS" for name, (private, pss) in memory(pid).items()
    )


def memory(pid: int) -> dict[str, tuple[int, int]]:
    """Private memory and PSS in MB of the master and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = {"master": rollup(pid)}
    found.update({f"child {place + 1}": rollup(int(child)) for place, child in enumerate(children)})
    return found


def rollup(pid: int) -> tuple[int, int]:
    """Private memory and PSS of a process in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kb = {name: int(value.split()[0]) for name, value in (line.split(":", 1) for line in lines)}
    return (kb["Private_Clean"] + kb["Private_Dirty"]) // 1024, kb["Pss"] // 1024


def body(number: int) -> bytes:
    """A page of our own test sentences, different for each number."""
    lines = (ROOT / "tests/rebuttals/sentences/tune.jsonl").read_text(encoding="utf-8")
    texts = [json.loads(line)["text"] for line in lines.splitlines()]
    chance = random.Random(SEED + number)  # noqa: S311 - no secret
    chosen = [f"{text[:-1]}（{number}）{text[-1]}" for text in chance.sample(texts, SENTENCES)]
    paragraphs = "".join(f"<p>{''.join(chosen[i : i + 4])}</p>" for i in range(0, SENTENCES, 4))
    page = {
        "url": f"https://example.org/{number}",
        "html": f"<html><body><article><h1>第{number}页</h1>{paragraphs}</article></body></html>",
    }
    return json.dumps(page, ensure_ascii=False).encode()


@contextmanager
def served(workers: int) -> Iterator[tuple[str, int]]:
    """A service of our own, ready; its address and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        for kept in ("encoder", "vectors"):
            source = ROOT / "instance" / kept
            if source.exists():
                (instance / kept).symlink_to(source)
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
            wait_until_ready(port, process)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait()


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
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


if __name__ == "__main__":
    main()
