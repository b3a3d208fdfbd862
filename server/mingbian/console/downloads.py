"""What a list shows, all of it, as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from flask import Response, stream_with_context


def csv_line(*cells: object) -> str:
    """One line; cells that a spreadsheet would take for a formula are quoted by a '."""
    stream = io.StringIO()
    texts = ["" if cell is None else str(cell) for cell in cells]
    csv.writer(stream).writerow(
        f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text for text in texts
    )
    return stream.getvalue()


def as_csv(lines: Iterator[str], name: str) -> Response:
    """The lines as a table, in UTF-8 with the mark that spreadsheets know it by."""

    def marked() -> Iterator[str]:
        yield "\ufeff"
        yield from lines

    return _download(marked(), "text/csv; charset=utf-8", f"{name}.csv")


def as_jsonl(lines: Iterator[str], name: str) -> Response:
    """The lines, each a JSON object."""
    return _download(lines, "application/x-ndjson", f"{name}.jsonl")


def _download(lines: Iterator[str], kind: str, name: str) -> Response:
    response = Response(stream_with_context(lines), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
