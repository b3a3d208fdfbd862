"""Lists of records: filtered, a page at a time, with counts that are right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, or_, select, tuple_

from ...rebuttals.store.desk_tables import tags
from ...rebuttals.store.reading import record_from
from ...rebuttals.store.tables import records, reviews, revisions
from ...records import Record

#: Records on a page.
PAGE = 50

#: Records an export reads at once.
CHUNK = 500

_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


@dataclass(frozen=True)
class Row:
    """A record in a list."""

    id: str
    claim: str
    status: str
    verdict: str
    topics: tuple[str, ...]
    revision: int
    expires: object
    updated_at: datetime


@dataclass(frozen=True)
class Filter:
    """Which records are wanted."""

    status: str = ""
    verdict: str = ""
    topic: str = ""
    publisher: str = ""
    tag: str = ""
    text: str = ""


#: Where a page begins: time and id of the record before it.
After = tuple[datetime, str]


def listed(
    connection: Connection, wanted: Filter, after: After | None = None, limit: int = PAGE
) -> list[Row]:
    """The records that were changed last come first; from the one after `after`."""
    query = select(records).where(*_rules(wanted))
    found = connection.execute(_paged(query, after).limit(limit))
    return [_row(row) for row in found]


def counts_by_status(connection: Connection, wanted: Filter) -> dict[str, int]:
    """How many records of each status the other filters leave."""
    rules = _rules(replace(wanted, status=""))
    query: Select[str, int] = select(records.c.status, func.count()).where(*rules)
    return {row[0]: row[1] for row in connection.execute(query.group_by(records.c.status))}


def bodies(connection: Connection, wanted: Filter) -> Iterator[tuple[Record, int]]:
    """Every record the filter leaves, with its revision, in the order of the list."""
    after: After | None = None
    while True:
        query = (
            select(records.c.id, records.c.updated_at, records.c.revision, revisions.c.body)
            .join(revisions, revisions.c.seq == records.c.seq)
            .where(*_rules(wanted))
        )
        rows = connection.execute(_paged(query, after).limit(CHUNK)).all()
        for row in rows:
            yield record_from(row.body), row.revision
        if len(rows) < CHUNK:
            return
        after = (rows[-1].updated_at, rows[-1].id)


def some(connection: Connection, ids: Sequence[str]) -> list[tuple[Record, int]]:
    """The records with these ids and their revisions, in the order of the ids."""
    query = (
        select(records.c.id, records.c.revision, revisions.c.body)
        .join(revisions, revisions.c.seq == records.c.seq)
        .where(records.c.id.in_(ids))
    )
    found = {row.id: (record_from(row.body), row.revision) for row in connection.execute(query)}
    return [found[record_id] for record_id in ids if record_id in found]


def revision_of(connection: Connection, record_id: str) -> int:
    """The number of the record's present revision; 0 when there is no such record."""
    return int(connection.scalar(select(records.c.revision).where(records.c.id == record_id)) or 0)


def with_claim_key(connection: Connection, key: str) -> list[Record]:
    """Every record that makes this claim, whatever its status."""
    query = (
        select(revisions.c.body)
        .join(records, revisions.c.seq == records.c.seq)
        .where(records.c.claim_key == key)
        .order_by(records.c.id)
    )
    return [record_from(body) for body in connection.scalars(query)]


def _rules(wanted: Filter) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = []
    if wanted.status:
        rules.append(records.c.status == wanted.status)
    if wanted.verdict:
        rules.append(records.c.verdict == wanted.verdict)
    if wanted.topic:
        rules.append(records.c.topics.contains(f",{wanted.topic},", autoescape=True))
    if wanted.publisher:
        theirs = select(reviews.c.record_id).where(reviews.c.publisher == wanted.publisher)
        rules.append(records.c.id.in_(theirs))
    if wanted.tag:
        tagged = select(tags.c.record_id).where(tags.c.tag == wanted.tag)
        rules.append(records.c.id.in_(tagged))
    if wanted.text:
        pattern = f"%{wanted.text.translate(_LIKE)}%"
        rules.append(or_(records.c.claim.ilike(pattern, escape="\\"), records.c.id == wanted.text))
    return rules


def _paged(query: Select[*tuple[Any, ...]], after: After | None) -> Select[*tuple[Any, ...]]:
    if after is not None:
        moment = literal(after[0], records.c.updated_at.type)
        before = tuple_(records.c.updated_at, records.c.id) < tuple_(moment, literal(after[1]))
        query = query.where(records.c.updated_at <= moment, before)
    return query.order_by(records.c.updated_at.desc(), records.c.id.desc())


def _row(row: Any) -> Row:
    topics = tuple(topic for topic in row.topics.split(",") if topic)
    return Row(
        row.id,
        row.claim,
        row.status,
        row.verdict,
        topics,
        row.revision,
        row.expires,
        row.updated_at,
    )
