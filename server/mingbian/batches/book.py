"""Batches in the database: what was asked, what came of it, and who may see that.

A page's text is there from the moment it is sent until it is checked; its result until the
batch expires or is deleted.
"""

from __future__ import annotations

import json
import secrets
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update

from ..errors import NotFound
from ..rebuttals.store.batch_tables import batch_items, batches
from ..rebuttals.store.database import forget_deleted

State = Literal["running", "done", "cancelled"]

#: Results are kept for so long after the batch was made.
KEPT = timedelta(days=7)

#: Results read from the database at once: some 20 kB each.
SLICE = 50

#: A page that was begun so often and never finished ends the process that reads it.
MOST_TRIES = 3


@dataclass(frozen=True)
class Batch:
    """A batch as its owner sees it."""

    id: str
    key_id: str
    state: State
    pages: int
    done: int
    created: datetime  # UTC
    expires: datetime
    ended: datetime | None
    digest: str  # of what was asked, to tell the same request from another
    webhook: str | None
    secret: str | None  # that its message is signed with
    told: str | None  # what became of the message: waiting, delivered, given up


@dataclass(frozen=True)
class Item:
    """A page that is to be checked now."""

    position: int
    tries: int  # this one included
    asked: dict[str, Any]


class BatchBook:
    """The batches."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._engine.execution_options(sqlite_begin="IMMEDIATE").begin()

    # What owners do

    def add(
        self,
        key_id: str,
        pages: Sequence[dict[str, Any]],
        *,
        digest: str,
        idempotency: str | None = None,
        webhook: str | None = None,
    ) -> Batch:
        """Keep a batch.  Raises IntegrityError when `idempotency` is there already."""
        now = datetime.now(UTC)
        number = secrets.token_hex(16)
        row = {
            "id": number,
            "key_id": key_id,
            "idempotency": idempotency,
            "digest": digest,
            "state": "running",
            "pages": len(pages),
            "created_at": now,
            "expires_at": now + KEPT,
            "webhook": webhook,
            "secret": secrets.token_urlsafe(32) if webhook else None,
        }
        items = [
            {"batch_id": number, "position": position, "asked": _packed(page), "tries": 0}
            for position, page in enumerate(pages)
        ]
        with self._writing() as connection:
            connection.execute(insert(batches).values(row))
            connection.execute(insert(batch_items), items)
        return self.get(number, key_id)

    def get(self, batch_id: str, key_id: str) -> Batch:
        """A batch of this key.  Raises NotFound, for the batches of other keys too."""
        query = _with_counts().where(batches.c.id == batch_id, batches.c.key_id == key_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("there is no batch with this id, or it has expired")
        return _batch(row)

    def made_with(self, key_id: str, idempotency: str) -> Batch | None:
        """The batch that was made with this Idempotency-Key."""
        query = _with_counts().where(
            batches.c.idempotency == idempotency, batches.c.key_id == key_id
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return _batch(row) if row else None

    def of_key(self, key_id: str, limit: int = 100) -> list[Batch]:
        """The key's newest batches, the newest first."""
        query = _with_counts().where(batches.c.key_id == key_id)
        ordered = query.order_by(batches.c.created_at.desc(), batches.c.id).limit(limit)
        with self._engine.connect() as connection:
            return [_batch(row) for row in connection.execute(ordered)]

    def results(self, batch_id: str) -> Iterator[dict[str, Any]]:
        """What is done, in the order of the pages, a slice at a time."""
        after = -1
        while True:
            query = (
                select(batch_items.c.position, batch_items.c.answer)
                .where(
                    batch_items.c.batch_id == batch_id,
                    batch_items.c.position > after,
                    batch_items.c.answer.is_not(None),
                )
                .order_by(batch_items.c.position)
                .limit(SLICE)
            )
            with self._engine.connect() as connection:
                rows = connection.execute(query).all()
            yield from (_unpacked(row.answer) for row in rows)
            if len(rows) < SLICE:
                return
            after = rows[-1].position

    def cancel(self, batch_id: str) -> None:
        """Check no further page of it, and forget those that are left."""
        with self._writing() as connection:
            stopped = connection.execute(
                update(batches)
                .where(batches.c.id == batch_id, batches.c.state == "running")
                .values(state="cancelled", ended_at=datetime.now(UTC))
            )
            if stopped.rowcount:
                connection.execute(
                    update(batch_items)
                    .where(batch_items.c.batch_id == batch_id, batch_items.c.answer.is_(None))
                    .values(asked=None)
                )
        forget_deleted(self._engine)

    def delete(self, batch_id: str) -> None:
        """Forget it with its results."""
        with self._writing() as connection:
            connection.execute(delete(batch_items).where(batch_items.c.batch_id == batch_id))
            connection.execute(delete(batches).where(batches.c.id == batch_id))
        forget_deleted(self._engine)

    # What the worker does

    def unfinished(self) -> list[str]:
        """Batches that nobody works on now, the oldest first."""
        query = (
            select(batches.c.id)
            .where(batches.c.state == "running", batches.c.id.not_in(_in_hand()))
            .order_by(batches.c.created_at)
        )
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def release(self, holder: str) -> None:
        """Let go of pages that this holder had in hand when it died."""
        with self._writing() as connection:
            connection.execute(
                update(batch_items)
                .where(batch_items.c.answer.is_(None), batch_items.c.holder == holder)
                .values(taken_until=None)
            )

    def take(self, batch_id: str, seconds: float, holder: str) -> Item | None:
        """The next page, in this holder's hand for so many seconds; None when there is none.

        When the holder dies, it lets go at its next start, and anyhow when the time is over.
        """
        now = datetime.now(UTC)
        query = (
            select(batch_items)
            .join(batches)
            .where(batches.c.id == batch_id, batches.c.state == "running", *_is_free(now))
            .order_by(batch_items.c.position)
            .limit(1)
            .with_for_update(skip_locked=True, of=batch_items)
        )
        with self._writing() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            until = now + timedelta(seconds=seconds)
            taken = {"taken_until": until, "holder": holder, "tries": row.tries + 1}
            connection.execute(
                update(batch_items).where(*_is(batch_id, row.position)).values(taken)
            )
        return Item(row.position, row.tries + 1, _unpacked(row.asked))

    def finish(self, batch_id: str, position: int, answer: dict[str, Any]) -> bool:
        """Keep a page's result and forget the page; whether that ended the batch.

        A page that has a result keeps it.
        """
        with self._writing() as connection:
            connection.execute(
                update(batch_items)
                .where(*_is(batch_id, position), batch_items.c.answer.is_(None))
                .values(answer=_packed(answer), asked=None, taken_until=None)
            )
            left = select(batch_items.c.position).where(
                batch_items.c.batch_id == batch_id, batch_items.c.answer.is_(None)
            )
            now = datetime.now(UTC)
            ended = connection.execute(
                update(batches)
                .where(batches.c.id == batch_id, batches.c.state == "running", ~left.exists())
                .values(state="done", ended_at=now, tell_at=now)
            )
        if ended.rowcount:
            forget_deleted(self._engine)
        return bool(ended.rowcount)

    def drop_expired(self) -> None:
        """Forget batches whose time is over."""
        with self._writing() as connection:
            old = select(batches.c.id).where(batches.c.expires_at < datetime.now(UTC))
            if connection.scalar(old.limit(1)):
                connection.execute(delete(batch_items).where(batch_items.c.batch_id.in_(old)))
                connection.execute(delete(batches).where(batches.c.id.in_(old)))

    # Messages to webhooks

    def to_tell(self) -> list[tuple[Batch, int]]:
        """Batches whose owner is to be told now, and how often that was tried."""
        query = _with_counts().where(
            batches.c.webhook.is_not(None), batches.c.tell_at < datetime.now(UTC)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(batches.c.tell_at)).all()
        return [(_batch(row), row.tell_tries) for row in rows]

    def told(self, batch_id: str, outcome: str, again_at: datetime | None) -> None:
        """Keep what became of a message, and when to send it again, if so."""
        with self._writing() as connection:
            connection.execute(
                update(batches)
                .where(batches.c.id == batch_id)
                .values(told=outcome, tell_at=again_at, tell_tries=batches.c.tell_tries + 1)
            )


