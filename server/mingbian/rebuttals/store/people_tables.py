"""The tables of people who sign in: accounts, invitations, sessions and attempts."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from .tables import Sequence, UtcDateTime, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", Sequence, primary_key=True),
    Column("name", String(40), nullable=False, unique=True),  # lower case
    Column("role", String(16), nullable=False),
    Column("password", String(200), nullable=False),  # argon2id, with its parameters
    Column("totp", String(64)),  # base32; None: no second step
    Column("totp_step", Integer),  # of the last code that was used: none serves twice
    Column("disabled", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(40), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(40), nullable=False),
    Column("seen_at", UtcDateTime),
    CheckConstraint("role IN ('contributor', 'curator', 'admin')", name="role"),
)

#: One-time links: a new account, or (with `account_id`) a new password for one.
invitations = Table(
    "invitations",
    metadata,
    Column("digest", String(64), primary_key=True),  # sha256 of the token in the link
    Column("role", String(16), nullable=False),
    Column("account_id", ForeignKey(accounts.c.id)),
    Column("made_by", String(40), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),  # sha256 of the token in the cookie
    Column("account_id", ForeignKey(accounts.c.id), nullable=False, index=True),
    Column("began_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

#: Sign-ins that failed: who was tried, from where (a keyed hash), when.
attempts = Table(
    "attempts",
    metadata,
    Column("id", Sequence, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("sender", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "name", "at"),
    Index(None, "sender", "at"),
    Index(None, "at"),
)

#: What was done to accounts, by whom.
account_log = Table(
    "account_log",
    metadata,
    Column("id", Sequence, primary_key=True),
    Column("account", String(40), nullable=False, index=True),
    Column("what", String(40), nullable=False),
    Column("who", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
