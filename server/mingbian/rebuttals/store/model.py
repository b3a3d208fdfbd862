"""What the store gives and takes beside records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ...records import Record, Status

ReportKind = Literal["tip", "dispute", "appeal"]
ReportState = Literal["open", "accepted", "declined"]

#: What readers see of a revision: the entries of the public log.
Action = Literal["published", "changed", "withdrawn", "retired"]

#: Where a record may go from where it stands.  Taking a publication back is a step to
#: `in_review`; so is opening a retired record again.  Nothing is ever deleted.
NEXT_STATUS: dict[Status, frozenset[Status]] = {
    "draft": frozenset({"in_review", "retired"}),
    "in_review": frozenset({"draft", "published", "retired"}),
    "published": frozenset({"in_review", "retired"}),
    "retired": frozenset({"in_review"}),
}

#: The order of a record's life: a source (an import) moves a record forward only.
LIFE: tuple[Status, ...] = ("draft", "in_review", "published", "retired")


@dataclass(frozen=True)
class Revision:
    """One state of a record, and who made it so."""

    seq: int  # its number among all changes of all records
    number: int  # its number among the revisions of this record, from 1
    record: Record
    who: str
    why: str
    at: datetime  # UTC


@dataclass(frozen=True)
class Step:
    """A record to be written, and the revision it was made from (0: a new record)."""

    record: Record
    expected_revision: int | None = None  # None: whichever there is


@dataclass(frozen=True)
class Change:
    """What a worker that follows the index must do: take `record`, or drop `record_id`."""

    seq: int
    record_id: str
    record: Record | None  # as it stands now; None when it is not published


@dataclass(frozen=True)
class SaveCounts:
    """What became of many records: how many were new, changed or already there.

    `kept` are ids of records that people changed since the source wrote them: left alone.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    kept: tuple[str, ...] = ()

    def __add__(self, other: SaveCounts) -> SaveCounts:
        return SaveCounts(
            self.new + other.new,
            self.changed + other.changed,
            self.same + other.same,
            self.kept + other.kept,
        )


@dataclass(frozen=True)
class CuratedCounts:
    """What `Store.sync_curated` did.  `refused` maps a file to what is wrong with it."""

    saved: SaveCounts
    refused: dict[str, list[str]]
    missing: tuple[str, ...] = ()  # ids brought in earlier whose file is gone: left as they are


@dataclass(frozen=True)
class Report:
    """What a reader sent: a tip about a page, or a dispute of a mark."""

    number: str  # to look it up; cannot be guessed
    kind: ReportKind
    reason: str
    created: datetime  # UTC
    url: str | None = None
    quote: str | None = None
    record_id: str | None = None
    annotation_id: str | None = None
    state: ReportState = "open"
    answer: str | None = None
    answered: datetime | None = None
    answered_by: str | None = None
    sender: str | None = None  # a keyed hash of where it came from
    appeal_of: str | None = None  # number of the dispute whose answer is appealed
