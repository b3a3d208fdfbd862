"""What is remembered of pages checked before, where the operator has turned it on.

A fingerprint of 64 numbers, the account, the site, the source it credits, and when it was first
and last seen.  No text, no address, nothing about who read it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from .pipeline.fingerprint import Fingerprint, keys, likeness, pack, unpack
from .pipeline.page import Footprint, Sighting
from .rebuttals.store.database import open_engine
from .rebuttals.store.seen_tables import seen_keys, seen_pages, seen_sources

#: Copies of one text that are kept: what is said of it no longer changes after that, and a text
#: that is everywhere would make its look-ups slow.
COPIES = 100
#: From this likeness on a page of the same name is the same page, edited or read again.
SAME = 0.7
#: Pages that share most keys with a text and are compared with it.  Near-copies share five of
#: sixteen or more, pages with the same footer one.
CLOSEST = 200
#: The age and number of what is kept are looked at once in so many pages.
PRUNE_EVERY = 200
#: `last_seen` is only for forgetting: once a day is often enough to write it.
A_DAY = timedelta(days=1)


class SeenPages:
    """Pages seen before, in the service's database (`pipeline.page.Seen`, and `remember`).

    Keeps about `most` pages and as many citations (PRUNE_EVERY more at times), each until it was
    not seen for `days`.  Safe to share between threads and across a fork.  The tables must be
    there: open the store first.
    """

    def __init__(self, engine: Engine, most: int, days: int) -> None:
        self._engine = engine
        self._most = most
        self._age = timedelta(days=days)
        self._pages = count(1)

    @classmethod
    def open(cls, url: str, *, most: int, days: int) -> SeenPages:
        """The pages remembered in the database at a SQLAlchemy URL."""
        return cls(open_engine(url), most, days)

    def close(self) -> None:
        """Close every connection; new ones are opened when it is used again."""
        self._engine.dispose()

    def like(self, fingerprint: Fingerprint) -> list[Sighting]:
        """Pages with much the same fingerprint, the earliest first."""
        with self._engine.connect() as connection:
            return [
                Sighting(row.name, row.first_seen, likeness_, row.site, row.source)
                for row, likeness_ in _like(connection, fingerprint)
            ]

    def cited_by(self, name: str) -> frozenset[str]:
        """The sources that an account's pages credit; "" among them when a page had none."""
        query = select(seen_sources.c.source).where(seen_sources.c.name == name)
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(query))

    def remember(self, page: Footprint, now: datetime | None = None) -> None:
        """Keep the page's footprint; a page that is known already is only seen again."""
        now = now or datetime.now(UTC)
        with self._engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            _keep_source(connection, page, now)
            if page.text:
                _keep_text(connection, page, now)
            if next(self._pages) % PRUNE_EVERY == 0:
                self._forget(connection, now)

    def forget(self, now: datetime) -> None:
        """Drop what is too old or too much; `remember` does so itself from time to time."""
        with self._engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            self._forget(connection, now)

    def _forget(self, connection: Connection, now: datetime) -> None:
        for table in (seen_pages, seen_sources):
            connection.execute(delete(table).where(table.c.last_seen < now - self._age))
            _drop_oldest(connection, table, self._most)


def _like(connection: Connection, fingerprint: Fingerprint) -> list[tuple[Row[Any], float]]:
    """Rows of pages that share a key, the earliest first, and how like they are."""
    closest = (
        select(seen_keys.c.page_id)
        .where(seen_keys.c.key.in_(keys(fingerprint)))
        .group_by(seen_keys.c.page_id)
        .order_by(func.count().desc(), seen_keys.c.page_id)
        .limit(CLOSEST)
        .subquery()
    )
    query = select(seen_pages).join(closest, seen_pages.c.id == closest.c.page_id)
    rows = connection.execute(query.order_by(seen_pages.c.first_seen, seen_pages.c.id)).all()
    return [(row, likeness(fingerprint, unpack(row.text))) for row in rows]


def _keep_text(connection: Connection, page: Footprint, now: datetime) -> None:
    known = [row for row, alike in _like(connection, page.text) if alike >= SAME]
    own = next((row for row in known if row.name == page.name), None)
    if own is not None:
        _see_again(connection, own, now)
    elif len(known) < COPIES:
        _insert(connection, page, now)


def _insert(connection: Connection, page: Footprint, now: datetime) -> None:
    values = {
        "name": page.name,
        "site": page.site,
        "source": page.source,
        "text": pack(page.text),
        "first_seen": now,
        "last_seen": now,
    }
    number = connection.scalar(insert(seen_pages).values(values).returning(seen_pages.c.id))
    rows = [{"key": key, "page_id": number} for key in keys(page.text)]
    connection.execute(insert(seen_keys), rows)


def _see_again(connection: Connection, own: Row[Any], now: datetime) -> None:
    if now - own.last_seen >= A_DAY:
        query = update(seen_pages).where(seen_pages.c.id == own.id)
        connection.execute(query.values(last_seen=now))


def _keep_source(connection: Connection, page: Footprint, now: datetime) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(seen_sources).values(name=page.name, source=page.source, last_seen=now)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["name", "source"],
            set_={"last_seen": now},
            where=seen_sources.c.last_seen < now - A_DAY,
        )
    )


def _drop_oldest(connection: Connection, table: Table, most: int) -> None:
    over = (connection.scalar(select(func.count()).select_from(table)) or 0) - most
    if over > 0:
        key = list(table.primary_key)
        oldest = select(*key).order_by(table.c.last_seen).limit(over)
        connection.execute(delete(table).where(tuple_(*key).in_(oldest)))
