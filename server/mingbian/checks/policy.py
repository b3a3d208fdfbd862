"""Policy changes that nobody issues: "明年起取消…", with no body, document number or link."""

from __future__ import annotations

from collections.abc import Iterator

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ._context import claims, tells_about_tricks
from ._findings import finding
from ._phrases import phrases
from ._reading import is_chinese, text_of
from ._traces import page_has_source

TEXTS = {
    "label": {"zh-CN": "政策无出处", "en": "Policy without an issuer"},
    "change": {
        "zh-CN": "这里说“{quote}”，本页没有写明发文机关、文号，也没有链接。"
        "可以到主管部门网站或中国政府网搜索原文。",
        "en": "“{quote}”: the page names no issuing body, document number or link. Search the "
        "website of the authority in charge for the document itself.",
    },
}

#: Set by judgement from our own examples: too few marks on the development sets to measure.
CONFIDENCE = 0.75
#: Marks a page: the change is told once, then explained.
MOST = 2


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """Sentences that state a change of a public rule, on a page where nobody issues it."""
    if page.article.is_list or tells_about_tricks(page) or page_has_source(page):
        return
    ending = "" if is_chinese(text_of(page)) else "_en"
    matters = phrases("policy", f"matters{ending}")
    other = phrases("policy", f"other{ending}", f"issuers{ending}")
    left = MOST
    for sentence, match in claims(page, phrases("policy", f"changes{ending}")):
        if not matters.search(sentence.text) or other.search(sentence.text):
            continue
        yield finding(
            page,
            TEXTS,
            "change",
            "warning",
            CONFIDENCE,
            (sentence.start, sentence.end),
            quote=match.group(),
        )
        left -= 1
        if not left:
            return
