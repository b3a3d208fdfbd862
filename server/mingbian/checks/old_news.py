"""Old news told as new, by what says when it really happened.

`record`: a dated record of the index, against 今天 and 刚刚 in the passage;
`cut`: such a record, and the page does not say in which year; `moved`: it gives another year;
`own_date`: the date that the story itself gives; `dates`: the page's own dates of publication.
A page that looks back on purpose, an anniversary, a trial, a history, gives no mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..pipeline.annotations import Evidence, Finding
from ..pipeline.page import Knowledge, Page
from ..rebuttals.judgement import Match, decision
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
    "cut": {
        "zh-CN": "这件事发生在 {when}{where}，本页没有写明是哪一年。转发之前先看右侧的记录和"
        "原报道的日期。",
        "en": "This happened in {when}{where}; the page does not say in which year. Look at the "
        "record and the date of the first report.",
    },
    "moved": {
        "zh-CN": "这件事发生在 {when}{where}，文中却写成 {told} 年。转发之前先看右侧的记录和"
        "原报道的日期。",
        "en": "This happened in {when}{where}; the text moves it to {told}. Look at the record and "
        "the date of the first report.",
    },
    "dates": {
        "zh-CN": "本页写的发布日期前后不一：{newest}与{oldest}，用语却像是刚刚发生。"
        "可以搜索标题，看最早是哪一天发布的。",
        "en": "The page gives two dates of publication, {newest} and {oldest}, and tells the story "
        "as new. Search for its title and see when it first appeared.",
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
#: A site that moved its pages may have dated them anew.
CONFIDENCE_DATES = 0.6
#: Older than this is old for 今天, 昨日, 刚刚 or 近日: half a year leaves room for slow reports.
OLD_DAYS = 180
#: Verdicts that say a real event is told away from its time; the event behind a false claim, or
#: a true one of history, may be told without a date.
CUT = frozenset({"out_of_context", "outdated"})
#: Sentences of the opening in which a story says when it happened.
OPENING = 4

_DAY = re.compile(r"((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?[日号])?")
_DAY_EN = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? (\d{1,2}), ((?:19|20)\d\d)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)|\b(?:19|20)\d\d\b")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """One mark: from a record where one matches, else from the page's own dates."""
    if page.article.is_list or tells_about_tricks(page) or _says(page, "back"):
        return
    found = next(_from_records(page, knowledge), None)
    if found is None and not _says(page, "before"):
        found = _from_own_dates(page) or _from_publication(page)
    if found:
        yield found


def _says(page: Page, words: str) -> bool:
    """Whether the page uses the words: `back`, of looking back on purpose, or `before`, of what
    came earlier, which may explain the page's own dates but not those of a record."""
    text = text_of(page)
    listed = words if is_chinese(text) else f"{words}_en"
    return bool(phrases("old_news", listed).search(text))


def _fresh(page: Page) -> re.Pattern[str]:
    return phrases("old_news", "fresh" if is_chinese(text_of(page)) else "fresh_en")


def _from_records(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    told_on = page.article.published.day if page.article.published else knowledge.now.date()
    for match in matches_of(page, knowledge):
        happened = match.record.happened
        if happened is None or match.confidence < decision().threshold:
            continue
        is_old = (told_on - _latest(happened.when)).days > OLD_DAYS
        if not is_old or happened.when[:4] in text_of(page):
            continue
        words = f"{page.article.title or ''}\n{page.article.text[match.start : match.end]}"
        told, where = _YEAR.search(words), f"（{happened.where}）" if happened.where else ""
        if _fresh(page).search(words):
            yield _of_record(page, match, "record", when=happened.when)
        elif match.record.verdict in CUT and told:
            moved = {"when": happened.when, "where": where, "told": told.group()}
            yield _of_record(page, match, "moved", **moved)
        elif match.record.verdict in CUT:
            yield _of_record(page, match, "cut", when=happened.when, where=where)


def _of_record(page: Page, match: Match, rule: str, **values: object) -> Finding:
    span, evidence = (match.start, match.end), _evidence(match)
    return finding(page, TEXTS, rule, "warning", match.confidence, span, evidence, **values)


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


def _from_publication(page: Page) -> Finding | None:
    """The page's dates of publication lie far apart, and its opening tells the story as new.

    The older one must be stated for machines or in the address: a line of text with a date in it
    may be about anything.  A page that says it was updated has two dates by right.
    """
    stated = [each for each in (page.article.published, *page.article.other_dates) if each]
    kept = [each.day for each in stated if each.source != "byline"]
    if not kept:
        return None
    newest, oldest = max(each.day for each in stated), min(kept)
    opening = "\n".join(sentence.text for sentence in sentences_of(page)[:OPENING])
    if (newest - oldest).days <= OLD_DAYS or not _fresh(page).search(opening):
        return None
    if phrases("old_news", "updated").search(_whole_text(page)):
        return None
    return finding(
        page,
        TEXTS,
        "dates",
        "notice",
        CONFIDENCE_DATES,
        newest=newest.isoformat(),
        oldest=oldest.isoformat(),
    )


def _whole_text(page: Page) -> str:
    return str(page.tree.text_content()) if page.tree is not None else text_of(page)


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
