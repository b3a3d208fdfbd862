"""An import from end to end."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ...errors import Invalid
from ...records import Record, Review
from ..doubles import MAX_REVIEWS, claim_key, reviews_left_out, with_reviews_of
from ..store import SaveCounts, Store
from ..store.database import writing
from ..store.sweep import sweep
from ..validate import brief
from . import claimreview, cofacts, digest, factcheck, jiaozhen, tables
from .detect import detect, no_text
from .drafts import to_record
from .model import ImportReport, Near, Reader, Refusal, Source

READERS: dict[str, Reader] = {
    "claimreview": claimreview.read,
    "factcheck": factcheck.read,
    "cofacts": cofacts.read,
    "jiaozhen": jiaozhen.read,
    "digest": digest.read,
    "csv": tables.read_csv,
    "jsonl": tables.read_jsonl,
}
FORMATS = ("auto", *READERS)

#: Records written at once, as the store commits them.
BATCH = 500

#: What finds published records like a new one: with how like they are, and whether surely the
#: same, as `rebuttals.similar` says it.
Similar = Callable[[Record], Sequence[tuple[Record, float, bool]]]
Placed = tuple[str, Record]  # where it stands, and the record
Double = tuple[str, Record, Record]  # where it stands, the record, the published one
#: Called with how many claims have been read, and of how many where that is known beforehand.
Progress = Callable[[int, int | None], None]

#: Formats with a claim a line, and how many lines of such a file hold none.
LINES = {"csv": 1, "jsonl": 0}


def import_file(
    path_or_bytes: Path | bytes,
    *,
    store: Store,
    format: str = "auto",
    url: str | None = None,
    publish: bool = False,
    overwrite: bool = False,
    join: bool = False,
    dry_run: bool = False,
    who: str = "import",
    similar: Similar | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring the claims of a file, a folder or a fetched page (`url`) into the store.

    1. find the format, unless it is given, and read its claims;
    2. make records of them, refusing with a reason what is no acceptable record;
    3. leave out what the same source said before;
    4. add the review to a published record that makes the same claim with the same verdict;
    5. name those that `similar` finds near a published one; with `join`, treat as in 4 what is
       new, has its verdict and is surely the same;
    6. write the others, 500 at once: `in_review`, or published when `publish` says so;
    7. put what is in review into the curators' queue.

    To run it again adds nothing.  With `dry_run` everything happens but the writing.  Raises
    Invalid for an unknown format, a file that cannot be read at all, or `join` without `similar`.
    """
    if join and similar is None:
        raise Invalid("what is surely the same cannot be joined without looking for it")
    source = _source(path_or_bytes, url)
    name = detect(source) if format == "auto" else format
    if name not in READERS:
        raise Invalid(f"unknown format {format}; known are {', '.join(FORMATS)}")
    report = ImportReport(name, dry_run)
    run = _Run(store, report, publish, overwrite, who)
    total = len(source.text.splitlines()) - LINES[name] if name in LINES else None
    for batch in _batches(run.records(source)):
        rest, doubles = run.sort_out(batch)
        near = list(_near(rest, similar)) if similar else []
        sure = run.surely_doubles(near) if join else {}
        run.write([record for where, record in rest if where not in sure])
        report.near.extend(run.left(near, sure))
        for where, record, published in (*doubles, *sure.values()):
            run.join(where, record, published)
        if progress:
            progress(report.read, total)
    if not dry_run:
        with writing(store.engine) as connection:
            report.queued = sweep(connection).imports
    if report.read == 0:
        report.refused.append(Refusal("file", "it holds no claims"))
    return report


@dataclass(frozen=True)
class _First:
    """The first record with an id: where it stands, and what it says."""

    where: str
    claim: str  # as `claim_key` has it
    verdict: str


