"""What curators learn from checks: passages that were nearly marked, and how often records mark.

Only where the operator asked for it (`near_miss_days`).  A near-miss is one passage with the
site it stood on; neither the page nor its address is kept.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from ..pipeline.check import Report
from ..pipeline.page import Page
from ..rebuttals.judgement import Match, decision
from ..rebuttals.store import Store
from ..rebuttals.store.near_misses import NearMiss
from .shelf import Library

log = logging.getLogger(__name__)

#: Share of the threshold from which a passage came near it: below, it is another claim far more
#: often than the same one.
NEAR = 0.6

#: Near-misses kept of one page: the nearest ones.
MOST = 5


class Listener:
    """A library that remembers what it answered about one page."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._heard: list[NearMiss] = []

    @property
    def version(self) -> str:
        """The library's."""
        return self._library.version

    def matches(self, page: Page) -> Sequence[Match]:
        """The library's, heard."""
        found = self._library.matches(page)
        self._heard = list(_near_misses(found, page))[:MOST]
        return found

    def keep(self, store: Store, report: Report) -> None:
        """Keep the near-misses and count the marks; a reader's report does not depend on it."""
        marked = {
            evidence.record
            for annotation in report.annotations
            for evidence in annotation.finding.evidence
            if evidence.record
        }
        misses = [miss for miss in self._heard if miss.record_id not in marked]
        try:
            store.learn(misses, marked)
        except SQLAlchemyError as error:
            log.warning("nothing was learnt from a page: %s", type(error).__name__)


def _near_misses(matches: Sequence[Match], page: Page) -> Iterator[NearMiss]:
    threshold = decision().threshold
    site = urlsplit(page.capture.url or "").hostname
    for match in matches:
        if match.same_claim < NEAR * threshold or match.confidence >= threshold:
            continue
        reason = "below" if match.same_claim < threshold else "not_asserted"
        passage = page.article.text[match.start : match.end]
        yield NearMiss(match.record.id, passage, match.same_claim, reason, site)
