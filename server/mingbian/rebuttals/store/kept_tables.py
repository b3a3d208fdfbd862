"""The tables of results that readers asked to keep."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from .tables import UtcDateTime, metadata

kept_results = Table(
    "kept_results",
    metadata,
    Column("number", String(32), primary_key=True),  # cannot be guessed
    Column("body", Text, nullable=False),  # JSON: the report, the text, its blocks
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

#: One row: what results are signed with on their way through a reader's browser.
kept_secret = Table(
    "kept_secret",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("value", String(64), nullable=False),
)
