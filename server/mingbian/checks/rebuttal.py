"""Sentences that assert what has already been debunked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..pipeline.annotations import Evidence, Finding, Severity
from ..pipeline.page import Knowledge, Page
from ..rebuttals.judgement import Match, decision
from ..records import Record, Verdict
from ..texts import say
from ._rebuttals import matches_of

TEXTS = {
    "label": {"zh-CN": "已辟谣", "en": "Debunked"},
    "misleading": {"zh-CN": "有误导", "en": "Misleading"},
    "out_of_context": {"zh-CN": "移花接木", "en": "Out of context"},
    "outdated": {"zh-CN": "旧闻", "en": "Outdated"},
    "unproven": {"zh-CN": "尚无定论", "en": "Unproven"},
    "satire": {"zh-CN": "讽刺作品", "en": "Satire"},
    "message": {
        "zh-CN": "{publisher}已就这一说法作出说明：{rebuttal}",
        "en": "{publisher} has looked at this claim: {rebuttal}",
    },
}

#: Verdicts whose label has another key in TEXTS.
LABELS: dict[str, str] = {"false": "label"}

SEVERITY: dict[Verdict, Severity] = {
    "false": "alert",
    "misleading": "warning",
    "out_of_context": "warning",
    "outdated": "warning",
    "unproven": "notice",
    "satire": "notice",
}
#: Marks on one page: a page that repeats more rumours than this is served by the first ones.
MOST = 12


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """One finding a passage, for the record that fits it best; silent below the threshold.

    A record with verdict `true` that fits a passage better protects it.  Records past their
    `expires` are not shown.
    """
    threshold = decision().threshold
    sure = [match for match in matches_of(page, knowledge) if match.confidence >= threshold]
    current = [match for match in sure[:MOST] if not _has_expired(match.record, knowledge)]
    for match in told(current):
        yield _finding(match, page)


def told(matches: Iterable[Match]) -> Iterator[Match]:
    """Of matches, the best first, those to tell: one a passage, and none where a true one is."""
    taken: list[tuple[int, int]] = []
    for match in matches:
        if _overlaps(match, taken):
            continue
        taken.append((match.start, match.end))
        if match.record.verdict != "true":
            yield match


def _overlaps(match: Match, marked: Sequence[tuple[int, int]]) -> bool:
    return any(match.start < end and start < match.end for start, end in marked)


def _has_expired(record: Record, knowledge: Knowledge) -> bool:
    return record.expires is not None and record.expires < knowledge.now.date()


def _finding(match: Match, page: Page) -> Finding:
    record = match.record
    return Finding(
        severity=SEVERITY[record.verdict],
        label=say(TEXTS, LABELS.get(record.verdict, record.verdict), page.language),
        message=say(
            TEXTS,
            "message",
            page.language,
            publisher=record.reviews[0].publisher,
            rebuttal=record.rebuttal,
        ),
        confidence=match.confidence,
        start=match.start,
        end=match.end,
        evidence=tuple(_evidence(record)),
    )


def _evidence(record: Record) -> Iterator[Evidence]:
    for review in record.reviews:
        yield Evidence(
            record=record.id,
            claim=record.claim,
            verdict=record.verdict,
            publisher=review.publisher,
            title=review.title,
            url=review.url,
            date=review.date.isoformat() if review.date else None,
        )
