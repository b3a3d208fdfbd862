"""The page's matches with the index, looked up once for all checks that need them."""

from __future__ import annotations

from collections.abc import Sequence

from ..pipeline.page import Knowledge, Page
from ..rebuttals.judgement import Match
from ._reading import once


def matches_of(page: Page, knowledge: Knowledge) -> Sequence[Match]:
    """Judged pairs of a passage of the page and a record, best first."""
    return once(page, "matches", lambda: knowledge.rebuttals.matches(page))
