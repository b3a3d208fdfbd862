"""Writing records: every function takes the connection of a `database.writing` transaction."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ...errors import Invalid
from ...records import Record, Status
from ..doubles import claim_key
from .model import NEXT_STATUS, Action
from .tables import counters, origins, phrasings, records, reviews, revisions

#: NUL as JSON writes it; after an even number of backslashes, or it is a written-out "\\u0000".
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True)
class Hand:
    """Who makes a change, and why."""

    who: str
    why: str
    source: str | None = None  # set when an import or the curated folder writes


@dataclass(frozen=True)
class Prepared:
    """A record with what is stored of it."""

    record: Record
    body: str
    digest: str


@dataclass(frozen=True)
class Head:
    """The current revision of a record, as far as writing must know it."""

    seq: int
    revision: int
    status: Status
    digest: str
    origin_digest: str | None  # of the record as its source last gave it
    origin_revision: int | None  # the revision its source last wrote


@dataclass(frozen=True)
class Write:
    """A revision to be written, after `head` (None: the record is new)."""

    prepared: Prepared
    head: Head | None
    origin_digest: str | None = None  # when a source writes


def prepare(record: Record) -> Prepared:
    """The record with its JSON and digest.

    Raises Invalid when a text holds what a database cannot: NUL or half a surrogate pair.
    """
    body = json.dumps(record.to_json(), ensure_ascii=False, separators=(",", ":"))
    try:
        data = body.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Invalid(f"record {record.id}: a text holds half a character: {error}") from None
    if _NUL.search(body):
        raise Invalid(f"record {record.id}: a text holds NUL")
    return Prepared(record, body, sha256(data).hexdigest())


def heads(connection: Connection, ids: Sequence[str]) -> dict[str, Head]:
    """The current revisions of those of `ids` that exist."""
    found = connection.execute(
        select(
            records.c.id,
            records.c.seq,
            records.c.revision,
            records.c.status,
            revisions.c.digest,
            origins.c.digest.label("origin_digest"),
            origins.c.revision.label("origin_revision"),
        )
        .join_from(records, revisions, revisions.c.seq == records.c.seq)
        .outerjoin(origins, origins.c.record_id == records.c.id)
        .where(records.c.id.in_(ids))
    )
    return {row[0]: Head(*row[1:]) for row in found}


def check_step(record: Record, head: Head | None) -> None:
    """Raises Invalid when the record may not go from its status to the new one."""
    if head is None or head.status == record.status or record.status in NEXT_STATUS[head.status]:
        return
    raise Invalid(
        f"record {record.id} cannot go from {head.status} to {record.status}",
        detail={"from": head.status, "allowed": sorted(NEXT_STATUS[head.status])},
    )


def seen_as(old: Status | None, new: Status) -> Action | None:
    """What readers see of a step in a record's life; None when they see nothing."""
    if new == "published":
        return "changed" if old == "published" else "published"
    if old == "published":
        return "retired" if new == "retired" else "withdrawn"
    return None


def write(connection: Connection, writes: Sequence[Write], hand: Hand) -> int:
    """Write the revisions in order; each record at most once.  Returns the last change number."""
    last = _take_numbers(connection, len(writes))
    now = datetime.now(UTC)
    first = last - len(writes) + 1
    numbered = list(enumerate(writes, start=first))
    _write_records(connection, numbered, now)
    connection.execute(insert(revisions), [_revision(*item, hand, now) for item in numbered])
    _replace_parts(connection, writes)
    if hand.source is not None:
        _write_origins(connection, writes, hand.source)
    return last


def _take_numbers(connection: Connection, count: int) -> int:
    """Reserve the next `count` change numbers; the last of them."""
    taken = connection.execute(
        update(counters)
        .where(counters.c.name == "changes")
        .values(value=counters.c.value + count)
        .returning(counters.c.value)
    )
    return int(taken.scalar_one())


def _write_records(
    connection: Connection, numbered: list[tuple[int, Write]], now: datetime
) -> None:
    new = [_row(seq, item, now) | {"created_at": now} for seq, item in numbered if not item.head]
    changed = [
        _row(seq, item, now) | {"this": item.prepared.record.id}
        for seq, item in numbered
        if item.head
    ]
    if new:
        connection.execute(insert(records), new)
    if changed:
        connection.execute(update(records).where(records.c.id == bindparam("this")), changed)


def _row(seq: int, item: Write, now: datetime) -> dict[str, Any]:
    record = item.prepared.record
    return {
        "id": record.id,
        "seq": seq,
        "revision": _number(item),
        "status": record.status,
        "language": record.language,
        "verdict": record.verdict,
        "claim": record.claim,
        "claim_key": claim_key(record.claim),
        "region": record.region,
        "first_seen": record.first_seen,
        "expires": record.expires,
        "topics": f",{','.join(record.topics)}," if record.topics else "",
        "updated_at": now,
    }


def _revision(seq: int, item: Write, hand: Hand, now: datetime) -> dict[str, Any]:
    return {
        "seq": seq,
        "record_id": item.prepared.record.id,
        "revision": _number(item),
        "body": item.prepared.body,
        "digest": item.prepared.digest,
        "who": hand.who,
        "why": hand.why,
        "at": now,
        "action": seen_as(item.head.status if item.head else None, item.prepared.record.status),
    }


def _number(item: Write) -> int:
    return item.head.revision + 1 if item.head else 1


def _replace_parts(connection: Connection, writes: Sequence[Write]) -> None:
    """The phrasings and reviews of the records, in place of those they had."""
    changed = [item.prepared.record.id for item in writes if item.head]
    written = [item.prepared.record for item in writes]
    for table, rows in (
        (phrasings, [row for record in written for row in _phrasing_rows(record)]),
        (reviews, [row for record in written for row in _review_rows(record)]),
    ):
        if changed:
            connection.execute(delete(table).where(table.c.record_id.in_(changed)))
        if rows:
            connection.execute(insert(table), rows)


def _phrasing_rows(record: Record) -> list[dict[str, Any]]:
    return [
        {"record_id": record.id, "position": position, "text": text}
        for position, text in enumerate(record.phrasings)
    ]


def _review_rows(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "record_id": record.id,
            "position": position,
            "publisher": review.publisher,
            "kind": review.kind,
            "url": review.url,
            "title": review.title,
            "date": review.date,
        }
        for position, review in enumerate(record.reviews)
    ]


def _write_origins(connection: Connection, writes: Sequence[Write], source: str) -> None:
    ids = [item.prepared.record.id for item in writes]
    connection.execute(delete(origins).where(origins.c.record_id.in_(ids)))
    connection.execute(
        insert(origins),
        [
            {
                "record_id": item.prepared.record.id,
                "source": source,
                "digest": item.origin_digest or item.prepared.digest,
                "revision": _number(item),
            }
            for item in writes
        ],
    )
