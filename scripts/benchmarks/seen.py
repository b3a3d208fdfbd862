"""How long it takes to find the copies of a page among many that are remembered.

    scripts/bench seen [PAGES]

Fills a database of its own with made-up fingerprints (100,000 unless said otherwise) that share
a footer, then looks pages up in it and remembers new ones.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from mingbian.pipeline.fingerprint import SIZE, Fingerprint, keys, pack
from mingbian.pipeline.page import Footprint
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.store.seen_tables import seen_keys, seen_pages
from mingbian.seen import SeenPages

#: Of the 64 numbers of a fingerprint, those that come from a footer all pages share.
FOOTER = 4
#: The smallest 64 of a page's 2,000 hashes lie in this part of all numbers.
REACH = 2**48 * SIZE // 2_000
BATCH = 2_000
LOOKUPS = 300


def made_up(random: Random, footer: list[int]) -> Fingerprint:
    """The fingerprint of a page of 2,000 characters, its footer included."""
    return frozenset([*footer, *(random.randrange(REACH) for _ in range(SIZE - FOOTER))])


def fill(seen: SeenPages, prints: list[Fingerprint]) -> None:
    """Write the fingerprints, many at once."""
    now = datetime.now(UTC)
    for first in range(0, len(prints), BATCH):
        part = list(enumerate(prints[first : first + BATCH], start=first + 1))
        with seen._engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            connection.execute(
                insert(seen_pages),
                [
                    {
                        "id": number,
                        "name": f"account {number}",
                        "site": "example.com",
                        "source": "",
                        "text": pack(print_),
                        "first_seen": now,
                        "last_seen": now,
                    }
                    for number, print_ in part
                ],
            )
            rows = [
                {"key": key, "page_id": number} for number, print_ in part for key in keys(print_)
            ]
            connection.execute(insert(seen_keys), rows)


def timed(what: str, work: Callable[[int], object]) -> None:
    """Do it LOOKUPS times; print the median and the slowest."""
    spent = []
    for turn in range(LOOKUPS):
        start = time.perf_counter()
        work(turn)
        spent.append((time.perf_counter() - start) * 1000)
    print(f"{what}: median {median(spent):.1f} ms, slowest {max(spent):.1f} ms")


def main() -> None:
    """Fill, look up, remember; print milliseconds and bytes."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    random = Random(1)  # noqa: S311 - made-up pages, not secrets
    footer = [random.randrange(REACH) for _ in range(FOOTER)]
    prints = [made_up(random, footer) for _ in range(pages)]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "seen.db"
        url = f"sqlite:///{file}"
        Store.open(url).close()
        seen = SeenPages.open(url, most=pages + LOOKUPS, days=180)
        fill(seen, prints)
        print(f"{pages} pages, {file.stat().st_size / pages:.0f} bytes a page")
        timed("a page that has a copy", lambda turn: seen.like(prints[turn * pages // LOOKUPS]))
        timed("a page that has none", lambda _: seen.like(made_up(random, footer)))
        timed(
            "remembering a new page",
            lambda turn: seen.remember(
                Footprint(f"new {turn}", "example.com", "", made_up(random, footer))
            ),
        )
        seen.close()


if __name__ == "__main__":
    main()
