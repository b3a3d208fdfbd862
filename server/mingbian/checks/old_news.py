"""Old news told as new: the story's own date, or a dated record, against 今天 and 刚刚."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..pipeline.annotations import Evidence, Finding
from ..pipeline.page import Knowledge, Page
from ..rebuttals.judgement import Match
from ._context import tells_about_tricks
from ._findings import finding
from ._phrases import phrases
from ._reading import is_chinese, sentences_of, text_of
from ._rebuttals import matches_of

TEXTS = {
    "label": {"zh-CN": "旧闻", "en": "Old news"},
    "record": {
        "zh-CN": "这件事发生在 {when}，文中却像是刚刚发生。转发之前先看右侧的记录和原报道的日期。",
        "en": "This happened in {when}; the text tells it as if it were new. Look at the record "
        "and "
        "the date of the first report.",
    },
    "own_date": {
        "zh-CN": "正文写的时间是 {when}，而本页发布于 {published}，用语却像是刚刚发生。"
        "可以搜索当年的报道。",
        "en": "The text itself dates this to {when}; the page was published on {published} and "
        "tells "
        "it as new. Search for the reports of that time.",
    },
}

#: A record says when it happened; a page's own dates may belong to something it only recalls.
CONFIDENCE_OWN_DATE = 0.7
#: Older than this is old for 今天, 昨日, 刚刚 or 近日: half a year leaves room for slow reports.
OLD_DAYS = 180
#: A record counts when the passage very likely makes the same claim.
SAME_CLAIM = 0.7
#: Sentences of the opening in which a story says when it happened.
OPENING = 4

_DAY = re.compile(r"((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?[日号])?")
_DAY_EN = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? (\d{1,2}), ((?:19|20)\d\d)"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """One mark: from a record where one matches, else from the story's own dates."""
    if page.article.is_list or tells_about_tricks(page) or _looks_back(page):
        return
    found = next(_from_records(page, knowledge), None) or _from_own_dates(page)
    if found:
        yield found


def _looks_back(page: Page) -> bool:
    """Whether the page is an anniversary, a history, a trial or another look back."""
    text = text_of(page)
    return bool(phrases("old_news", "back" if is_chinese(text) else "back_en").search(text))


def _fresh(page: Page) -> re.Pattern[str]:
    return phrases("old_news", "fresh" if is_chinese(text_of(page)) else "fresh_en")


def _from_records(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    told_on = page.article.published.day if page.article.published else knowledge.now.date()
    for match in matches_of(page, knowledge):
        happened = match.record.happened
        if happened is None or match.same_claim < SAME_CLAIM:
            continue
        passage = page.article.text[match.start : match.end]
        is_old = (told_on - _latest(happened.when)).days > OLD_DAYS
        dated = happened.when[:4] in text_of(page)
        if is_old and not dated and _fresh(page).search(f"{page.article.title or ''}\n{passage}"):
            yield _of_record(page, match, happened.when)


def _of_record(page: Page, match: Match, when: str) -> Finding:
    span, evidence = (match.start, match.end), _evidence(match)
    return finding(
        page, TEXTS, "record", "warning", match.same_claim, span, evidence=evidence, when=when
    )


def _evidence(match: Match) -> tuple[Evidence, ...]:
    record = match.record
    return tuple(
        Evidence(
            record=record.id,
            claim=record.claim,
            verdict=record.verdict,
            publisher=review.publisher,
            title=review.title,
            url=review.url,
            date=review.date.isoformat() if review.date else None,
        )
        for review in record.reviews
    )


def _latest(when: str) -> date:
    """The last day that an ISO date to the day, month or year can mean."""
    year, month, day = ([int(part) for part in when.split("-")] + [0, 0])[:3]
    return date(year, month or 12, day or 28)


def _from_own_dates(page: Page) -> Finding | None:
    """The opening dates the story far before the page and tells it as new."""
    published = page.article.published
    if published is None:
        return None
    opening = sentences_of(page)[:OPENING]
    days = [
        (day, sentence.start + start, sentence.start + end)
        for sentence in opening
        for day, start, end in _days(sentence.text)
    ]
    if not days or not any(_fresh(page).search(sentence.text) for sentence in opening):
        return None
    latest, start, end = max(days)
    if (published.day - latest).days <= OLD_DAYS:
        return None
    return finding(
        page,
        TEXTS,
        "own_date",
        "warning",
        CONFIDENCE_OWN_DATE,
        (start, end),
        when=page.article.text[start:end],
        published=published.day.isoformat(),
    )


def _days(text: str) -> Iterator[tuple[date, int, int]]:
    """Every full date of a text and its place; a month counts as its last week."""
    for match in _DAY.finditer(text):
        yield from _day(match, match[1], match[2], match[3] or "28")
    for match in _DAY_EN.finditer(text):
        yield from _day(match, match[3], str(_MONTHS.index(match[1]) + 1), match[2])


def _day(match: re.Match[str], year: str, month: str, day: str) -> Iterator[tuple[date, int, int]]:
    try:
        yield date(int(year), int(month), int(day)), match.start(), match.end()
    except ValueError:
        return