class _Run:
    """What one import keeps in mind from batch to batch."""

    def __init__(
        self, store: Store, report: ImportReport, publish: bool, overwrite: bool, who: str
    ) -> None:
        self._store = store
        self._report = report
        self._publish = publish
        self._overwrite = overwrite
        self._who = who
        self._why = f"import of {report.format}"
        self._seen: dict[str, _First] = {}  # by id
        self._published: dict[str, Record] = {}  # claim key -> a record of this import
        self._foreseen: dict[str, Record] = {}  # by id: as joining would make it, in a dry run

    def records(self, source: Source) -> Iterator[Placed]:
        """The acceptable records with where they stand; the others go to the report."""
        binary = no_text(source)
        items = READERS[self._report.format](source)
        for item in [_binary(binary)] if binary else items:
            self._report.read += 1
            made = item if isinstance(item, Refusal) else to_record(item, publish=self._publish)
            if isinstance(made, Record):
                yield from self._new(item.where, made)
            else:
                self._report.refused.append(made)

    def _new(self, where: str, record: Record) -> Iterator[Placed]:
        """The record, unless one with its id came before: the same again, or in its way."""
        this = _First(where, claim_key(record.claim), record.verdict)
        first = self._seen.setdefault(record.id, this)
        if first is this:
            yield where, record
        elif (first.claim, first.verdict) == (this.claim, this.verdict):
            self._report.repeated.append((where, first.where))
        else:
            differs = "verdict" if first.claim == this.claim else "claim"
            reason = f"its id {record.id} is that of {first.where}, with another {differs}"
            self._report.refused.append(Refusal(where, reason))

    def sort_out(self, batch: list[Placed]) -> tuple[list[Placed], list[Double]]:
        """The records to write, and those that are reviews of a published one.

        That one may stand earlier in the same batch: write first, then `join`.
        """
        keys = [claim_key(record.claim) for _, record in batch]
        known = self._store.published_with(keys)
        rest: list[Placed] = []
        doubles: list[Double] = []
        for (where, record), key in zip(batch, keys, strict=True):
            same = [*known.get(key, ()), *filter(None, [self._published.get(key)])]
            published = _double_of(record, same)
            if published is not None:
                doubles.append((where, record, published))
                continue
            rest.append((where, record))
            self._report.contested += _contested(where, record, same)
            if record.status == "published":
                self._published[key] = record
        return rest, doubles

    def surely_doubles(self, near: list[Near]) -> dict[str, Double]:
        """Those that a published record surely makes with the same verdict, by where they stand.

        What the store has already is for a curator, who may have begun with it.
        """
        found: dict[str, Double] = {}
        for one in near:
            if not one.sure or one.where in found or self._store.get(one.record.id) is not None:
                continue
            published = self._store.get(one.like.id)
            if published is None or published.status != "published":
                continue
            if _double_of(one.record, [published]):
                found[one.where] = one.where, one.record, published
                self._report.reworded[one.where] = published.claim
        return found

    def left(self, near: list[Near], joined: Container[str]) -> list[Near]:
        """What is for a curator: without what is joined, and what is named as contested."""
        known = {(one.where, one.like.id) for one in self._report.contested}
        return [
            one for one in near if one.where not in joined and (one.where, one.like.id) not in known
        ]

    def write(self, records: list[Record]) -> None:
        """Write them, or with a dry run count what writing would do."""
        if self._report.dry_run:
            self._report.saved += self._store.foresee(records, overwrite=self._overwrite)
            return
        self._report.saved += self._store.save_many(
            records, who=self._who, why=self._why, overwrite=self._overwrite
        )

    def join(self, where: str, record: Record, published: Record) -> None:
        """Add the reviews of `record` to the published one, unless it has them.

        Those for which it has no room are refused.
        """
        known = self._foreseen.get(published.id) or self._store.get(published.id)
        current = known or published
        joined = with_reviews_of(current, record)
        left_out = reviews_left_out(current, record)
        if left_out:
            self._report.refused.append(_too_many(where, joined, left_out))
        elif joined == current:
            self._report.saved += SaveCounts(same=1)
        if joined != current:
            self._report.joined.append((where, published.id))
            self._add(joined)

    def _add(self, joined: Record) -> None:
        if self._report.dry_run:
            self._foreseen[joined.id] = joined
        else:
            self._store.save(joined, who=self._who, why=f"{self._why}: a further review")


def _double_of(record: Record, same_claim: Iterable[Record]) -> Record | None:
    """The published record that `record` is a review of.

    Not itself, and only with the same verdict: reviewers who disagree are for a curator.  What
    was a draft or retired where it was exported comes back as that.
    """
    if record.status in ("draft", "retired"):
        return None
    others = [one for one in same_claim if one.verdict == record.verdict]
    if any(one.id == record.id for one in others):
        return None
    return others[0] if others else None


def _too_many(where: str, record: Record, left_out: list[Review]) -> Refusal:
    reviews = ", ".join(review.url or review.publisher for review in left_out)
    return Refusal(
        where,
        f"too many reviews: {record.id} has {len(record.reviews)}, and {MAX_REVIEWS} are the most "
        f"a record may have; not added: {brief(reviews)}",
    )


def _contested(where: str, record: Record, same_claim: Iterable[Record]) -> list[Near]:
    """The published records that make the claim of `record`, with another verdict."""
    others = (one for one in same_claim if one.id != record.id and one.verdict != record.verdict)
    return [Near(where, record, one, 1.0, sure=True) for one in others]


def _near(records: Iterable[Placed], similar: Similar) -> Iterator[Near]:
    for where, record in records:
        for like, score, sure in similar(record):
            if like.id != record.id:
                yield Near(where, record, like, score, sure)


def _binary(what: str) -> Refusal:
    return Refusal("file", f"it is {what}; a table can be imported when it is saved as CSV")


def _batches(records: Iterator[Placed]) -> Iterator[list[Placed]]:
    while batch := list(islice(records, BATCH)):
        yield batch


def _source(path_or_bytes: Path | bytes, url: str | None) -> Source:
    if isinstance(path_or_bytes, bytes):
        return Source(path_or_bytes, url=url)
    try:
        data = b"" if path_or_bytes.is_dir() else path_or_bytes.read_bytes()
    except OSError as error:
        raise Invalid(f"{path_or_bytes} cannot be read: {error.strerror}") from error
    return Source(data, path=path_or_bytes, url=url)
