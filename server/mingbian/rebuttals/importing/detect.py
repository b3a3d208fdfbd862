"""Which format a source is in, from its first characters and the names it uses."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from . import cofacts
from .digest import lines_of, pairs_of
from .model import Source
from .pages import looks_like_html
from .rows import table_of
from .tables import COLUMNS

#: Characters looked at: the first record of any of the formats lies within them.
WINDOW = 200_000

#: Lines among which a table's header is looked for.
HEAD = 5

#: Pairs of rumour and truth that make a page a digest.  One may be a box in an article that
#: reviews one claim at length; such a page is read as a digest when asked to.
DIGEST_PAIRS = 2

#: Names of columns, in small letters, that Cofacts' tables of messages and replies have.
COFACTS = frozenset({"replytype", "reply_type", "replyid"})

#: How files begin that are no text, and what they are.
_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
)

#: What a packed file is, by a name inside; names stand in it unpacked.
_PACKED = ((b"xl/", "an Excel workbook (XLSX)"), (b"word/", "a Word document (DOCX)"))


def no_text(source: Source) -> str | None:
    """What a file is that holds no text to read; None when it may be text."""
    data = source.data
    packed_tables = source.path is not None and cofacts.is_open_data(source.path)
    if data.startswith(b"PK\x03\x04") and not packed_tables:
        return next((name for mark, name in _PACKED if mark in data), "a ZIP archive")
    return next((name for mark, name in _SIGNATURES if data.startswith(mark)), None)


def detect(source: Source) -> str:
    """The name of the format, as in `FORMATS`.

    A page that is nothing else counts as `claimreview`, whose reader says what it lacks.
    """
    if source.path is not None and (source.path.is_dir() or cofacts.is_open_data(source.path)):
        return "cofacts"
    text = source.text[:WINDOW].lstrip()
    if looks_like_html(text):
        return "claimreview" if "ClaimReview" in source.text else _page(source)
    if text[:1] in ("{", "["):
        return _json(text)
    return _table(text) or _page(source)


def _page(source: Source) -> str:
    copy = Source(source.data)  # reading lines takes the tree apart
    answered = (pair for pair in pairs_of(lines_of(copy)) if pair.truth)
    pairs = islice(answered, DIGEST_PAIRS)
    return "digest" if len(list(pairs)) == DIGEST_PAIRS else "claimreview"


def _json(text: str) -> str:
    if "ClaimReview" in text:
        return "claimreview"
    if '"claimReview"' in text or '"textualRating"' in text:
        return "factcheck"
    if any(name in text for name in ('"articleReplies"', '"replyType"', '"reply_type"')):
        return "cofacts"
    first = _first_object(text)
    if "claim" in first and "reviews" in first:
        return "jsonl"
    if '"title"' in text and any(
        name in text for name in ('"label"', '"result"', '"explain"', '"markstyle"')
    ):
        return "jiaozhen"
    return "jsonl" if "claim" in first else "claimreview"


def _first_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text.splitlines()[0])
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _table(text: str) -> str | None:
    names = set(table_of("\n".join(text.split("\n", HEAD)[:HEAD]), (*COLUMNS, *COFACTS)).names)
    if names >= {"claim", "verdict"}:
        return "csv"
    return "cofacts" if names & COFACTS else None
