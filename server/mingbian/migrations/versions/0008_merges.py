"""What a merge changed, so that it can be taken back whole."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the revisions before and after, and the cases that went along; empty for old merges."""
    op.add_column("successors", sa.Column("one_after", sa.Integer()))
    op.add_column("successors", sa.Column("into_before", sa.Integer()))
    op.add_column("successors", sa.Column("into_after", sa.Integer()))
    op.add_column("successors", sa.Column("moved", sa.Text()))


def downgrade() -> None:
    """Drop them."""
    for name in ("one_after", "into_before", "into_after", "moved"):
        op.drop_column("successors", name)
