"""The tables of the curators' desk: the queue, proposals, notes and what was counted."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from .tables import Sequence, UtcDateTime, metadata, records

#: Everything in the queue that is about the same thing is one case.
cases = Table(
    "cases",
    metadata,
    Column("id", Sequence, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(8), nullable=False),  # open, closed
    Column("key", String(240), nullable=False),  # what makes two things the same; see queue.py
    Column("record_id", String(200), index=True),  # may name a record we do not have
    Column("title", Text, nullable=False),
    Column("site", String(253)),
    Column("reach", Integer, nullable=False),  # senders, or times it was seen
    Column("rank", Integer, nullable=False),  # -reach: far first and old first fit one index
    Column("size", Integer, nullable=False),
    Column("fresh", Integer, nullable=False),  # senders who had sent nothing before
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),  # grows with every change by a person
    Column("claimed_by", String(40)),
    Column("claimed_at", UtcDateTime),
    Column("outcome", String(16)),
    Column("reason", Text),
    Column("closed_by", String(40)),
    Column("closed_at", UtcDateTime),
    # Each order that the queue can be read in, and the one that finds an open case by its key.
    Index("ix_cases_reach", "state", "rank", "first_at", "id"),
    Index("ix_cases_kind_reach", "state", "kind", "rank", "first_at", "id"),
    Index("ix_cases_age", "state", "first_at", "id"),
    Index("ix_cases_closed", "closed_at"),
    Index(
        "uq_cases_open_key",
        "key",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

case_items = Table(
    "case_items",
    metadata,
    Column("id", Sequence, primary_key=True),
    Column("case_id", ForeignKey(cases.c.id), nullable=False, index=True),
    Column("report", String(32), index=True),
    Column("near_miss", Sequence),
    Column("sender", String(32), index=True),
    Column("at", UtcDateTime, nullable=False),
)

#: A few hashes of what an open case says, to find those that say nearly the same.
case_shingles = Table(
    "case_shingles",
    metadata,
    Column("shingle", BigInteger, primary_key=True),
    Column("case_id", ForeignKey(cases.c.id), primary_key=True),
)

#: Passages that were nearly marked; kept only where the operator asked for it.
near_misses = Table(
    "near_misses",
    metadata,
    Column("id", Sequence, primary_key=True),
    Column("record_id", String(200), nullable=False),
    Column("passage_key", String(32), nullable=False),
    Column("passage", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("site", String(253)),
    Column("seen", Integer, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False, index=True),
    UniqueConstraint("record_id", "passage_key"),
)

#: How often a record marked a page, by day: a number, no page.
mark_counts = Table(
    "mark_counts",
    metadata,
    Column("record_id", String(200), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("marks", Integer, nullable=False),
)

#: A record as somebody wants it to become, waiting for a second pair of eyes.
proposals = Table(
    "proposals",
    metadata,
    Column("id", Sequence, primary_key=True),
    Column("record_id", String(200), nullable=False, index=True),
    Column("base_revision", Integer, nullable=False),  # 0: the record is new
    Column("body", Text, nullable=False),
    Column("author", String(40), nullable=False),
    Column("why", Text, nullable=False),
    Column("case_id", Sequence),  # that it answers
    Column("absorbs", String(200)),  # a record that is retired when this one goes live
    Column("state", String(16), nullable=False),  # open, approved, sent_back, withdrawn
    Column("at", UtcDateTime, nullable=False),
    Column("decided_by", String(40)),
    Column("decided_at", UtcDateTime),
    Column("decision", Text),
    Index(None, "state", "at"),
)

#: What curators write to each other beside a record or a case; never shown to readers.
notes = Table(
    "notes",
    metadata,
    Column("id", Sequence, primary_key=True),
    Column("record_id", String(200), index=True),
    Column("case_id", Sequence, index=True),
    Column("author", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

#: Who is named in a note ("@name"), until they have read it.
mentions = Table(
    "mentions",
    metadata,
    Column("account", String(40), primary_key=True),
    Column("note_id", ForeignKey(notes.c.id), primary_key=True),
    Column("read_at", UtcDateTime),
)

#: Words that curators sort records by among themselves; never shown to readers.
tags = Table(
    "tags",
    metadata,
    Column("tag", String(40), primary_key=True),
    Column("record_id", ForeignKey(records.c.id), primary_key=True, index=True),
)

#: Where a record's claim went when it was merged into another, or part of it became another.
successors = Table(
    "successors",
    metadata,
    Column("record_id", ForeignKey(records.c.id), primary_key=True),
    Column("successor", ForeignKey(records.c.id), primary_key=True, index=True),
    Column("how", String(8), nullable=False),  # merged, split
    Column("who", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # Of a merge, to take it back whole: revisions, and the numbers of the cases that went along.
    Column("one_after", Integer),  # of record_id, retired by it
    Column("into_before", Integer),  # of the successor
    Column("into_after", Integer),
    Column("moved", Text),  # a JSON list
)

#: "I work for them", "I wrote it": who declared this may not approve the record.
interests = Table(
    "interests",
    metadata,
    Column("id", Sequence, primary_key=True),
    Column("account", String(40), nullable=False, index=True),
    Column("record_id", String(200)),
    Column("publisher", String(120)),
    Column("why", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

#: Pairs of records that look alike and are not: "not the same, because".
distinctions = Table(
    "distinctions",
    metadata,
    Column("one", String(200), primary_key=True),
    Column("other", String(200), primary_key=True),  # the greater of the two ids
    Column("why", Text, nullable=False),
    Column("author", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

#: Addresses of reviews that could not be read when they were last tried.
dead_links = Table(
    "dead_links",
    metadata,
    Column("record_id", ForeignKey(records.c.id), primary_key=True),
    Column("url_key", String(32), primary_key=True),  # a digest: addresses are long
    Column("url", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("tried", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("known", Boolean, nullable=False),  # a curator has seen it
)
