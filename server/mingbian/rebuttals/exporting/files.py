"""The whole index as a file: JSON lines, CSV, or a DataFeed of ClaimReviews."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TextIO

from ...errors import Invalid
from ...records import Record
from ..importing.tables import COLUMNS, SEPARATOR
from ..store import Store
from .claimreview import CONTEXT, is_vetted, review_nodes

FORMATS = ("jsonl", "csv", "claimreview")

Progress = Callable[[int], None]  # called with how many records are written

#: Records between two calls of `progress`.
STEP = 500


def export(
    store: Store,
    stream: TextIO,
    *,
    format: str = "jsonl",
    progress: Progress | None = None,
) -> int:
    """Write the records to an open text file (opened with newline=""); how many they were.

    `jsonl` and `csv` hold every record with its status and come in again as they went out;
    `claimreview` only those that are published and can be followed to a review.  Raises Invalid
    for another format.
    """
    counted = _Counted(progress)
    match format:
        case "jsonl":
            _write_jsonl(counted(store.records()), stream)
        case "csv":
            _write_csv(counted(store.records()), stream)
        case "claimreview":
            _write_feed(counted(filter(is_vetted, store.published())), stream)
        case _:
            raise Invalid(f"unknown format {format}; known are {', '.join(FORMATS)}")
    return counted.count


class _Counted:
    """Counts the records that pass through."""

    def __init__(self, progress: Progress | None) -> None:
        self.count = 0
        self._progress = progress

    def __call__(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            self.count += 1
            if self._progress and self.count % STEP == 0:
                self._progress(self.count)
            yield record


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
