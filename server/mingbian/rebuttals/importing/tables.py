"""Our own forms: JSON lines of records, and CSV with a documented header (docs/importing.md)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..validate import brief
from ..verdicts import verdict_of_words
from .drafts import record_id
from .model import Item, Refusal, Source, Whole, unknown_rating
from .publishers import kind_of
from .rows import table_of
from .texts import address, clean, day_of, language_of

#: The columns of the CSV, in the order they are exported.
COLUMNS = (
    "id",
    "claim",
    "phrasings",
    "language",
    "verdict",
    "rebuttal",
    "publisher",
    "kind",
    "url",
    "title",
    "date",
    "more_reviews",
    "happened_when",
    "happened_where",
    "first_seen",
    "expires",
    "topics",
    "region",
    "status",
)
REQUIRED = ("claim", "verdict", "rebuttal", "publisher")

#: Between phrasings and between topics in one cell.  A backslash before it, or before another
#: backslash, makes it part of the text.
SEPARATOR = "|"
_PART = re.compile(r"(?:\\.|[^|\\])+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def read_jsonl(source: Source) -> Iterator[Item]:
    """A record a line, as `index export --format jsonl` writes them; empty lines are passed."""
    for number, line in enumerate(source.text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Refusal(where, f"not JSON: {error}")
            continue
        if isinstance(data, dict):
            yield Whole(where, data)
        else:
            yield Refusal(where, "not a JSON object")


def read_csv(source: Source) -> Iterator[Item]:
    """A record a row; columns that are not in COLUMNS are refused at the head."""
    table = table_of(source.text, COLUMNS)
    problem = _header_problem(table.names)
    if problem:
        yield Refusal("header", problem)
        return
    for number, cells in table.rows():
        where = f"line {number}"
        if isinstance(cells, str):
            yield Refusal(where, cells)
        else:
            yield _row(where, dict(zip(table.names, cells, strict=True)))


def _header_problem(names: list[str]) -> str | None:
    unknown = [name for name in names if name not in COLUMNS]
    missing = [name for name in REQUIRED if name not in names]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if len(unknown) == len(names):
        return f"no header with the names of columns; known are {', '.join(COLUMNS)}"
    if unknown:
        shown = brief(", ".join(map(repr, unknown)))
        return f"unknown columns {shown}; known are {', '.join(COLUMNS)}"
    if twice:
        return f"columns that stand twice: {brief(', '.join(twice))}"
    return f"missing columns {', '.join(missing)}" if missing else None


def _row(where: str, row: Mapping[str, str]) -> Item:
    cells = {name: value.strip() for name, value in row.items() if value.strip()}
    lacking = [name for name in REQUIRED if name not in cells]
    if lacking:
        return Refusal(where, f"empty: {', '.join(lacking)}")
    language = language_of(cells["claim"], cells.get("language"))
    verdict = verdict_of_words(clean(cells["verdict"]), language)
    if verdict is None:
        return unknown_rating(where, cells["verdict"])
    try:
        more = json.loads(cells.get("more_reviews", "[]"))
    except ValueError as error:
        return Refusal(where, f"more_reviews is not JSON: {error}")
    return Whole(where, _record(cells, verdict, more))


def _record(cells: dict[str, str], verdict: str, more: Any) -> dict[str, Any]:
    """The record's JSON; what is wrong with it is found when it is validated."""
    claim, publisher = clean(cells["claim"]), clean(cells["publisher"])
    url = address(cells.get("url"), None) or cells.get("url")
    made = {
        "id": cells.get("id") or record_id(claim, publisher, url, cells.get("date")),
        "claim": claim,
        "phrasings": [clean(text) for text in _split(cells.get("phrasings", ""))],
        "language": cells.get("language") or language_of(claim, None),
        "verdict": verdict,
        "rebuttal": clean(cells["rebuttal"]),
        "reviews": [_review(cells, publisher, url), *(more if isinstance(more, list) else [more])],
        "happened": _filled(
            {"when": cells.get("happened_when"), "where": cells.get("happened_where")}
        ),
        "topics": _split(cells.get("topics", "")),
        "region": cells.get("region"),
        "status": cells.get("status"),
        "first_seen": _day(cells.get("first_seen")),
        "expires": _day(cells.get("expires")),
    }
    return _filled(made)


def _review(cells: dict[str, str], publisher: str, url: str | None) -> dict[str, Any]:
    return _filled(
        {
            "publisher": publisher,
            "kind": cells.get("kind") or kind_of(publisher, url),
            "url": url,
            "title": clean(cells.get("title", "")),
            "date": _day(cells.get("date")),
        }
    )


def _day(text: str | None) -> str | None:
    """The ISO day; what is no date stays as it is, for the validation to name it."""
    day = day_of(text)
    return day.isoformat() if day else text


def _split(cell: str) -> list[str]:
    parts = (_ESCAPED.sub(r"\1", part).strip() for part in _PART.findall(cell))
    return [part for part in parts if part]


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}
