"""The rows of a CSV as spreadsheets write it: one that is broken costs none of the others."""

from __future__ import annotations

import csv
import io
import sys
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

#: What spreadsheets put between cells; the first that fits the header is taken.
DELIMITERS = (",", ";", "\t")

#: Lines that one row may run over; a quotation mark open for longer was never closed.  Twenty
#: further reviews, written one field a line, take 140.
MAX_LINES = 200


@dataclass(frozen=True)
class Table:
    """The names of the columns, in small letters, and the rows under them, to be read once."""

    names: list[str]
    delimiter: str
    lines: Iterator[str]  # those after the header, with their ends
    first: int  # the number of the first of them
    longest: int  # lines that one row may run over

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Each row with the number of its first line: its cells, or what is wrong with it.

        After a row that is broken, reading goes on with the line after its first; what has a
        quotation mark where none can be is still the rest of that row.
        """
        lines, number, broken = _Lines(self.lines), self.first, False
        while not lines.at_end():
            cells, problem, taken = self._row(lines, after_broken=broken)
            if problem or any(cell.strip() for cell in cells):
                broken = bool(problem)
                yield number, problem or cells
            lines.drop(taken)
            number += taken

    def _row(self, lines: _Lines, *, after_broken: bool) -> tuple[list[str], str, int]:
        """The cells of the row that begins here, what is wrong, and the lines it takes."""
        reader = csv.reader(lines.ahead(self.longest), delimiter=self.delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error as error:
            return [], f"a quotation mark is not closed or stands alone: {error}", 1
        if cells and len(cells) != len(self.names):
            return cells, f"it has {len(cells)} cells under {len(self.names)} columns", 1
        if after_broken and _has_lone_mark(cells, "".join(lines.ahead(reader.line_num))):
            return cells, "it is the rest of a broken row", 1
        return cells, "", reader.line_num


class _Lines:
    """Lines of a stream that can be looked at before they are taken."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._coming = lines
        self._seen: deque[str] = deque()

    def ahead(self, most: int) -> Iterator[str]:
        """The next lines, at most so many; none of them is taken."""
        for at in range(most):
            if at == len(self._seen):
                line = next(self._coming, None)
                if line is None:
                    return
                self._seen.append(line)
            yield self._seen[at]

    def at_end(self) -> bool:
        """Whether no line is left."""
        return next(self.ahead(1), None) is None

    def drop(self, count: int) -> None:
        """Take so many of the lines that were looked at."""
        for _ in range(count):
            self._seen.popleft()


def table_of(text: str | Iterable[str], known: Collection[str], longest: int = MAX_LINES) -> Table:
    """The table in a text or in a stream's lines (with their ends as they are).

    It is read with the delimiter under which most names are `known`.
    """
    csv.field_size_limit(sys.maxsize)
    lines = iter(io.StringIO(text, newline="") if isinstance(text, str) else text)
    number, line = next(((at, one) for at, one in enumerate(lines, 1) if _is_head(one)), (0, ""))
    by_delimiter = {one: _names(line, one) for one in DELIMITERS}
    best = max(DELIMITERS, key=lambda one: len(set(by_delimiter[one]).intersection(known)))
    return Table(by_delimiter[best], best, lines, number + 1, longest)


def _is_head(line: str) -> bool:
    """Not an empty line, nor the one that tells Excel the delimiter."""
    return bool(line.strip()) and not line.casefold().startswith("sep=")


def _has_lone_mark(cells: list[str], written: str) -> bool:
    """Whether a cell holds a quotation mark without standing between two, as it must then."""
    held = (cell.replace('"', '""') for cell in cells if '"' in cell)
    return any(f'"{cell}"' not in written for cell in held)


def _names(line: str, delimiter: str) -> list[str]:
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return ["_".join(cell.replace("\ufeff", "").casefold().split()) for cell in cells]
