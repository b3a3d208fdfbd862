"""Claims of authority that name nobody: 权威人士, 一手数据, "classified documents reveal"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ._context import claims, tells_about_tricks
from ._findings import finding
from ._phrases import phrases
from ._reading import is_chinese, text_of
from ._traces import page_has_source

TEXTS = {
    "label": {"zh-CN": "权威无名", "en": "Authority without a name"},
    "claim": {
        "zh-CN": "“{quote}”听起来可信，但本页没有写明是哪个机构、哪个人、哪份文件。"
        "可以查一查有没有具名的发布者。",
        "en": "“{quote}” sounds reliable, but the page names no body, person or document. Look for "
        "somebody who publishes it under a name.",
    },
}

#: Set by judgement from our own examples: too few marks on the development sets to measure.
CONFIDENCE = 0.75
#: Marks a page.
MOST = 2


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """The words of such claims, at most two, on a page that names no source at all."""
    if page.article.is_list or tells_about_tricks(page) or page_has_source(page):
        return
    words = phrases("authority", "claims" if is_chinese(text_of(page)) else "claims_en")
    for sentence, match in islice(claims(page, words), MOST):
        start = sentence.start + match.start()
        span = (start, sentence.start + match.end())
        yield finding(page, TEXTS, "claim", "notice", CONFIDENCE, span, quote=match.group())
