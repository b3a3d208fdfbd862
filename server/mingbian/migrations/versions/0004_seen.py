"""Fingerprints of pages checked before, and whom accounts credit; empty unless turned on."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "seen_pages",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("site", sa.String(255), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seen_pages"),
    )
    op.create_index("ix_seen_pages_last_seen", "seen_pages", ["last_seen"])
    op.create_table(
        "seen_keys",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("page_id", SEQUENCE, nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["seen_pages.id"], name="fk_seen_keys_page_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "page_id", name="pk_seen_keys"),
    )
    op.create_index("ix_seen_keys_page_id", "seen_keys", ["page_id"])
    op.create_table(
        "seen_sources",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("last_seen", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", "source", name="pk_seen_sources"),
    )
    op.create_index("ix_seen_sources_last_seen", "seen_sources", ["last_seen"])


def downgrade() -> None:
    """Drop them."""
    for table in ("seen_sources", "seen_keys", "seen_pages"):
        op.drop_table(table)
