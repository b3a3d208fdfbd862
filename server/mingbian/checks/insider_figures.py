"""Numbers of dead, injured or infected that rest on "a friend at the hospital"."""

from __future__ import annotations

from collections.abc import Iterator

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ._casualties import insiders
from ._context import is_answered, tells_about_tricks
from ._findings import finding
from ._phrases import phrases
from ._reading import is_mentioned, is_question, sentences_of, text_of
from ._traces import links_out

TEXTS = {
    "label": {"zh-CN": "伤亡数字无来源", "en": "Casualty figure without a source"},
    "insiders": {
        "zh-CN": "这里的人数来自“{quote}”，没有具名的机构。伤亡和感染人数以应急、卫健、"
        "公安等部门的通报为准，可以去查有没有通报。",
        "en": "This number comes from “{quote}” and no body stands behind it. Look for the notice "
        "of the emergency, health or police authority.",
    },
}

#: Set by judgement from our own examples: too few marks on the development sets to measure.
CONFIDENCE = 0.85
#: Marks a page: one or two figures are the story, more repeat it.
MOST = 2


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """The sentences with such a figure, at most two; none on a page about a novel or a film."""
    if page.article.is_list or tells_about_tricks(page):
        return
    text, left = text_of(page), MOST
    if phrases("staged", "fiction").search(text):
        return
    for sentence in sentences_of(page):
        match = insiders(sentence.text)
        if match is None or is_question(sentence.text) or is_answered(page, sentence):
            continue
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if is_mentioned(text, start, end) or links_out(page, sentence.start, sentence.end):
            continue
        yield finding(
            page,
            TEXTS,
            "insiders",
            "warning",
            CONFIDENCE,
            (sentence.start, sentence.end),
            quote=match.group(),
        )
        left -= 1
        if not left:
            return
