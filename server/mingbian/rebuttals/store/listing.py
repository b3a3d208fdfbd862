"""Lists of the published records, page by page.

A page begins after the last record of the one before it, not at a number: what is published,
changed or retired meanwhile neither repeats nor hides another record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Select, and_, exists, or_, select

from ...records import Record, Review
from .reading import record_from
from .tables import records, reviews, revisions

#: Rows read at once: some are left out afterwards by what the database cannot tell.
CHUNK = 200


@dataclass(frozen=True)
class Wanted:
    """Which of the published records; None: whatever it is."""

    language: str | None = None  # zh is also zh-CN
    verdict: str | None = None
    topic: str | None = None
    site: str | None = None  # with a review there, or on a subdomain of it
    since: date | None = None  # reviewed on this day or later
    linked: bool = False  # with a review that has an address


@dataclass(frozen=True)
class Listed:
    """A record with its places in the two orders."""

    record: Record
    seq: int  # of its last change
    created: datetime
    updated: datetime


def newest(
    connection: Connection, wanted: Wanted, limit: int, after: tuple[datetime, str] | None = None
) -> list[Listed]:
    """Records by when they came in, the newest first; `after` that moment and id.

    Neither ever changes, so a record that is there throughout comes exactly once.
    """
    order = (records.c.created_at, records.c.id)
    return _first(connection, wanted, limit, order, after)


def changed(
    connection: Connection, wanted: Wanted, limit: int, before: int | None = None
) -> list[Listed]:
    """Records by their last change, the latest first, from below the change `before`.

    One that is changed while somebody pages moves to the front.
    """
    return _first(
        connection, wanted, limit, (records.c.seq,), None if before is None else (before,)
    )


def last_change(connection: Connection) -> tuple[int, datetime | None]:
    """The number and the moment of the last change of any record; 0 and None before the first."""
    row = connection.execute(
        select(revisions.c.seq, revisions.c.at).order_by(revisions.c.seq.desc()).limit(1)
    ).one_or_none()
    return (row.seq, row.at) if row else (0, None)


def is_on(review: Review, site: str) -> bool:
    """Whether a review is on a site, such as example.org, or below it."""
    host = (urlsplit(review.url or "").hostname or "").lower()
    return host == site or host.endswith(f".{site}")


def plain_site(site: str) -> str:
    """A site as it is compared: without www. and in lower case."""
    return site.strip().lower().removeprefix("www.")


def _first(
    connection: Connection,
    wanted: Wanted,
    limit: int,
    order: tuple[Any, ...],
    after: tuple[Any, ...] | None,
) -> list[Listed]:
    found: list[Listed] = []
    for one in _stream(connection, wanted, order, after):
        if _fits(one.record, wanted):
            found.append(one)
        if len(found) == limit:
            break
    return found


def _stream(
    connection: Connection, wanted: Wanted, order: tuple[Any, ...], after: tuple[Any, ...] | None
) -> Iterator[Listed]:
    query = _query(wanted).order_by(*(column.desc() for column in order)).limit(CHUNK)
    while True:
        page = query if after is None else query.where(_below(order, after))
        rows = connection.execute(page).all()
        for row in rows:
            yield Listed(record_from(row.body), row.seq, row.created_at, row.updated_at)
        if len(rows) < CHUNK:
            return
        after = tuple(getattr(rows[-1], column.name) for column in order)


def _query(wanted: Wanted) -> Select[Any]:
    columns = records.c
    query = select(
        revisions.c.body, columns.id, columns.seq, columns.created_at, columns.updated_at
    ).join_from(records, revisions, revisions.c.seq == columns.seq)
    query = query.where(columns.status == "published")
    if wanted.language is not None:
        tag = columns.language
        regional = tag.startswith(f"{wanted.language}-", autoescape=True)
        query = query.where(or_(tag == wanted.language, regional))
    if wanted.verdict is not None:
        query = query.where(columns.verdict == wanted.verdict)
    if wanted.topic is not None:
        query = query.where(columns.topics.contains(f",{wanted.topic},", autoescape=True))
    for condition in _of_reviews(wanted):
        query = query.where(exists().where(reviews.c.record_id == columns.id, condition))
    return query


def _of_reviews(wanted: Wanted) -> Iterator[Any]:
    if wanted.linked:
        yield reviews.c.url.is_not(None)
    if wanted.since is not None:
        yield reviews.c.date >= wanted.since
    if wanted.site is not None:  # roughly: `_fits` looks at the host itself
        yield reviews.c.url.contains(wanted.site, autoescape=True)


def _fits(record: Record, wanted: Wanted) -> bool:
    return wanted.site is None or any(is_on(review, wanted.site) for review in record.reviews)


def _below(order: tuple[Any, ...], after: tuple[Any, ...]) -> Any:
    """Rows that come later in a descending order of one or two columns."""
    first, *rest = zip(order, after, strict=True)
    column, value = first
    if not rest:
        return column < value
    return or_(column < value, and_(column == value, _below(order[1:], after[1:])))
