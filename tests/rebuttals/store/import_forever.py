"""Run by test_killed: imports 20,000 records, prints how many are committed, and goes on.

python import_forever.py DATABASE_URL EDITION
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from mingbian.rebuttals.store import Store
from mingbian.records import Record, Review

RECORDS = 20_000
BATCH = 500


def edition(number: int) -> Iterator[Record]:
    """20,000 records; another edition is the same ones with another rebuttal."""
    for index in range(RECORDS):
        yield Record(
            id=f"r-{index:05}",
            claim=f"网传第{index}号消息：喝热水可以治好感冒",
            language="zh-CN",
            verdict="false",
            rebuttal=f"热水不能杀死感冒病毒。（第{number}版）",
            reviews=(Review(f"第{number}版的发布者", "media"),),
            phrasings=(f"喝热水治感冒，第{index}号", f"第{number}版的另一种说法"),
            topics=("health",),
            status="published",
        )


def report(done: int) -> None:
    sys.stdout.write(f"{done}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    store = Store.open(sys.argv[1])
    store.save_many(
        edition(int(sys.argv[2])),
        who="import",
        why=f"edition {sys.argv[2]}",
        batch=BATCH,
        progress=report,
    )
