"""The rows of a CSV as spreadsheets write it: one that is broken costs none of the others."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass

#: What spreadsheets put between cells; the first that fits the header is taken.
DELIMITERS = (",", ";", "\t")

#: Lines that one row may run over; a quotation mark open for longer was never closed.  Twenty
#: further reviews, written one field a line, take 140.
MAX_LINES = 200


@dataclass(frozen=True)
class Table:
    """The names of the columns, in small letters, and the rows under them."""

    names: list[str]
    delimiter: str
    lines: list[str]  # with their ends
    first: int  # the index of the line after the header

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Each row with the number of its first line: its cells, or what is wrong with it.

        After a row that is broken, reading goes on with the line after its first.
        """
        start = self.first
        while start < len(self.lines):
            cells, problem, taken = self._row(start)
            if problem or any(cell.strip() for cell in cells):
                yield start + 1, problem or cells
            start += taken

    def _row(self, start: int) -> tuple[list[str], str, int]:
        """The cells of the row that begins at a line, what is wrong, and the lines it takes."""
        reader = csv.reader(
            self.lines[start : start + MAX_LINES], delimiter=self.delimiter, strict=True
        )
        try:
            cells = next(reader)
        except csv.Error as error:
            return [], f"a quotation mark is not closed or stands alone: {error}", 1
        if not cells or len(cells) == len(self.names):
            return cells, "", reader.line_num
        return cells, f"it has {len(cells)} cells under {len(self.names)} columns", 1


def table_of(text: str, known: Collection[str]) -> Table:
    """The table in a text, read with the delimiter under which most names are `known`."""
    csv.field_size_limit(sys.maxsize)
    lines = list(io.StringIO(text, newline=""))
    head = next((at for at, line in enumerate(lines) if _is_head(line)), len(lines))
    line = lines[head] if head < len(lines) else ""
    by_delimiter = {one: _names(line, one) for one in DELIMITERS}
    best = max(DELIMITERS, key=lambda one: len(set(by_delimiter[one]).intersection(known)))
    return Table(by_delimiter[best], best, lines, head + 1)


def _is_head(line: str) -> bool:
    """Not an empty line, nor the one that tells Excel the delimiter."""
    return bool(line.strip()) and not line.casefold().startswith("sep=")


def _names(line: str, delimiter: str) -> list[str]:
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return ["_".join(cell.replace("\ufeff", "").casefold().split()) for cell in cells]