def _with_counts() -> Any:
    done = (
        select(func.count())
        .where(batch_items.c.batch_id == batches.c.id, batch_items.c.answer.is_not(None))
        .scalar_subquery()
    )
    return select(batches, done.label("done"))


def _in_hand() -> Any:
    return select(batch_items.c.batch_id).where(
        batch_items.c.answer.is_(None), batch_items.c.taken_until > datetime.now(UTC)
    )


def _is_free(now: datetime) -> tuple[Any, ...]:
    until = batch_items.c.taken_until
    return batch_items.c.answer.is_(None), or_(until.is_(None), until < now)


def _is(batch_id: str, position: int) -> tuple[Any, ...]:
    return batch_items.c.batch_id == batch_id, batch_items.c.position == position


def _batch(row: Any) -> Batch:
    return Batch(
        id=row.id,
        key_id=row.key_id,
        state=row.state,
        pages=row.pages,
        done=row.done,
        created=row.created_at,
        expires=row.expires_at,
        ended=row.ended_at,
        digest=row.digest,
        webhook=row.webhook,
        secret=row.secret,
        told=row.told or ("waiting" if row.webhook else None),
    )


def _packed(value: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"), 1)


def _unpacked(packed: bytes) -> dict[str, Any]:
    unpacked: dict[str, Any] = json.loads(zlib.decompress(packed))
    return unpacked
