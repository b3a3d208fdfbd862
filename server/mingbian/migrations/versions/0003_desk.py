"""The curators' desk: people, the queue, proposals, notes; what records and reports gain."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.String(200)
NAME = sa.String(40)
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

#: Revisions looked at between two writes.
CHUNK = 1000


def upgrade() -> None:
    """Make the tables and columns, and fill the columns from what is there."""
    _make_people()
    _make_people_logs()
    _make_cases()
    _make_counts()
    _make_proposals()
    _make_remarks()
    _widen()
    _fill()


def downgrade() -> None:
    """Drop them."""
    for table in (
        "sessions",
        "invitations",
        "dead_links",
        "case_shingles",
        "case_items",
        "proposals",
        "notes",
        "near_misses",
        "mark_counts",
        "interests",
        "distinctions",
        "cases",
        "attempts",
        "accounts",
        "account_log",
    ):
        op.drop_table(table)
    op.drop_index("ix_revisions_action", table_name="revisions")
    op.drop_column("revisions", "action")
    op.drop_index("uq_reports_appeal_of", table_name="reports")
    op.drop_column("reports", "appeal_of")
    op.drop_column("reports", "sender")
    op.drop_index("ix_records_updated_at_id", table_name="records")
    op.drop_index("ix_records_status_updated_at_id", table_name="records")
    op.drop_column("records", "topics")


def _make_people() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password", ID, nullable=False),
        sa.Column("totp", sa.String(64)),
        sa.Column("totp_step", sa.Integer()),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NAME, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", NAME, nullable=False),
        sa.Column("seen_at", MOMENT),
        sa.CheckConstraint("role IN ('contributor', 'curator', 'admin')", name="ck_accounts_role"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
    )
    op.create_table(
        "invitations",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("account_id", SEQUENCE),
        sa.Column("made_by", NAME, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_invitations_account_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_invitations"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("account_id", SEQUENCE, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sessions_account_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])


def _make_people_logs() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("sender", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_at", "attempts", ["at"])
    op.create_index("ix_attempts_name_at", "attempts", ["name", "at"])
    op.create_index("ix_attempts_sender_at", "attempts", ["sender", "at"])
    op.create_table(
        "account_log",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("what", NAME, nullable=False),
        sa.Column("who", NAME, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_log"),
    )
    op.create_index("ix_account_log_account", "account_log", ["account"])


def _make_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("key", sa.String(240), nullable=False),
        sa.Column("record_id", ID),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("site", sa.String(253)),
        sa.Column("reach", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("claimed_by", NAME),
        sa.Column("claimed_at", MOMENT),
        sa.Column("outcome", sa.String(16)),
        sa.Column("reason", sa.Text()),
        sa.Column("closed_by", NAME),
        sa.Column("closed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    op.create_index("ix_cases_age", "cases", ["state", "first_at", "id"])
    op.create_index("ix_cases_closed", "cases", ["closed_at"])
    op.create_index("ix_cases_kind_reach", "cases", ["state", "kind", "rank", "first_at", "id"])
    op.create_index("ix_cases_reach", "cases", ["state", "rank", "first_at", "id"])
    op.create_index("ix_cases_record_id", "cases", ["record_id"])
    op.create_index(
        "uq_cases_open_key",
        "cases",
        ["key"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "case_items",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("case_id", SEQUENCE, nullable=False),
        sa.Column("report", sa.String(32)),
        sa.Column("near_miss", SEQUENCE),
        sa.Column("sender", sa.String(32)),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_items_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_items"),
    )
    op.create_index("ix_case_items_case_id", "case_items", ["case_id"])
    op.create_index("ix_case_items_report", "case_items", ["report"])
    op.create_index("ix_case_items_sender", "case_items", ["sender"])
    op.create_table(
        "case_shingles",
        sa.Column("shingle", sa.BigInteger(), nullable=False),
        sa.Column("case_id", SEQUENCE, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_shingles_case_id"),
        sa.PrimaryKeyConstraint("shingle", "case_id", name="pk_case_shingles"),
    )


def _make_counts() -> None:
    op.create_table(
        "near_misses",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("passage_key", sa.String(32), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("reason", NAME, nullable=False),
        sa.Column("site", sa.String(253)),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_near_misses"),
        sa.UniqueConstraint(
            "record_id", "passage_key", name="uq_near_misses_record_id_passage_key"
        ),
    )
    op.create_index("ix_near_misses_last_at", "near_misses", ["last_at"])
    op.create_table(
        "mark_counts",
        sa.Column("record_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "day", name="pk_mark_counts"),
    )
    op.create_table(
        "dead_links",
        sa.Column("record_id", ID, nullable=False),
        sa.Column("url_key", sa.String(32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("tried", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_dead_links_record_id"),
        sa.PrimaryKeyConstraint("record_id", "url_key", name="pk_dead_links"),
    )


def _make_proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("base_revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author", NAME, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("case_id", SEQUENCE),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("decided_by", NAME),
        sa.Column("decided_at", MOMENT),
        sa.Column("decision", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_record_id", "proposals", ["record_id"])
    op.create_index("ix_proposals_state_at", "proposals", ["state", "at"])


def _make_remarks() -> None:
    op.create_table(
        "notes",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("record_id", ID),
        sa.Column("case_id", SEQUENCE),
        sa.Column("author", NAME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index("ix_notes_case_id", "notes", ["case_id"])
    op.create_index("ix_notes_record_id", "notes", ["record_id"])
    op.create_table(
        "interests",
        sa.Column("id", SEQUENCE, nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("record_id", ID),
        sa.Column("publisher", sa.String(120)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_interests"),
    )
    op.create_index("ix_interests_account", "interests", ["account"])
    op.create_table(
        "distinctions",
        sa.Column("one", ID, nullable=False),
        sa.Column("other", ID, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("author", NAME, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name="pk_distinctions"),
    )


def _widen() -> None:
    op.add_column("records", sa.Column("topics", sa.String(120), server_default="", nullable=False))
    op.create_index("ix_records_status_updated_at_id", "records", ["status", "updated_at", "id"])
    op.create_index("ix_records_updated_at_id", "records", ["updated_at", "id"])
    op.add_column("reports", sa.Column("sender", sa.String(32)))
    op.add_column("reports", sa.Column("appeal_of", sa.String(32)))
    op.create_index("uq_reports_appeal_of", "reports", ["appeal_of"], unique=True)
    op.add_column("revisions", sa.Column("action", sa.String(16)))
    op.create_index(
        "ix_revisions_action",
        "revisions",
        ["seq"],
        sqlite_where=sa.text("action IS NOT NULL"),
        postgresql_where=sa.text("action IS NOT NULL"),
    )


def _fill() -> None:
    """The topics of every record, and what readers saw of every revision."""
    connection = op.get_bind()
    before, after = ("", ""), ("", 0)
    while rows := _revisions(connection, *after):
        for record_id, number, seq, body in rows:
            data = json.loads(body)
            old = before[1] if before[0] == record_id else "draft"
            _fill_one(connection, record_id, seq, data, _action(old, data["status"]))
            before, after = (record_id, data["status"]), (record_id, number)


def _revisions(connection: sa.Connection, record_id: str, number: int) -> list[Any]:
    query = sa.text(
        "SELECT record_id, revision, seq, body FROM revisions WHERE record_id > :id"
        " OR (record_id = :id AND revision > :number) ORDER BY record_id, revision LIMIT :most"
    )
    return list(connection.execute(query, {"id": record_id, "number": number, "most": CHUNK}))


def _fill_one(
    connection: sa.Connection, record_id: str, seq: int, data: dict[str, Any], action: str | None
) -> None:
    topics = f",{','.join(data['topics'])}," if data.get("topics") else ""
    connection.execute(
        sa.text("UPDATE records SET topics = :topics WHERE id = :id"),
        {"topics": topics, "id": record_id},
    )
    if action:
        connection.execute(
            sa.text("UPDATE revisions SET action = :action WHERE seq = :seq"),
            {"action": action, "seq": seq},
        )


def _action(old: str, new: str) -> str | None:
    if new == "published":
        return "changed" if old == "published" else "published"
    if old == "published":
        return "retired" if new == "retired" else "withdrawn"
    return None
