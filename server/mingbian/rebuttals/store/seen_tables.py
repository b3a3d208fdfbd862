"""What is remembered of pages, where the operator has turned it on (`mingbian.seen`).

Never a text, never an address, never who read it.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String, Table

from .tables import Sequence, UtcDateTime, metadata

seen_pages = Table(
    "seen_pages",
    metadata,
    Column("id", Sequence, primary_key=True),
    Column("name", String(80), nullable=False),  # the account, or the site
    Column("site", String(255), nullable=False),
    Column("source", String(80), nullable=False),  # what the page credits; empty for none
    Column("text", LargeBinary, nullable=False),  # `fingerprint.pack`
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Index(None, "last_seen"),
)

#: The numbers that near-copies are looked up by (`fingerprint.keys`).
seen_keys = Table(
    "seen_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("page_id", ForeignKey(seen_pages.c.id, ondelete="CASCADE"), primary_key=True),
    Index(None, "page_id"),
)

#: Which sources an account's pages credit; an empty source: a page that credits nobody.
seen_sources = Table(
    "seen_sources",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("source", String(80), primary_key=True),
    Column("last_seen", UtcDateTime, nullable=False),
    Index(None, "last_seen"),
)
