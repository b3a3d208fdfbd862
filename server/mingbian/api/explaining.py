"""For curators: what a page was compared with, and why it was not marked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Protocol

from ..pipeline.page import Page
from ..rebuttals.judgement import Match


class Judged(Protocol):
    """A library, or what listens to one."""

    @property
    def version(self) -> str:
        """Changes whenever a published record does."""

    def matches(self, page: Page) -> Sequence[Match]:
        """Judged pairs of a passage and a record, the best first."""


class Explainer:
    """A library that remembers what it answered about one page, marked or not."""

    def __init__(self, library: Judged) -> None:
        self._library = library
        self.candidates: list[dict[str, Any]] = []

    @property
    def version(self) -> str:
        """The library's."""
        return self._library.version

    def matches(self, page: Page) -> Sequence[Match]:
        """The library's, remembered as JSON."""
        found = self._library.matches(page)
        self.candidates = [candidate_json(match, page.article.text) for match in found]
        return found


def candidate_json(match: Match, text: str) -> dict[str, Any]:
    """A match as a curator sees it; `refusal` is null where the page is marked for it."""
    return {
        "record": match.record.id,
        "claim": match.record.claim,
        "wording": match.wording or match.record.claim,
        "quote": text[match.start : match.end],
        "start": match.start,
        "end": match.end,
        "confidence": round(match.confidence, 4),
        "same_claim": round(match.same_claim, 4),
        "voice": match.voice,
        "manner": round(match.manner, 4),
        "refusal": match.refusal,
        "evidence": _rounded(asdict(match.evidence)),
        "comparison": _rounded(asdict(match.comparison)) if match.comparison else None,
    }


def _rounded(numbers: dict[str, float]) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in numbers.items()}
