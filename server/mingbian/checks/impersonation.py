"""Accounts that say they are somebody in the news, a relative or an insider."""

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
    "label": {"zh-CN": "自称身份待核实", "en": "Claimed identity"},
    "self": {
        "zh-CN": "作者自称“{quote}”，本页没有能核实这一身份的材料。"
        "可以看看警方通报或采访过当事人的媒体是否提到此人。",
        "en": "The author claims: “{quote}”. Nothing on the page shows it. See whether the police "
        "or a newsroom that spoke to those involved mentions this person.",
    },
    "account": {
        "zh-CN": "账号名“{quote}”自称与事件有关，本页没有能核实这一身份的材料。"
        "可以看看警方通报或媒体采访是否提到此账号。",
        "en": "The account name “{quote}” claims a part in the event and nothing on the page shows "
        "it. See whether the police or a newsroom mentions this account.",
    },
}

#: Set by judgement from our own examples: too few marks on the development sets to measure.
CONFIDENCE = {"self": 0.65, "account": 0.6}
_LINK = (
    r"(?:这起|这次|本次|此次|该|这个|那个|这位|那位|网传的?|热搜上?的?|视频里的?|视频中的?|"
    r"事件的?|的)?"
)


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """The author's first claim about themself; without one, the account's name."""
    if page.article.is_list or tells_about_tricks(page) or is_reported(page):
        return
    text = text_of(page)
    chinese = is_chinese(text)
    if not phrases("impersonation", "event" if chinese else "event_en").search(text):
        return
    yield from _self(page, _claim() if chinese else _claim_en()) or _account(page)


def _self(page: Page, claim: re.Pattern[str]) -> list[Finding]:
    text = text_of(page)
    for sentence in sentences_of(page):
        match = claim.search(sentence.text)
        if match is None or is_question(sentence.text):
            continue
        span = (sentence.start + match.start(), sentence.start + match.end())
        if not in_speech(text, span[0]):
            quote = match.group()
            return [finding(page, TEXTS, "self", "notice", CONFIDENCE["self"], span, quote=quote)]
    return []


def _account(page: Page) -> list[Finding]:
    name = page.article.author or ""
    if not phrases("impersonation", "accounts").search(name):
        return []
    return [finding(page, TEXTS, "account", "notice", CONFIDENCE["account"], quote=name)]


@cache
def _claim() -> re.Pattern[str]:
    words = {
        name: phrases("impersonation", name).pattern for name in ("self", "roles", "kin", "insider")
    }
    person = r"[\u4e00-\u9fffA-Za-z某×xX*]{2,8}"
    return re.compile(
        rf"(?:^|(?<=[，,。：:！!；;\s“]))(?:{words['self']}){_LINK}[\u4e00-\u9fff]{{0,8}}?"
        rf"(?:(?:{words['roles']})(?:{person})?的?(?:{words['kin']})?"
        rf"|(?:{words['insider']}))"
        rf"|(?:^|(?<=[，,。：:！!；;\s]))(?:我是|我就是|本人是|本人就是|本人系){person}的(?:{words['kin']})"
    )


@cache
def _claim_en() -> re.Pattern[str]:
    who = phrases("impersonation", "who_en").pattern
    own = phrases("impersonation", "self_en").pattern
    return re.compile(rf"(?:{own}) (?:actually |really |also |in fact )?(?:{who})", re.IGNORECASE)
