"""Acted scenes: the page's own notice that what it shows is played, brought up to the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ._context import tells_about_tricks
from ._findings import finding
from ._phrases import phrases
from ._reading import is_chinese, is_mentioned, text_of
from ._styles import labels_of
from ._traces import is_reported

TEXTS = {
    "label": {"zh-CN": "自注为演绎", "en": "Says it is acted"},
    "notice": {
        "zh-CN": "页面自己写明“{quote}”：所讲的事是演出来或编出来的，不要当作真事转发。",
        "en": "The page itself says “{quote}”: what it shows is acted or made up. Do not pass it "
        "on as something that happened.",
    },
    "hidden": {
        "zh-CN": "页面在不显眼处写着“{quote}”：所讲的事是演出来或编出来的，不要当作真事转发。",
        "en": "In a place that is hard to see the page says “{quote}”: what it shows is acted or "
        "made up. Do not pass it on as something that happened.",
    },
}

#: The page says so itself; what may be wrong is whether it speaks of this story.
CONFIDENCE = {"notice": 0.8, "hidden": 0.85}
#: A notice within the title or this many characters of the text needs no bringing up.
PLAIN_TO_SEE = 40
#: A notice is a short sentence or a tag; in a longer one the words are part of a story.
LONGEST = 45


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """The page's own notice, once; none where a newsroom, a novel or a film page speaks."""
    text = text_of(page)
    ending = "" if is_chinese(text) else "_en"
    if page.article.is_list or tells_about_tricks(page) or is_reported(page):
        return
    if phrases("staged", f"fiction{ending}").search(text):
        return
    words = phrases("staged", f"labels{ending}")
    in_text = [match for match in words.finditer(text) if _is_notice(page, match)]
    if any(match.start() < _first_look(page) for match in in_text):
        return
    if in_text:
        quote = in_text[0].group()
        span = in_text[0].span()
        yield finding(page, TEXTS, "notice", "warning", CONFIDENCE["notice"], span, quote=quote)
        return
    for label in labels_of(page):
        if len(label.text) <= LONGEST and words.search(label.text):
            yield finding(page, TEXTS, "hidden", "warning", CONFIDENCE["hidden"], quote=label.text)
            return


def _first_look(page: Page) -> int:
    return len(page.article.title or "") + PLAIN_TO_SEE


def _is_notice(page: Page, match: re.Match[str]) -> bool:
    sentence = page.sentence_at(match.start())
    short = sentence is not None and len(sentence.text.strip()) <= LONGEST
    return short and not is_mentioned(match.string, *match.span())
