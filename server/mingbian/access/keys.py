"""Keys to the API: made once, shown once, kept as a digest, revoked at once.

A key is `mb_<id>_<secret>`.  The id may be shown and logged by its owner; the secret has 256
random bits.  One SHA-256 is enough for it: slow hashes are for passwords that people think of,
and nobody can try 2^256 secrets however fast the hash is.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Engine, insert, select, update

from ..errors import Invalid, NotFound, Unauthorized
from ..rebuttals.store.tables import api_keys

Origin = Literal["sign-up", "admin"]

#: What a key may be allowed beside checking and searching, which anybody may.
SCOPES = ("batch", "curator")

#: What a key that somebody made for themselves may do.
SELF_SERVICE = ("batch",)

#: 32 signs that are not taken for one another.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 10
SECRET_BYTES = 32
NAME_LENGTH = 200

_KEY = re.compile(r"mb_([0-9a-z]{10})_[\w-]{43}", re.ASCII)


@dataclass(frozen=True)
class Key:
    """What is known of a key; never its secret.  `None` quotas are those of the settings."""

    id: str
    name: str
    scopes: frozenset[str]
    origin: Origin
    created: datetime  # UTC
    per_minute: int | None = None
    per_day: int | None = None
    revoked: datetime | None = None


class KeyBook:
    """The keys in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        name: str,
        *,
        origin: Origin,
        scopes: Iterable[str] = SELF_SERVICE,
        per_minute: int | None = None,
        per_day: int | None = None,
    ) -> tuple[Key, str]:
        """A new key and, this once, the text to give to its owner.

        Raises Invalid for a scope that there is not.
        """
        kept = frozenset(scopes)
        if unknown := sorted(kept - set(SCOPES)):
            raise Invalid(f"there is no scope {unknown[0]}; there are {', '.join(SCOPES)}")
        number = "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))
        text = f"mb_{number}_{secrets.token_urlsafe(SECRET_BYTES)}"
        key = Key(number, name[:NAME_LENGTH], kept, origin, datetime.now(UTC), per_minute, per_day)
        with self._engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            connection.execute(insert(api_keys).values(**_row(key), digest=_digest(text)))
        return key, text

    def find(self, text: str) -> Key:
        """The key with this text.  Raises Unauthorized when it is unknown or revoked."""
        shape = _KEY.fullmatch(text)
        if shape:
            with self._engine.connect() as connection:
                query = select(api_keys).where(api_keys.c.id == shape[1])
                row = connection.execute(query).one_or_none()
            if row and secrets.compare_digest(row.digest, _digest(text)) and not row.revoked_at:
                return _key(row)
        raise Unauthorized("this key is unknown, or was revoked")

    def listed(self) -> list[Key]:
        """Every key, the oldest first."""
        query = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
        with self._engine.connect() as connection:
            return [_key(row) for row in connection.execute(query)]

    def revoke(self, key_id: str) -> None:
        """End a key: the next request with it is refused.  Raises NotFound; again does no harm."""
        change = (
            update(api_keys)
            .where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
            .values(revoked_at=datetime.now(UTC))
        )
        with self._engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            connection.execute(change)
            known = connection.scalar(select(api_keys.c.id).where(api_keys.c.id == key_id))
        if known is None:
            raise NotFound(f"there is no key {key_id}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _row(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": " ".join(sorted(key.scopes)),
        "origin": key.origin,
        "per_minute": key.per_minute,
        "per_day": key.per_day,
        "created_at": key.created,
    }


def _key(row: Any) -> Key:
    return Key(
        row.id,
        row.name,
        frozenset(row.scopes.split()),
        row.origin,
        row.created_at,
        row.per_minute,
        row.per_day,
        row.revoked_at,
    )
