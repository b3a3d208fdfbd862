"""Clients that check pages all the time, and what that does to the service's time and memory.

    scripts/bench load [--minutes 5] [--clients 8] [--workers 2] [--server ADDRESS]

Starts a service of its own with the curated index, unless it is told the address of one that
runs here.  Each client sends the next page of a small set of made pages as soon as it has the
answer to the last.  Of the first half minute, in which caches fill, only errors count.  Then
prints a line a minute: pages a second, errors, median and 95th percentile, the most memory that
all processes together had, and then, when the clients hold still for a moment and no page is
being read, what each process keeps: private, and its share of what is shared (PSS).  Status 1
when there was an error, or when what all of them keep was not after every minute what it was
after the first, within FLAT.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlsplit

from served import processes
from served.service import served

ROOT = Path(__file__).resolve().parents[2]
MINUTE = 60
SENTENCES = 40
PAGES = 400  # different ones: more than the encoder remembers the sentences of
PATIENCE = 600
SEED = 2026

#: Seconds of load before the first minute.
WARM_UP = 30.0

#: Seconds between two looks at the memory, and for which the clients hold still.
LOOK, STILL = 2.0, 2.0

#: The share by which memory may differ from that of minute 1.
FLAT = 0.05

#: Private memory and PSS in MB, by process.
Memories = dict[str, tuple[int, int]]


@dataclass
class Minute:
    """What happened in one minute."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)


class Load:
    """The clients, and what they saw, minute by minute."""

    def __init__(self, address: str, pages: list[bytes]) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._pages = pages
        self._lock = threading.Lock()
        self._next = 0
        self._under_way = 0
        self.minute = Minute()
        self.going = threading.Event()
        self.going.set()
        self.stopping = False

    def client(self) -> None:
        """Send pages until it is told to stop."""
        while self.going.wait() and not self.stopping:
            with self._lock:
                self._under_way += 1
                page = self._pages[self._next % len(self._pages)]
                self._next += 1
            began = time.perf_counter()
            outcome = self._send(page)
            with self._lock:
                self._under_way -= 1
                if outcome == "200":
                    self.minute.seconds.append(time.perf_counter() - began)
                else:
                    self.minute.errors[outcome] += 1

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

    def hold(self) -> None:
        """Let no page begin; returns when the last one is answered."""
        self.going.clear()
        while self._under_way:
            time.sleep(0.05)

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
    with served(asked.workers) as service:
        address = f"http://127.0.0.1:{service.port}"
        sys.exit(measure(address, service.pid, asked.clients, asked.minutes))


def measure(address: str, pid: int, clients: int, minutes: float) -> int:
    """Load a service and print what it did; 0 when there was no error and memory stayed."""
    load = Load(address, [body(number) for number in range(PAGES)])
    threads = [threading.Thread(target=load.client) for _ in range(clients)]
    print(f"{os.cpu_count()} cores, {clients} clients, pages of {SENTENCES} sentences")
    print(f"at rest: {memory_line(memory(pid))}", flush=True)
    for thread in threads:
        thread.start()
    time.sleep(WARM_UP)
    warming = load.turn_over()
    print(f"warming up: {minute_line(warming, WARM_UP)}", flush=True)
    rows = []
    loaded = 0.0  # seconds, without those of standing still
    while len(rows) < minutes:
        began = time.monotonic()
        most = watched(pid, min(1.0, minutes - len(rows)) * MINUTE)
        load.hold()
        span = time.monotonic() - began
        loaded += span
        minute = load.turn_over()
        time.sleep(STILL)
        rows.append((minute, memory(pid)))
        line = f"minute {len(rows)}: {minute_line(minute, span)}; at most {most} MB"
        print(f"{line}, then {memory_line(rows[-1][1])}", flush=True)
        load.going.set()
    load.stopping = True
    for thread in threads:
        thread.join()
    rows[0][0].errors += warming.errors
    return verdict(rows, loaded)


def verdict(rows: list[tuple[Minute, Memories]], span: float) -> int:
    """Print and return whether it held: no error, and memory within FLAT."""
    whole = Minute([one for minute, _ in rows for one in minute.seconds])
    for minute, _ in rows:
        whole.errors += minute.errors
    totals = [total(memories) for _, memories in rows]
    changes = [after / totals[0] - 1 for after in totals]
    print(f"all together: {minute_line(whole, span)}")
    for number, (after, change) in enumerate(zip(totals, changes, strict=True), start=1):
        print(f"memory after minute {number}: {after} MB, {change:+.1%}")
    return int(bool(whole.errors) or max(map(abs, changes)) > FLAT)


def total(memories: Memories) -> int:
    """Memory of all processes together in MB: what they share is counted once."""
    return sum(pss for _, pss in memories.values())


def minute_line(minute: Minute, span: float) -> str:
    """Pages a second, times and errors."""
    seconds = minute.seconds
    cuts = quantiles(seconds, n=100) if len(seconds) > 1 else [0.0] * 99
    named = ", ".join(f"{count} × {name}" for name, count in minute.errors.items()) or "no errors"
    return (
        f"{len(seconds) / span:.2f} pages/s, median {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, {named}"
    )


def memory_line(memories: Memories) -> str:
    """Private memory and PSS of each process, in MB."""
    return ", ".join(
        f"{name} {private} private {pss} PSS" for name, (private, pss) in memories.items()
    )


def watched(pid: int, seconds: float) -> int:
    """The most memory of all processes together, in MB, in so many seconds from now."""
    end = time.monotonic() + seconds
    most = total(memory(pid))
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(LOOK, left))
        most = max(most, total(memory(pid)))
    return most


def memory(pid: int) -> Memories:
    """Private memory and PSS in MB of the master and its children."""
    found = {"master": processes.memory(pid)}
    for place, child in enumerate(processes.children(pid), start=1):
        found[f"child {place}"] = processes.memory(child)
    return found


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


if __name__ == "__main__":
    main()
