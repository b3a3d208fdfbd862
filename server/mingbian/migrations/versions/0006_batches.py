"""Batches of a key, and their pages until each is checked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "batches",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("idempotency", sa.String(64)),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("webhook", sa.Text()),
        sa.Column("secret", sa.Text()),
        sa.Column("told", sa.String(200)),
        sa.Column("tell_at", MOMENT),
        sa.Column("tell_tries", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name="fk_batches_key_id"),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("idempotency", name="uq_batches_idempotency"),
    )
    op.create_index("ix_batches_key_id_created_at", "batches", ["key_id", "created_at"])
    op.create_index("ix_batches_state", "batches", ["state"])
    op.create_index("ix_batches_expires_at", "batches", ["expires_at"])
    op.create_index("ix_batches_tell_at", "batches", ["tell_at"])
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked", sa.LargeBinary()),
        sa.Column("answer", sa.LargeBinary()),
        sa.Column("taken_until", MOMENT),
        sa.Column("holder", sa.String(64)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_batch_items_batch_id"),
        sa.PrimaryKeyConstraint("batch_id", "position", name="pk_batch_items"),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("batch_items")
    op.drop_table("batches")
