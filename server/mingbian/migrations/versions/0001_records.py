"""Records with their revisions, phrasings, reviews and origins; reports of readers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.String(200)
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the counter of changes at 0."""
    _make_bookkeeping()
    _make_records()
    _make_parts()
    _make_reports()
    op.execute("INSERT INTO counters (name, value) VALUES ('changes', 0)")


def downgrade() -> None:
    """Drop everything."""
    for table in (
        "reports",
        "origins",
        "reviews",
        "phrasings",
        "revisions",
        "records",
        "folders",
        "counters",
    ):
        op.drop_table(table)


def _make_bookkeeping() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "folders",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_folders"),
    )


def _make_records() -> None:
    op.create_table(
        "records",
        sa.Column("id", ID, nullable=False),
        sa.Column("seq", SEQUENCE, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("claim_key", sa.String(32), nullable=False),
        sa.Column("region", sa.String(16)),
        sa.Column("first_seen", sa.Date()),
        sa.Column("expires", sa.Date()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'in_review', 'published', 'retired')", name="ck_records_status"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
        sa.UniqueConstraint("seq", name="uq_records_seq"),
    )
    op.create_index("ix_records_claim_key", "records", ["claim_key"])
    op.create_index("ix_records_expires", "records", ["expires"])
    op.create_index("ix_records_status_id", "records", ["status", "id"])
    op.create_table(
        "revisions",
        sa.Column("seq", SEQUENCE, autoincrement=False, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _to_record("revisions"),
        sa.PrimaryKeyConstraint("seq", name="pk_revisions"),
        sa.UniqueConstraint("record_id", "revision", name="uq_revisions_record_id_revision"),
    )


def _make_parts() -> None:
    op.create_table(
        "phrasings",
        sa.Column("record_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _to_record("phrasings"),
        sa.PrimaryKeyConstraint("record_id", "position", name="pk_phrasings"),
    )
    op.create_table(
        "reviews",
        sa.Column("record_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("date", sa.Date()),
        _to_record("reviews"),
        sa.PrimaryKeyConstraint("record_id", "position", name="pk_reviews"),
    )
    op.create_index("ix_reviews_publisher", "reviews", ["publisher"])
    op.create_index("ix_reviews_url", "reviews", ["url"], postgresql_using="hash")
    op.create_table(
        "origins",
        sa.Column("record_id", ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        _to_record("origins"),
        sa.PrimaryKeyConstraint("record_id", name="pk_origins"),
    )


def _make_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("quote", sa.Text()),
        sa.Column("record_id", ID),
        sa.Column("annotation_id", ID),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", sa.Text()),
        sa.PrimaryKeyConstraint("number", name="pk_reports"),
    )
    op.create_index("ix_reports_record_id", "reports", ["record_id"])
    op.create_index("ix_reports_state_created_at", "reports", ["state", "created_at"])


def _to_record(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=f"fk_{table}_record_id")
