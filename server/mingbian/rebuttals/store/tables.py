"""The tables.  `revisions` holds the truth; the others are derived in the same transaction.

A revision's `seq` counts all changes of all records without a gap, so the revisions are also
the list of changes that workers follow.  `migrations/` makes these tables; a test compares.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: SQLite keeps no zone, so it is taken off there and put on again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, without the zone where the database has none."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, with the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: SQLite numbers rows itself only in a column called INTEGER.
Sequence = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

records = Table(
    "records",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("seq", Sequence, nullable=False, unique=True),  # of the current revision
    Column("revision", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("language", String(35), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("claim", Text, nullable=False),
    Column("claim_key", String(32), nullable=False, index=True),  # doubles.claim_key
    Column("region", String(16)),
    Column("first_seen", Date),
    Column("expires", Date),
    Column("topics", String(120), nullable=False, server_default=""),  # ",food,health,"
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    CheckConstraint("status IN ('draft', 'in_review', 'published', 'retired')", name="status"),
    Index(None, "status", "id"),
    Index(None, "status", "updated_at", "id"),
    Index(None, "status", "created_at", "id"),
    Index(None, "updated_at", "id"),
    Index(None, "expires"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    Column("record_id", ForeignKey(records.c.id), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", Text, nullable=False),  # the record as JSON
    Column("digest", String(64), nullable=False),  # sha256 of body
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(16)),  # what readers see of it: published, changed, withdrawn, retired
    UniqueConstraint("record_id", "revision"),
    Index(
        "ix_revisions_action",
        "seq",
        sqlite_where=text("action IS NOT NULL"),
        postgresql_where=text("action IS NOT NULL"),
    ),
)

phrasings = Table(
    "phrasings",
    metadata,
    Column("record_id", ForeignKey(records.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("text", Text, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("record_id", ForeignKey(records.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("publisher", Text, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("url", Text),
    Column("title", Text),
    Column("date", Date),
    Index(None, "url", postgresql_using="hash"),  # a B-tree there takes 2.7 kB at most
)

#: What a source (an import, the curated folder) last wrote, to see whether people changed it.
origins = Table(
    "origins",
    metadata,
    Column("record_id", ForeignKey(records.c.id), primary_key=True),
    Column("source", Text, nullable=False),
    Column("digest", String(64), nullable=False),  # of the record as the source gives it
    Column("revision", Integer, nullable=False),  # the revision that the source wrote
)

reports = Table(
    "reports",
    metadata,
    Column("number", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("url", Text),
    Column("quote", Text),
    Column("record_id", String(200), index=True),  # may name a record we do not have
    Column("annotation_id", String(200)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("answer", Text),
    Column("answered_at", UtcDateTime),
    Column("answered_by", Text),
    Column("sender", String(32)),  # a keyed hash of where it came from, for a month
    Column("appeal_of", String(32)),  # the dispute whose answer is appealed
    Index(None, "state", "created_at"),
    Index("uq_reports_appeal_of", "appeal_of", unique=True),
)

#: One row, `changes`: the last number given out.  Writers lock it.
counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

#: Digests of folders that were brought in, to see quickly that nothing changed.
folders = Table(
    "folders",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("digest", String(64), nullable=False),
)

#: Keys of those who call the API.  A secret is kept as its digest alone.
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(16), primary_key=True),  # the part of the key that may be shown
    Column("digest", String(64), nullable=False),  # sha256 of the whole key
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # words with spaces between them
    Column("origin", String(16), nullable=False),  # "sign-up" or "admin"
    Column("per_minute", Integer),  # empty: what the settings say
    Column("per_day", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)
