"""How much a client may still ask, counted in one place for all workers.

Each allowance is a bucket that drains with time (the "generic cell rate algorithm"): one
number a client and allowance, the moment at which the bucket would be empty.  A request moves
it on by its share of the window; when that would be more than a window ahead, it is refused.
One statement does both, so two workers cannot both take the last one.

The numbers lie in a SQLite file of their own that never waits for the disk: a power cut may
give everybody a fresh allowance, and nothing else is lost.  With PostgreSQL they lie there, in
an unlogged table, and several machines share them.
"""

from __future__ import annotations

import ipaddress
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    MetaData,
    String,
    Table,
    case,
    delete,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

from ..rebuttals.store.database import MIGRATION_LOCK, open_engine
from ..settings import Settings

MINUTE, DAY = 60, 86_400

#: Of an IPv6 address, the network one subscriber gets.
IPV6_PREFIX = 64

#: What adding fractions may be off by: seconds, and shares of a request.
ROUNDING = 1e-6

#: One request in so many clears away buckets that have drained; they are as good as absent.
SWEEP_ONE_IN = 1000

metadata = MetaData()
buckets = Table(
    "allowances",
    metadata,
    Column("client", String(80), primary_key=True),  # and the allowance's name
    Column("empty_at", Float(53), nullable=False),  # seconds since 1970
)


@dataclass(frozen=True)
class Allowance:
    """`quota` requests in a window of so many seconds."""

    name: str
    quota: int
    seconds: int


@dataclass(frozen=True)
class Left:
    """What is left of an allowance, and after how many seconds all of it is back."""

    allowance: Allowance
    remaining: int
    reset: int


@dataclass(frozen=True)
class Taken:
    """What became of a request: counted, or refused for so many seconds."""

    left: tuple[Left, ...]
    wait: int | None = None


class Book:
    """The buckets of all clients."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    @classmethod
    def open(cls, settings: Settings) -> Book:
        """The book of this service, made when it is not there."""
        url = make_url(settings.database_url)
        if url.get_backend_name() == "sqlite":
            engine = _own_file(settings)
        else:
            engine = open_engine(settings.database_url)
        with engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            _make_table(connection)
        return cls(engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def take(self, client: str, allowances: Sequence[Allowance], cost: int = 1) -> Taken:
        """Count a request that is worth `cost` in all of these, or in none when one is used up."""
        now = self._clock()
        left = []
        with self._engine.connect() as connection, connection.begin() as transaction:
            for allowance in allowances:
                empty_at = _move(connection, client, allowance, cost, now)
                if empty_at is None:
                    filled = _filled(connection, client, allowance, now)
                    transaction.rollback()
                    return Taken((_left(allowance, filled),), _wait(allowance, filled, cost))
                left.append(_left(allowance, empty_at - now))
            if random.randrange(SWEEP_ONE_IN) == 0:  # noqa: S311 - no secret
                connection.execute(delete(buckets).where(buckets.c.empty_at < now))
        return Taken(tuple(left))


def client_of(address: str | None) -> str:
    """The name of a client in the book: an IPv4 address, or an IPv6 subscriber's network."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))


def _move(
    connection: Connection, client: str, allowance: Allowance, cost: int, now: float
) -> float | None:
    """Fill the bucket by `cost`; the moment at which it will be empty, None when it is too full."""
    if cost > allowance.quota:
        return None
    share = cost * allowance.seconds / allowance.quota
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    begin = case((buckets.c.empty_at > now, buckets.c.empty_at), else_=now)
    statement = (
        dialect.insert(buckets)
        .values(client=_name(client, allowance), empty_at=now + share)
        .on_conflict_do_update(
            index_elements=[buckets.c.client],
            set_={"empty_at": begin + share},
            where=begin + share <= now + allowance.seconds + ROUNDING,
        )
        .returning(buckets.c.empty_at)
    )
    moved: float | None = connection.scalar(statement)
    return moved


def _filled(connection: Connection, client: str, allowance: Allowance, now: float) -> float:
    """Seconds until the bucket is empty."""
    query = select(buckets.c.empty_at).where(buckets.c.client == _name(client, allowance))
    return max(0.0, (connection.scalar(query) or now) - now)


def _left(allowance: Allowance, filled: float) -> Left:
    share = 1 - filled / allowance.seconds
    return Left(allowance, max(0, int(allowance.quota * share + ROUNDING)), math.ceil(filled))


def _wait(allowance: Allowance, filled: float, cost: int) -> int:
    """Seconds until `cost` fits; a whole window when it never will."""
    if cost > allowance.quota:
        return allowance.seconds
    share = cost * allowance.seconds / allowance.quota
    return max(1, math.ceil(filled + share - allowance.seconds))


def _name(client: str, allowance: Allowance) -> str:
    return f"{allowance.name} {client}"


def _own_file(settings: Settings) -> Engine:
    settings.instance.mkdir(parents=True, exist_ok=True)
    return open_engine(f"sqlite:///{settings.instance / 'allowances.db'}", durable=False)


def _make_table(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATION_LOCK})
    metadata.create_all(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE allowances SET UNLOGGED"))
