"""Doctors, lawyers and finance experts with no credential that could be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ._context import tells_about_tricks
from ._findings import finding
from ._phrases import phrases
from ._reading import in_speech, is_chinese, is_question, sentences_of, text_of
from ._traces import is_reported

TEXTS = {
    "label": {"zh-CN": "专业身份无凭据", "en": "Credential not shown"},
    "self": {
        "zh-CN": "作者自称“{quote}”，本页没有写明所在机构或执业证号。医生可在卫健部门网站、"
        "律师可在司法行政部门网站、"
        "证券从业者可在中国证券业协会网站查到。",
        "en": "The author claims “{quote}” and names no institution or licence number. Doctors, "
        "lawyers and financial advisers can be looked up in the register of their profession.",
    },
    "account": {
        "zh-CN": "账号名“{quote}”带有专业头衔，本页给出专业建议，却没有写明所在机构或执业证号。"
        "可以在该专业的登记网站上查证。",
        "en": "The account name “{quote}” carries a professional title and the page gives advice, "
        "but no institution or licence number. Look it up in the register of the profession.",
    },
}

#: Set by judgement from our own examples: too few marks on the development sets to measure.
CONFIDENCE = {"self": 0.7, "account": 0.55}
#: Words of advice a page must give before a title in its account's name matters.
ADVICE = 2


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """The author's first claim of a profession; without one, the account's name."""
    text = text_of(page)
    chinese = is_chinese(text)
    ending = "" if chinese else "_en"
    if page.article.is_list or tells_about_tricks(page) or is_reported(page):
        return
    advice = {match.group() for match in phrases("credential", f"advice{ending}").finditer(text)}
    if not advice or _can_be_looked_up(page, chinese):
        return
    found = _self(page, _claim() if chinese else _claim_en())
    if found:
        yield found
    elif chinese and len(advice) >= ADVICE:
        yield from _account(page)


def _self(page: Page, claim: re.Pattern[str]) -> Finding | None:
    text = text_of(page)
    for sentence in sentences_of(page):
        match = claim.search(sentence.text)
        if match is None or is_question(sentence.text):
            continue
        span = (sentence.start + match.start(), sentence.start + match.end())
        if not in_speech(text, span[0]):
            quote = match.group()
            return finding(page, TEXTS, "self", "notice", CONFIDENCE["self"], span, quote=quote)
    return None


def _account(page: Page) -> Iterator[Finding]:
    name = page.article.author or ""
    if phrases("credential", "account").search(name):
        yield finding(page, TEXTS, "account", "notice", CONFIDENCE["account"], quote=name)


def _can_be_looked_up(page: Page, chinese: bool) -> bool:
    """Whether the page names an institution, a firm or a number behind the title."""
    text = "\n".join(filter(None, (text_of(page), page.article.author, page.article.site_name)))
    if not chinese:
        return bool(phrases("credential", "proof_en").search(text))
    return bool(phrases("credential", "proof").search(text) or _institution().search(text))


@cache
def _institution() -> re.Pattern[str]:
    """A place with a name of its own before it: 协和医院, and not 三甲医院 or 去医院."""
    places = phrases("credential", "places").pattern
    unnamed = phrases("credential", "unnamed_places").pattern.split("|")
    before = "".join(f"(?<!{word})" for word in unnamed)
    return re.compile(rf"(?<=[\u4e00-\u9fff]{{2}}){before}(?:{places})")


@cache
def _claim() -> re.Pattern[str]:
    titles = phrases("credential", "titles").pattern
    own = phrases("credential", "self").pattern
    years = phrases("credential", "years").pattern
    start = r"(?:^|(?<=[，,。：:！!；;\s]))"
    return re.compile(
        rf"{start}(?:{own})[\u4e00-\u9fffA-Za-z0-9]{{0,12}}?(?:{titles})(?!说|的|助理|朋友)"
        rf"|{start}(?:我|本人)?(?:{years})[，,]?(?:我|的)?[\u4e00-\u9fff]{{0,6}}?(?:{titles})?"
    )


@cache
def _claim_en() -> re.Pattern[str]:
    own = phrases("credential", "self_en").pattern
    titles = phrases("credential", "titles_en").pattern
    return re.compile(
        rf"(?:{own}) (?:[\w-]{{1,20}} ){{0,3}}?(?:{titles})"
        r"(?: (?:with|of|for) [^,.;]{0,30}years[^,.;]{0,20})?(?=[,.;!]| i\b| and\b| who\b|$)",
        re.IGNORECASE,
    )
