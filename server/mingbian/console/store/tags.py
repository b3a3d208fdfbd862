"""Words that curators sort records by among themselves: no revision, never shown to readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, insert, select

from ...errors import Invalid
from ...rebuttals.store.desk_tables import tags

#: Characters of a tag, tags of a record, and tags that a list offers.
LONGEST, MOST, OFFERED = 40, 12, 200

_BETWEEN = re.compile(r"[\s,，、;；#]+")


def read(text: str) -> tuple[str, ...]:
    """The tags of a line, each once, in lower case.  Invalid when one is too long."""
    found = tuple(dict.fromkeys(tag for tag in _BETWEEN.split(text.strip().lower()) if tag))
    if any(len(tag) > LONGEST or not tag.isprintable() for tag in found):
        raise Invalid(f"a tag has {LONGEST} characters at most", detail={"field": "tags"})
    return found


def of_record(connection: Connection, record_id: str) -> tuple[str, ...]:
    """The tags of a record by name."""
    query = select(tags.c.tag).where(tags.c.record_id == record_id).order_by(tags.c.tag)
    return tuple(connection.scalars(query))


def of_records(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The tags of those of the records that have any."""
    query = select(tags).where(tags.c.record_id.in_(ids)).order_by(tags.c.tag)
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(query):
        found[row.record_id] = (*found.get(row.record_id, ()), row.tag)
    return found


def in_use(connection: Connection) -> list[tuple[str, int]]:
    """The tags that are used most, with how many records have each."""
    size = func.count()
    query = select(tags.c.tag, size).group_by(tags.c.tag).order_by(size.desc(), tags.c.tag)
    return [(row[0], row[1]) for row in connection.execute(query.limit(OFFERED))]


def told(before: Iterable[str], after: Iterable[str]) -> str:
    """What came and what went, for a note that says who did it; empty when nothing did."""
    was, now = set(before), set(after)
    come, gone = (
        (f"+ #{tag}" for tag in sorted(now - was)),
        (f"− #{tag}" for tag in sorted(was - now)),
    )
    return "  ".join((*come, *gone))


def put(connection: Connection, record_id: str, wanted: Iterable[str]) -> None:
    """Give a record these tags and no others.  Invalid when they are too many."""
    wanted = tuple(wanted)
    if len(wanted) > MOST:
        raise Invalid(f"a record has {MOST} tags at most", detail={"field": "tags"})
    connection.execute(delete(tags).where(tags.c.record_id == record_id))
    if wanted:
        rows = [{"tag": tag, "record_id": record_id} for tag in wanted]
        connection.execute(insert(tags), rows)
