"""The store of records, reports and changes: what the rest of Mingbian calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select

from ...errors import Conflict, NotFound
from ...records import Record, Status
from . import curated, filing, listing, near_misses, reading, reports
from .bringing import Terms, batches, bring_in, weigh
from .database import migrate as migrate_schema
from .database import open_engine, writing
from .listing import Listed, Wanted
from .model import (
    Change,
    CuratedCounts,
    Report,
    ReportKind,
    ReportState,
    Revision,
    SaveCounts,
    Step,
)
from .near_misses import NearMiss
from .tables import folders, origins
from .writing import Hand, Head, Write, check_step, heads, prepare, write

#: Records an import commits at once.  One commit waits for the disk once, so a batch of 500
#: costs little more than one of 1; other writers wait for well under a second.
BATCH = 500

#: Name of the curated folder in the tables `folders` and `origins`.
CURATED = "curated"

Progress = Callable[[int], None]  # called with how many are done


class Store:
    """Records in a database.  Safe to share between threads and across a fork.

    Every method is one transaction (`save_many`, `sync_curated`: one a batch).
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # A question of one statement needs no BEGIN and ROLLBACK over the network.
        self._asking = (
            engine.execution_options(isolation_level="AUTOCOMMIT")
            if engine.dialect.name == "postgresql"
            else engine
        )

    @classmethod
    def open(cls, url: str, *, migrate: bool = True) -> Store:
        """The store at a SQLAlchemy URL, its schema brought to the newest version.

        Raises DataError when the database was made by a newer version.
        """
        engine = open_engine(url)
        if migrate:
            try:
                migrate_schema(engine)
            except BaseException:
                engine.dispose()
                raise
        return cls(engine)

    @property
    def engine(self) -> Engine:
        """The database, for what is kept beside the records: keys, batches."""
        return self._engine

    def close(self) -> None:
        """Close every connection; the store opens new ones when it is used again."""
        self._engine.dispose()

    # Changing records

    def save(
        self, record: Record, *, who: str, why: str, expected_revision: int | None = None
    ) -> Record:
        """Insert the record, or add a revision; the same content again adds none.

        `expected_revision`: the revision the change was made from, 0 for a new record; Conflict
        when another came first.  Invalid when the status cannot follow the present one.
        """
        self.save_all([Step(record, expected_revision)], who=who, why=why)
        return record

    def save_all(
        self,
        steps: Sequence[Step],
        *,
        who: str,
        why: str,
        also: Callable[[Connection], None] | None = None,
    ) -> None:
        """As `save` for every step in turn, or for none; a record may take several.

        `also` writes what belongs to it, in the same transaction.
        """
        with writing(self._engine) as connection:
            for step in steps:
                head = heads(connection, [step.record.id]).get(step.record.id)
                _check_expected(step.record.id, head, step.expected_revision)
                self._write_one(connection, step.record, head, Hand(who, why))
            if also is not None:
                also(connection)

    def set_status(
        self,
        record_id: str,
        status: Status,
        *,
        who: str,
        why: str,
        expected_revision: int | None = None,
    ) -> Record:
        """Move a record on in its life.  NotFound, Conflict and Invalid as `save`."""
        with writing(self._engine) as connection:
            record = reading.get(connection, record_id)
            if record is None:
                raise NotFound(f"there is no record {record_id}")
            head = heads(connection, [record_id])[record_id]
            _check_expected(record_id, head, expected_revision)
            moved = record.with_status(status)
            self._write_one(connection, moved, head, Hand(who, why))
        return moved

    def save_many(
        self,
        records: Iterable[Record],
        *,
        who: str,
        why: str,
        batch: int = BATCH,
        overwrite: bool = False,
        progress: Progress | None = None,
    ) -> SaveCounts:
        """Bring in the records of a source; `batch` of them are committed at once.

        Coming again adds nothing.  A record's status only moves forward in its life.  What
        people changed since the source wrote it is kept and named, unless `overwrite`.
        """
        hand = Hand(who, why, source=who)
        return self._bring_in(records, hand, Terms(overwrite=overwrite), batch, progress)

    def foresee(self, records: Iterable[Record], *, overwrite: bool = False) -> SaveCounts:
        """What `save_many` would do, without doing it."""
        counts = SaveCounts()
        for batch in batches(records, BATCH):
            with self._asking.connect() as connection:
                counts += weigh(connection, batch, Terms(overwrite=overwrite))[1]
        return counts

    def sync_curated(self, folder: Path, *, progress: Progress | None = None) -> CuratedCounts:
        """Bring in index/rebuttals/**/*.json; quick when no file changed since the last time.

        Records that people changed in the database are kept and named, broken files are
        refused with reasons (and refused again the next time), and records whose file is gone
        are named and left: a record is retired by its status, never by deleting a file.
        """
        files = curated.read_folder(folder)
        digest = curated.folder_digest(files)
        if self._folder_digest() == digest:
            return CuratedCounts(SaveCounts(same=len(files)), {})
        refused: dict[str, list[str]] = {}
        records = list(curated.parsed(files, refused))
        hand = Hand(CURATED, "index/rebuttals", source=CURATED)
        saved = self._bring_in(records, hand, Terms(forward_only=False), BATCH, progress)
        if not refused:
            self._keep_folder_digest(digest)
        return CuratedCounts(saved, refused, self._missing({record.id for record in records}))

    # Reading records

    def get(self, record_id: str) -> Record | None:
        """The record as it stands, whatever its status."""
        with self._asking.connect() as connection:
            return reading.get(connection, record_id)

    def merged_into(self, record_id: str) -> str | None:
        """The published record that a retired one was merged into, step by step; or None."""
        with self._asking.connect() as connection:
            return reading.merged_into(connection, record_id)

    def published(self) -> Iterator[Record]:
        """Every published record, by id, with bounded memory.

        Each at most once.  To miss nothing that changes meanwhile, ask `latest_seq` first and
        follow `changes_since` from there afterwards.
        """
        return reading.stream(self._engine, ("published",))

    def records(self, *statuses: Status) -> Iterator[Record]:
        """As `published`, for these statuses; every record when none is named."""
        return reading.stream(
            self._engine, statuses or ("draft", "in_review", "published", "retired")
        )

    def count(self) -> dict[Status, int]:
        """How many records stand in each status; statuses without any are left out."""
        with self._asking.connect() as connection:
            return reading.count(connection)

    def latest_seq(self) -> int:
        """The number of the last change, 0 at first.  One look-up: may be asked at any time."""
        with self._asking.connect() as connection:
            return reading.latest_seq(connection)

    def changes_since(self, seq: int, limit: int = 1000) -> list[Change]:
        """The first `limit` changes after `seq`, without a gap, in order.

        Each holds the record as it stands now, which may be newer than the change: to apply a
        change twice, or an old one after a new one, does no harm.
        """
        with self._asking.connect() as connection:
            return reading.changes_since(connection, seq, limit)

    def revisions(self, record_id: str) -> list[Revision]:
        """Every revision of a record, the oldest first; empty when there is no such record."""
        with self._asking.connect() as connection:
            return reading.revisions_of(connection, record_id)

    def published_with(self, claim_keys: Sequence[str]) -> dict[str, list[Record]]:
        """The published records that make one of these claims, by `doubles.claim_key`."""
        with self._asking.connect() as connection:
            return reading.with_claim_keys(connection, claim_keys)

    def newest(
        self, wanted: Wanted, limit: int, after: tuple[datetime, str] | None = None
    ) -> list[Listed]:
        """Published records by when they came in, the newest first; `listing.newest`."""
        with self._asking.connect() as connection:
            return listing.newest(connection, wanted, limit, after)

    def changed(self, wanted: Wanted, limit: int, before: int | None = None) -> list[Listed]:
        """Published records by their last change, the latest first; `listing.changed`."""
        with self._asking.connect() as connection:
            return listing.changed(connection, wanted, limit, before)

    def last_change(self) -> tuple[int, datetime | None]:
        """The number and the moment of the last change; 0 and None before the first."""
        with self._asking.connect() as connection:
            return listing.last_change(connection)

    # Reports of readers

    def add_report(
        self,
        kind: ReportKind,
        reason: str,
        *,
        url: str | None = None,
        quote: str | None = None,
        record_id: str | None = None,
        annotation_id: str | None = None,
        sender: str | None = None,
        appeal_of: str | None = None,
    ) -> str:
        """Keep a reader's tip, dispute or appeal, and file it; the number to look it up by.

        `sender` is a keyed hash of where it came from, to count people and not letters;
        TooManyRequests when it sent too much today.
        """
        report = Report(
            number=reports.new_number(),
            kind=kind,
            reason=reason,
            created=datetime.now(UTC),
            url=url,
            quote=quote,
            record_id=record_id,
            annotation_id=annotation_id,
            sender=sender,
            appeal_of=appeal_of,
        )
        with writing(self._engine) as connection:
            filing.check_flood(connection, sender, report.created)
            reports.add(connection, report)
            filing.file_report(connection, report)
        return report.number

    def learn(self, misses: Iterable[NearMiss], marked: Iterable[str]) -> None:
        """Keep what was nearly marked, and count a mark for each of these records."""
        misses, marked = list(misses), set(marked)
        if not misses and not marked:
            return
        with writing(self._engine) as connection:
            for miss in misses:
                near_misses.record_near_miss(connection, miss)
            near_misses.count_marks(connection, marked, datetime.now(UTC).date())

    def report(self, number: str) -> Report | None:
        """The report with this number, however it is written, and its answer if it has one."""
        plain = reports.plain_number(number)
        if plain is None:
            return None
        with self._asking.connect() as connection:
            return reports.get(connection, plain)

    def may_appeal(self, report: Report) -> bool:
        """Whether the answer to a report can be appealed; `reports.may_appeal`."""
        with self._asking.connect() as connection:
            return reports.may_appeal(connection, report)

    def reports(
        self, state: ReportState = "open", *, record_id: str | None = None, limit: int = 100
    ) -> list[Report]:
        """Reports in this state, about one record or any, the oldest first."""
        with self._asking.connect() as connection:
            return reports.listed(connection, state, record_id, limit)

    def answer_report(self, number: str, state: ReportState, text: str, *, who: str) -> None:
        """Close an open report.  NotFound, or Conflict when it was answered before."""
        with self._engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
            reports.answer(connection, number, state, text, who)

    # Inside

    def _write_one(
        self, connection: Connection, record: Record, head: Head | None, hand: Hand
    ) -> None:
        check_step(record, head)
        prepared = prepare(record)
        if head is None or head.digest != prepared.digest:
            write(connection, [Write(prepared, head)], hand)

    def _bring_in(
        self,
        records: Iterable[Record],
        hand: Hand,
        terms: Terms,
        size: int,
        progress: Progress | None,
    ) -> SaveCounts:
        counts, done = SaveCounts(), 0
        for batch in batches(records, size):
            with writing(self._engine) as connection:
                counts += bring_in(connection, batch, hand, terms)
            done += len(batch)
            if progress:
                progress(done)
        return counts

    def _folder_digest(self) -> str | None:
        with self._asking.connect() as connection:
            return connection.scalar(select(folders.c.digest).where(folders.c.name == CURATED))

    def _keep_folder_digest(self, digest: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(folders).where(folders.c.name == CURATED))
            connection.execute(insert(folders).values(name=CURATED, digest=digest))

    def _missing(self, present: set[str]) -> tuple[str, ...]:
        with self._asking.connect() as connection:
            known = connection.scalars(
                select(origins.c.record_id).where(origins.c.source == CURATED)
            )
            return tuple(sorted(set(known) - present))


def _check_expected(record_id: str, head: Head | None, expected: int | None) -> None:
    found = head.revision if head else 0
    if expected is not None and expected != found:
        raise Conflict(
            f"record {record_id} was changed by someone else",
            detail={"expected_revision": expected, "revision": found},
        )
