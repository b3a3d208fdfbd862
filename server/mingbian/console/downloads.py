"""What a page shows, all of it, as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from flask import Response, stream_with_context

Kind = Literal["csv", "jsonl"]

#: How the formats are asked for: the ending of the address.
KINDS: tuple[Kind, ...] = ("csv", "jsonl")

#: A spreadsheet takes a cell that begins so for a formula; Chinese and Japanese ones the wide
#: signs as well.  Blanks before them do not keep it from that.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

Row = Mapping[str, object]


def download(kind: str, name: str, fields: Sequence[str], rows: Iterable[Row]) -> Response:
    """The rows as a table, in UTF-8 with the mark that spreadsheets know it by, or as JSON lines.

    A row's keys are among the fields.  Lists become one cell.
    """
    if kind == "csv":
        return _file(_csv(fields, rows), "text/csv; charset=utf-8", f"{name}.csv")
    return _file(_jsonl(rows), "application/x-ndjson", f"{name}.jsonl")


def _csv(fields: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    yield "\ufeff" + _line(fields)
    for row in rows:
        yield _line([row.get(field) for field in fields])


def _jsonl(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, default=_told) + "\n"


def _line(cells: Sequence[object]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow([_cell(cell) for cell in cells])
    return stream.getvalue()


def _cell(value: object) -> str:
    """As text; what a spreadsheet would take for a formula is quoted by a '."""
    text = "" if value is None else _told(value)
    is_formula = text.lstrip().startswith(_FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if is_formula else text


def _told(value: object) -> str:
    if isinstance(value, date):  # and moments
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return str(value)


def _file(lines: Iterator[str], kind: str, name: str) -> Response:
    response = Response(stream_with_context(lines), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
