"""Stories that end in a sale, a group or a QR code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ._context import tells_about_tricks
from ._findings import finding
from ._phrases import phrases
from ._reading import is_chinese, is_mentioned, is_question, text_of
from ._traces import is_reported

TEXTS = {
    "label": {"zh-CN": "文末引流", "en": "Leads to a sale"},
    "funnel": {
        "zh-CN": "这篇内容最后把读者引向“{quote}”，并许以“{promise}”。付款、加好友或进群之前，"
        "先单独查一查商品、机构和文中的说法。",
        "en": "The text ends by leading readers to “{quote}” and promises “{promise}”. Before you "
        "pay or join, look up the product, the seller and the claims on their own.",
    },
}

#: Set by judgement from our own examples: too few marks on the development sets to measure.
CONFIDENCE = 0.7
#: The part of the text in which a story that sells turns to selling.
LAST_PART = 0.5
#: Characters of story before the turn: an advertisement that opens as one misleads nobody.
STORY = 60
#: Characters between the way to the seller and what is promised for it.
TOGETHER = 120
_WARNING = re.compile(r"不要|别|勿|谨慎|警惕|never|don[’']t", re.IGNORECASE)


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """The turn to the seller, once a page; nothing where a newsroom answers for the page."""
    if page.article.is_list or tells_about_tricks(page) or is_reported(page):
        return
    text = text_of(page)
    ending = "" if is_chinese(text) else "_en"
    if ending == "" and phrases("sales_funnel", "offers").search(text):
        return
    for contact in phrases("sales_funnel", f"contact{ending}").finditer(text):
        promise = _promise(text, contact, phrases("sales_funnel", f"promise{ending}"))
        if promise and not is_mentioned(text, *contact.span()) and _is_turn(page, contact):
            yield finding(
                page,
                TEXTS,
                "funnel",
                "notice",
                CONFIDENCE,
                contact.span(),
                quote=contact.group(),
                promise=promise.group(),
            )
            return


def _is_turn(page: Page, contact: re.Match[str]) -> bool:
    """Whether a story stands before the words, and they do not ask or warn."""
    place, length = contact.start(), len(contact.string)
    sentence = page.sentence_at(place)
    warned = sentence and (
        is_question(sentence.text) or _WARNING.search(sentence.text[: place - sentence.start])
    )
    return place >= max(STORY, LAST_PART * length) and not warned


def _promise(text: str, contact: re.Match[str], promises: re.Pattern[str]) -> re.Match[str] | None:
    """What is promised close to the contact; None when nothing is."""
    start = max(0, contact.start() - TOGETHER)
    for match in promises.finditer(text, start, contact.end() + TOGETHER):
        if match.end() <= contact.start() or match.start() >= contact.end():
            return match
    return None
