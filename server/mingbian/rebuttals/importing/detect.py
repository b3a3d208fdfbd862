"""Which format a source is in, from its first characters and the names it uses."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from . import cofacts
from .digest import lines_of, pairs_of
from .model import Source
from .pages import looks_like_html
from .tables import REQUIRED

#: Characters looked at: the first record of any of the formats lies within them.
WINDOW = 200_000

#: Pairs of rumour and truth that make a page a digest.  One may be a box in an article that
#: reviews one claim at length; such a page is read as a digest when asked to.
DIGEST_PAIRS = 2


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
    names = {name.strip().strip('"') for name in text.split("\n", 1)[0].split(",")}
    if set(REQUIRED) & names >= {"claim", "verdict"}:
        return "csv"
    return "cofacts" if names & {"replyType", "reply_type", "replyId"} else None
