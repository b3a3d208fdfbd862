"""Figures of the desk: how long things wait, what marks most, what is disputed most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from ...rebuttals.store import near_misses
from ...rebuttals.store.desk_tables import cases
from ...rebuttals.store.tables import records, reports

#: Days that the figures are about, and rows of each list.
DAYS, MOST = 30, 10


@dataclass(frozen=True)
class Waiting:
    """How long the cases of a kind wait; seconds, None where there are none."""

    kind: str
    open: int
    oldest: float | None
    closed: int
    median: float | None
    slow: float | None  # nine in ten are closed within it


@dataclass(frozen=True)
class Ranked:
    """A record and how often."""

    record_id: str
    claim: str
    count: int


@dataclass(frozen=True)
class Figures:
    """Everything the page shows."""

    waiting: list[Waiting]
    marked: list[Ranked]
    disputed: list[Ranked]
    workers: list[tuple[str, int]]


def figures(connection: Connection, kinds: Sequence[str], now: datetime) -> Figures:
    """The figures of the last DAYS days."""
    since = now - timedelta(days=DAYS)
    marked = near_misses.most_marked(connection, since.date(), MOST)
    return Figures(
        waiting=_waiting(connection, kinds, since, now),
        marked=_named(connection, marked),
        disputed=_named(connection, _disputed(connection, since)),
        workers=_workers(connection, since),
    )


def _waiting(
    connection: Connection, kinds: Sequence[str], since: datetime, now: datetime
) -> list[Waiting]:
    opened = {
        row.kind: (row.size, (now - row.oldest).total_seconds())
        for row in connection.execute(
            select(
                cases.c.kind,
                func.count().label("size"),
                func.min(cases.c.first_at, type_=cases.c.first_at.type).label("oldest"),
            )
            .where(cases.c.state == "open")
            .group_by(cases.c.kind)
        )
    }
    spans: dict[str, list[float]] = {}
    closed = select(cases.c.kind, cases.c.first_at, cases.c.closed_at).where(
        cases.c.closed_at >= since
    )
    for kind, first, last in connection.execute(closed):
        spans.setdefault(kind, []).append((last - first).total_seconds())
    return [
        Waiting(
            kind,
            *opened.get(kind, (0, None)),
            len(spans.get(kind, ())),
            _part(spans.get(kind, []), 0.5),
            _part(spans.get(kind, []), 0.9),
        )
        for kind in kinds
    ]


def _part(spans: list[float], share: float) -> float | None:
    """The span within which this share of them lie."""
    if not spans:
        return None
    return sorted(spans)[min(len(spans) - 1, int(share * len(spans)))]


def _disputed(connection: Connection, since: datetime) -> list[tuple[str, int]]:
    count = func.count()
    found = connection.execute(
        select(reports.c.record_id, count)
        .where(
            reports.c.kind == "dispute",
            reports.c.created_at >= since,
            reports.c.record_id.is_not(None),
        )
        .group_by(reports.c.record_id)
        .order_by(count.desc(), reports.c.record_id)
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in found]


def _workers(connection: Connection, since: datetime) -> list[tuple[str, int]]:
    count = func.count()
    found = connection.execute(
        select(cases.c.closed_by, count)
        .where(cases.c.closed_at >= since)
        .group_by(cases.c.closed_by)
        .order_by(count.desc())
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in found]


def _named(connection: Connection, ranked: Sequence[tuple[str, int]]) -> list[Ranked]:
    ids = [record_id for record_id, _ in ranked]
    found = connection.execute(select(records.c.id, records.c.claim).where(records.c.id.in_(ids)))
    claims = {row.id: row.claim for row in found}
    return [Ranked(record_id, claims.get(record_id, record_id), n) for record_id, n in ranked]
