"""Do the links of the reviews still lead somewhere?

Every link that was ever tried keeps a row with its last result; `tries` counts failures in a
row and is 0 while it works.  Links tried longest ago, and new ones, come first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, literal, select

from ...errors import FetchFailed, MingbianError, TooLarge
from .database import writing
from .desk_tables import dead_links
from .store import Store
from .tables import records, reviews

Fetch = Callable[[str], object]

#: Links that were never tried come before all others.
LONG_AGO = literal(datetime(1970, 1, 1, tzinfo=UTC), dead_links.c.tried.type)


def try_links(store: Store, fetch: Fetch, *, limit: int) -> tuple[int, int]:
    """Try up to `limit` links of published records; how many were tried, and how many failed.

    `fetch` raises a MingbianError for what cannot be read.  A page that is too large to read,
    or of another type, is there all the same.
    """
    with store.engine.connect() as connection:
        due = _due(connection, limit)
    dead = 0
    for row in due:
        problem = _problem(fetch, row.url)
        dead += problem is not None
        with writing(store.engine) as connection:
            _keep(connection, row, problem, datetime.now(UTC))
    return len(due), dead


def _due(connection: Connection, limit: int) -> list[Row[Any]]:
    known = (dead_links.c.record_id == reviews.c.record_id) & (dead_links.c.url == reviews.c.url)
    query = (
        select(
            reviews.c.record_id,
            reviews.c.url,
            dead_links.c.tries,
            dead_links.c.since,
            dead_links.c.tried,
        )
        .join_from(reviews, records, records.c.id == reviews.c.record_id)
        .outerjoin(dead_links, known)
        .where(records.c.status == "published", reviews.c.url.is_not(None))
        .order_by(func.coalesce(dead_links.c.tried, LONG_AGO), reviews.c.record_id)
        .limit(limit)
    )
    return list(connection.execute(query))


def _problem(fetch: Fetch, url: str) -> str | None:
    try:
        fetch(url)
    except TooLarge:
        return None
    except FetchFailed as error:
        return None if error.message.startswith("not a page") else error.message
    except MingbianError as error:
        return error.message
    return None


def _keep(connection: Connection, row: Row[Any], problem: str | None, now: datetime) -> None:
    key = sha256(row.url.encode("utf-8", "replace")).hexdigest()[:32]
    one = (dead_links.c.record_id == row.record_id, dead_links.c.url_key == key)
    connection.execute(delete(dead_links).where(*one))
    failed_before = bool(row.tries)
    connection.execute(
        insert(dead_links).values(
            record_id=row.record_id,
            url_key=key,
            url=row.url,
            problem=problem or "",
            since=row.since if problem and failed_before else now,
            tried=now,
            tries=(row.tries or 0) + 1 if problem else 0,
            known=False,
        )
    )
