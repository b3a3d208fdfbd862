"""Tables of batches: the batches of a key, and their pages until each is checked."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from .tables import UtcDateTime, api_keys, metadata

batches = Table(
    "batches",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key_id", ForeignKey(api_keys.c.id), nullable=False),
    Column("idempotency", String(64), unique=True),  # digest of the key and its word for it
    Column("digest", String(64), nullable=False),  # of what was asked
    Column("state", String(16), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("webhook", Text),
    Column("secret", Text),
    Column("told", String(200)),
    Column("tell_at", UtcDateTime, index=True),
    Column("tell_tries", Integer, nullable=False, server_default="0"),
    Index(None, "key_id", "created_at"),
    Index(None, "state"),
)

batch_items = Table(
    "batch_items",
    metadata,
    Column("batch_id", ForeignKey(batches.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("asked", LargeBinary),  # JSON, packed; empty once the page is checked
    Column("answer", LargeBinary),  # JSON, packed; empty until then
    Column("taken_until", UtcDateTime),
    Column("holder", String(64)),  # the service that has it in hand until then
    Column("tries", Integer, nullable=False),
)
