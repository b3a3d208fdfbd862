"""The whole index as a file: JSON lines, CSV, or a DataFeed of ClaimReviews."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

from ...errors import Invalid
from ...records import Record
from ..importing.tables import COLUMNS, SEPARATOR
from ..store import Store
from .claimreview import CONTEXT, is_vetted, review_nodes

FORMATS = ("jsonl", "csv", "claimreview")

#: Called with how many records have been gone through, and of how many.
Progress = Callable[[int, int], None]

#: Records between two calls of `progress`.
STEP = 500


@dataclass
class ExportReport:
    """What an export wrote, or with a stream that keeps nothing would have written."""

    read: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)  # (id, why)

    @property
    def written(self) -> int:
        """The records that are in the file."""
        return self.read - len(self.left_out)

    @property
    def lines(self) -> list[str]:
        """The report line by line: the total, then every record that was left out."""
        return [
            f"{self.written} records",
            *(f"{record_id}: left out: {why}" for record_id, why in self.left_out),
        ]


def export(
    store: Store,
    stream: TextIO,
    *,
    format: str = "jsonl",
    progress: Progress | None = None,
) -> ExportReport:
    """Write the records to an open text file (opened with newline="").

    `jsonl` and `csv` hold every record with its status and come in again as they went out;
    `claimreview` only those that are published and can be followed to a review.  Raises Invalid
    for another format.
    """
    report, counts = ExportReport(), store.count()
    match format:
        case "jsonl":
            total = sum(counts.values())
            _write_jsonl(_watched(store.records(), report, progress, total), stream)
        case "csv":
            total = sum(counts.values())
            _write_csv(_watched(store.records(), report, progress, total), stream)
        case "claimreview":
            total = counts.get("published", 0)
            published = _watched(store.published(), report, progress, total)
            _write_feed(_vetted(published, report), stream)
        case _:
            raise Invalid(f"unknown format {format}; known are {', '.join(FORMATS)}")
    return report


def _watched(
    records: Iterable[Record], report: ExportReport, progress: Progress | None, total: int
) -> Iterator[Record]:
    for record in records:
        report.read += 1
        yield record
        if progress and report.read % STEP == 0:
            progress(report.read, total)
    if progress:
        progress(report.read, total)


def _vetted(records: Iterable[Record], report: ExportReport) -> Iterator[Record]:
    for record in records:
        if is_vetted(record):
            yield record
        else:
            report.left_out.append((record.id, "none of its reviews has an address"))


def _write_jsonl(records: Iterable[Record], stream: TextIO) -> None:
    for record in records:
        stream.write(json.dumps(record.to_json(), ensure_ascii=False) + "\n")


def _write_csv(records: Iterable[Record], stream: TextIO) -> None:
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow(_row(record))


def _row(record: Record) -> dict[str, str]:
    """The cells of a record; further reviews than the first as JSON in one of them."""
    data = record.to_json()
    first, *more = data.pop("reviews") or [{}]
    happened = data.pop("happened", {})
    cells: dict[str, Any] = {
        **data,
        **first,
        "phrasings": _joined(record.phrasings),
        "topics": _joined(record.topics),
        "more_reviews": json.dumps(more, ensure_ascii=False) if more else "",
        "happened_when": happened.get("when", ""),
        "happened_where": happened.get("where", ""),
    }
    return cells


def _joined(texts: Iterable[str]) -> str:
    return f" {SEPARATOR} ".join(
        text.replace("\\", "\\\\").replace(SEPARATOR, "\\" + SEPARATOR) for text in texts
    )


def _write_feed(records: Iterable[Record], stream: TextIO) -> None:
    """A schema.org DataFeed, an item a line, so that it is written without holding it all."""
    head = {"@context": CONTEXT, "@type": "DataFeed", "name": "明辨 Mingbian"}
    stream.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "dataFeedElement": [')
    for number, record in enumerate(records):
        item = {"@type": "DataFeedItem", "item": review_nodes(record)}
        stream.write((",\n" if number else "\n") + json.dumps(item, ensure_ascii=False))
    stream.write("\n]}\n")
