"""Results that readers asked to keep; records by when they came in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "kept_results",
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_kept_results"),
    )
    op.create_index("ix_kept_results_expires_at", "kept_results", ["expires_at"])
    op.create_index("ix_records_status_created_at_id", "records", ["status", "created_at", "id"])
    op.create_table(
        "kept_secret",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_kept_secret"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_records_status_created_at_id", "records")
    op.drop_table("kept_secret")
    op.drop_table("kept_results")
