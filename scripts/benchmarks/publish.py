"""How long it takes until every worker of a running service finds what was just published.

    scripts/bench publish [--records 10000] [--workers 4] [--times 20]

Starts a service of its own on a database with the curated records and so many made-up ones, whose
vectors are random.  One connection is kept open to each worker (/proc says which process has it),
and each asks all the time.  A record is published as the console does it, from this process; what
is measured is the time from then until a worker's search finds it, and from its retirement until
the search finds it no more.  Prints the median and the slowest, over all times, of the last worker
to know; status 1 when that took longer than LIMIT.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import quote

from mingbian.environment import tame_libraries

tame_libraries()  # before torch is imported

import numpy as np  # noqa: E402
from served.processes import children, who_has  # noqa: E402
from served.service import Service, served  # noqa: E402

from mingbian.rebuttals.encoder import open_encoder  # noqa: E402
from mingbian.rebuttals.store import Store  # noqa: E402
from mingbian.rebuttals.vector_file import key_of, units  # noqa: E402
from mingbian.rebuttals.vector_store import VectorStore  # noqa: E402
from mingbian.records import Record, Review  # noqa: E402
from mingbian.settings import Settings  # noqa: E402

#: Seconds within which a change is to be known everywhere.
LIMIT = 2.0
#: Seconds between two questions to a worker, and until the benchmark gives up.
PAUSE, PATIENCE = 0.05, 60.0
#: Seconds between two changes: not a multiple of any pace at which a worker might look.
REST = 0.73
#: Connections that are tried for each worker: which of them accepts one is chance.
TRIES = 200
#: A vector's numbers before it is made a unit: e5's lie near each other.
MIDDLE = 2.0
SEED = 2026


def main() -> None:
    """Fill, start, publish and retire, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    with served(asked.workers, partial(fill, records=asked.records)) as service:
        print(f"{os.cpu_count()} cores, {asked.workers} workers, {asked.records} made-up records")
        sys.exit(measure(service, asked.workers, asked.times))


def fill(instance: Path, records: int) -> None:
    """Keep the made-up records, and a vector for each, so that the service encodes nothing."""
    settings = Settings(instance=instance)
    store = Store.open(settings.database_url)
    claims = [f"{number}号井水变甜了" for number in range(records)]
    made_up = (record(f"made-up-{number}", claim) for number, claim in enumerate(claims))
    store.save_many(made_up, who="bench", why="many")
    store.close()
    file = VectorStore(open_encoder(settings), instance / "vectors").file
    noise = np.random.default_rng(SEED).standard_normal((records, file.dimension), np.float32)
    file.append([key_of(claim) for claim in claims], units(noise + np.float32(MIDDLE)))


def record(record_id: str, claim: str) -> Record:
    """A record that is published."""
    return Record(record_id, claim, "zh-CN", "false", "没有这回事。", (Review("Bench", "media"),))


def measure(service: Service, workers: int, times: int) -> int:
    """Publish and retire so many records; 0 when each was known everywhere in time."""
    store = Store.open(Settings(instance=service.instance).database_url)
    came: list[float] = []
    went: list[float] = []
    with connected(service, workers) as connections, ThreadPoolExecutor(workers) as pool:
        for turn in range(times):
            new = record(f"new-{turn}", f"山顶的第{turn}块石头夜里会唱歌，听见的人会发财")
            store.save(new, who="bench", why="new")
            came.append(last_to_know(pool, connections, new, there=True))
            time.sleep(REST)
            store.set_status(new.id, "retired", who="bench", why="gone")
            went.append(last_to_know(pool, connections, new, there=False))
            time.sleep(REST)
    store.close()
    for name, seconds in (("found", came), ("gone", went)):
        print(
            f"{name} in every worker: median {median(seconds):.2f} s, slowest {max(seconds):.2f} s"
        )
    return int(max(came + went) > LIMIT)


@contextmanager
def connected(service: Service, workers: int) -> Iterator[list[http.client.HTTPConnection]]:
    """A connection to each worker.  Raises RuntimeError when one never accepts any."""
    found: dict[int, http.client.HTTPConnection] = {}
    for _ in range(TRIES * workers):
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
        answer(connection, "/healthz")
        pid = who_has(service.port, connection.sock.getsockname()[1], children(service.pid))
        if pid is None or pid in found:
            connection.close()
        else:
            found[pid] = connection
        if len(found) == workers:
            break
        for one in found.values():  # an idle connection is closed after some seconds
            answer(one, "/healthz")
    else:
        raise RuntimeError(f"{len(found)} of {workers} workers accept connections")
    try:
        yield list(found.values())
    finally:
        for one in found.values():
            one.close()


def last_to_know(
    pool: ThreadPoolExecutor,
    connections: list[http.client.HTTPConnection],
    new: Record,
    there: bool,
) -> float:
    """Seconds from now until all workers find the record, or until none does."""
    began = time.perf_counter()
    ask = partial(time_to_know, new=new, there=there, began=began)
    return max(pool.map(ask, connections))


def time_to_know(
    connection: http.client.HTTPConnection, new: Record, there: bool, began: float
) -> float:
    """Seconds until this worker finds the record, or finds it no more."""
    path = f"/v1/rebuttals?limit=1&q={quote(new.claim)}"
    while time.perf_counter() - began < PATIENCE:
        results = json.loads(answer(connection, path))["results"]
        if any(result["record"]["id"] == new.id for result in results) == there:
            return time.perf_counter() - began
        time.sleep(PAUSE)
    raise RuntimeError(f"{new.id} is still not {'found' if there else 'gone'}")


def answer(connection: http.client.HTTPConnection, path: str) -> bytes:
    """The body of an answer, over the same connection each time."""
    connection.request("GET", path)
    return connection.getresponse().read()


if __name__ == "__main__":
    main()
