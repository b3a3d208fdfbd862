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
#: Records told of one passage: the best, and two more that say so.
MOST_TOGETHER = 3


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """One finding a passage: the record that fits it best, then others that rebut it too.

    Silent below the threshold.  A record with verdict `true` that fits a passage better protects
    it.  Records past their `expires` are not shown.
    """
    threshold = decision().threshold
    sure = [match for match in matches_of(page, knowledge) if match.confidence >= threshold]
    current = [match for match in sure if not _has_expired(match.record, knowledge)]
    for matches in told(current)[:MOST]:
        yield _finding(matches, page)


def told(matches: Iterable[Match]) -> list[list[Match]]:
    """The matches to tell, given best first: a list a passage, none where a true one is best.

    Publishers rebut the same rumour apart, so a passage may have several records; a reader who
    sees one mark is helped by all of them.
    """
    groups: list[list[Match]] = []
    for match in matches:
        group = next((one for one in groups if _overlaps(match, one[0])), None)
        if group is None:
            groups.append([match])
        elif match.record.verdict != "true" and len(group) < MOST_TOGETHER:
            group.append(match)
    return [group for group in groups if group[0].record.verdict != "true"]


def _overlaps(match: Match, other: Match) -> bool:
    return match.start < other.end and other.start < match.end


def _has_expired(record: Record, knowledge: Knowledge) -> bool:
    return record.expires is not None and record.expires < knowledge.now.date()


def _finding(matches: Sequence[Match], page: Page) -> Finding:
    match, record = matches[0], matches[0].record
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
        evidence=tuple(one for other in matches for one in _evidence(other.record)),
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
