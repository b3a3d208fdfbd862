"""A library of two records that finds a claim where a page has it word for word.

It stands in for the encoder and the index alone; everything else in these tests is real.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingbian.pipeline.page import Page
from mingbian.rebuttals.catalogue import Wanted
from mingbian.rebuttals.evidence import Evidence
from mingbian.rebuttals.judgement import Match
from mingbian.records import Record, Review

GARLIC = Record(
    id="garlic-cures-colds",
    claim="每天生吃一头大蒜可以治好感冒",
    language="zh-CN",
    verdict="false",
    rebuttal="大蒜素在体外能抑菌，吃下去到不了那个浓度；感冒是病毒引起的，会自己好。",
    reviews=(
        Review(
            publisher="示例辟谣站",
            kind="science",
            url="https://example.org/garlic",
            title="大蒜治不好感冒",
            date=date(2024, 5, 6),
        ),
        Review(publisher="Example Check", kind="media", url="https://example.org/en/garlic"),
    ),
    topics=("health",),
)
DRAFT = Record(
    id="still-a-draft",
    claim="一条还没有人看过的草稿",
    language="zh-CN",
    verdict="unproven",
    rebuttal="",
    reviews=(),
    status="draft",
)


@dataclass(frozen=True)
class Hit:
    record: Record
    score: float


class SmallLibrary:
    version = "small-1"

    def matches(self, page: Page) -> Sequence[Match]:
        start = page.article.text.find(GARLIC.claim)
        if start < 0:
            return []
        evidence = Evidence(0.99, *[0.0] * 7)
        assured = 0.0 if page.stance == "debunks" else 0.98
        return [Match(GARLIC, start, start + len(GARLIC.claim), assured, 0.99, evidence)]

    def search(self, text: str, limit: int = 10, **wanted: Any) -> Sequence[Hit]:
        fits = "大蒜" in text and wanted.get("language") in (None, GARLIC.language)
        return [Hit(GARLIC, 0.9)][:limit] if fits else []

    def near(self, text: str, limit: int = 10, wanted: Wanted | None = None) -> Sequence[Hit]:
        return self.search(text, limit, language=wanted.language if wanted else None)

    def get(self, record_id: str) -> Record | None:
        return {GARLIC.id: GARLIC, DRAFT.id: DRAFT}.get(record_id)

    def close(self) -> None:
        pass
