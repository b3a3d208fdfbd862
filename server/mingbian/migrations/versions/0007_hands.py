"""Many hands: tags, notes that name somebody, records merged and split."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.String(200)
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the column of what a proposal takes in."""
    op.create_table(
        "tags",
        sa.Column("tag", sa.String(40), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_tags_record_id"),
        sa.PrimaryKeyConstraint("tag", "record_id", name="pk_tags"),
    )
    op.create_index("ix_tags_record_id", "tags", ["record_id"])
    op.create_table(
        "mentions",
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("note_id", SEQUENCE, nullable=False),
        sa.Column("read_at", MOMENT),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_mentions_note_id"),
        sa.PrimaryKeyConstraint("account", "note_id", name="pk_mentions"),
    )
    op.create_table(
        "successors",
        sa.Column("record_id", ID, nullable=False),
        sa.Column("successor", ID, nullable=False),
        sa.Column("how", sa.String(8), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_successors_record_id"),
        sa.ForeignKeyConstraint(["successor"], ["records.id"], name="fk_successors_successor"),
        sa.PrimaryKeyConstraint("record_id", "successor", name="pk_successors"),
    )
    op.create_index("ix_successors_successor", "successors", ["successor"])
    op.add_column("proposals", sa.Column("absorbs", ID))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("proposals", "absorbs")
    for table in ("successors", "mentions", "tags"):
        op.drop_table(table)
