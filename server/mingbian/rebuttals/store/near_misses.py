"""What the judgement nearly marked, and how often it marked: for curators to learn from.

A near-miss holds one passage and the site it stood on, never the page or its address.  The
caller asks for it only where the operator has turned it on (`Settings.near_miss_days`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from ..doubles import claim_key
from .desk_tables import mark_counts, near_misses
from .filing import Filing, file, site_of

#: Characters of a passage that are kept: a sentence or two.
PASSAGE = 500


@dataclass(frozen=True)
class NearMiss:
    """A passage that came near to being marked by a record."""

    record_id: str
    passage: str
    confidence: float
    reason: str  # why it was not marked: "below", "reported", "denied", "asked" …
    site: str | None = None  # a host


@dataclass(frozen=True)
class KeptNearMiss:
    """A near-miss as it is kept: how often the same passage came, and when."""

    id: int
    record_id: str
    passage: str
    confidence: float
    reason: str
    site: str | None
    seen: int
    last_at: datetime


def record_near_miss(connection: Connection, miss: NearMiss, now: datetime | None = None) -> int:
    """Keep it, or count it when the same passage came before; its number.

    The first time it is filed in the queue, with the others of its record.
    """
    now = now or datetime.now(UTC)
    passage = miss.passage[:PASSAGE].encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
    key = claim_key(passage)
    counted = connection.execute(
        update(near_misses)
        .where(near_misses.c.record_id == miss.record_id, near_misses.c.passage_key == key)
        .values(seen=near_misses.c.seen + 1, last_at=now, confidence=miss.confidence)
        .returning(near_misses.c.id)
    ).scalar()
    if counted is not None:
        return int(counted)
    made = connection.execute(
        insert(near_misses)
        .values(
            record_id=miss.record_id,
            passage_key=key,
            passage=passage,
            confidence=miss.confidence,
            reason=miss.reason,
            site=miss.site,
            seen=1,
            first_at=now,
            last_at=now,
        )
        .returning(near_misses.c.id)
    )
    number = int(made.scalar_one())
    file(connection, _filing(miss, number, passage, now))
    return number


def count_marks(connection: Connection, record_ids: Iterable[str], day: date) -> None:
    """Count one mark a record on this day."""
    for record_id in sorted(set(record_ids)):
        counted = connection.execute(
            update(mark_counts)
            .where(mark_counts.c.record_id == record_id, mark_counts.c.day == day)
            .values(marks=mark_counts.c.marks + 1)
        )
        if counted.rowcount == 0:
            row = {"record_id": record_id, "day": day, "marks": 1}
            connection.execute(insert(mark_counts).values(row))


def recent(
    connection: Connection, *, record_id: str | None = None, limit: int = 200
) -> list[KeptNearMiss]:
    """The last near-misses, of one record or of any, the newest first."""
    query = select(near_misses).order_by(near_misses.c.last_at.desc()).limit(limit)
    if record_id is not None:
        query = query.where(near_misses.c.record_id == record_id)
    return [_kept(row) for row in connection.execute(query)]


def forget(connection: Connection, days: int, now: datetime | None = None) -> int:
    """Delete near-misses last seen more than `days` ago; how many."""
    until = (now or datetime.now(UTC)) - timedelta(days=days)
    return int(
        connection.execute(delete(near_misses).where(near_misses.c.last_at < until)).rowcount
    )


def most_marked(connection: Connection, since: date, limit: int) -> list[tuple[str, int]]:
    """The records that marked most since a day, with how often."""
    total = func.sum(mark_counts.c.marks)
    found = connection.execute(
        select(mark_counts.c.record_id, total)
        .where(mark_counts.c.day >= since)
        .group_by(mark_counts.c.record_id)
        .order_by(total.desc(), mark_counts.c.record_id)
        .limit(limit)
    )
    return [(row[0], int(row[1])) for row in found]


def by_ids(connection: Connection, numbers: Sequence[int]) -> list[KeptNearMiss]:
    """The near-misses with these numbers that are still kept, the most often seen first."""
    query = select(near_misses).where(near_misses.c.id.in_(numbers))
    return [_kept(row) for row in connection.execute(query.order_by(near_misses.c.seen.desc()))]


def _filing(miss: NearMiss, number: int, passage: str, now: datetime) -> Filing:
    return Filing(
        kind="near_miss",
        key=f"near_miss:{miss.record_id}",
        title=passage,
        at=now,
        record_id=miss.record_id,
        site=site_of(f"//{miss.site}") if miss.site else None,
        near_miss=number,
    )


def _kept(row: Row[tuple[object, ...]]) -> KeptNearMiss:
    fields = KeptNearMiss.__dataclass_fields__
    return KeptNearMiss(**{name: getattr(row, name) for name in fields})
