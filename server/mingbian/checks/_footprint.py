"""Whose page it is, and what may be remembered of it where the operator keeps fingerprints."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..pipeline.fingerprint import Fingerprint, fingerprint
from ..pipeline.page import Footprint, Knowledge, Page, Sighting
from . import _outlets
from ._context import tells_about_tricks
from ._reading import once, text_of
from ._traces import is_reported

#: Shorter texts are alike by chance: greetings, forms, quotations.
SHORTEST = 200
#: The estimate of 64 hashes strays by 0.06: 0.7 keeps a copy with another title, beginning and
#: end, and leaves out pages that quote the same notice.
LIKENESS = 0.7
#: Characters of a name; a longer one is no name.
LONGEST_NAME = 80

_PLATFORM = re.compile(
    r"^(?:(?:微信)?公众号|微信|微博|新浪微博|头条号|今日头条|百家号|网易号|搜狐号|企鹅号|抖音号?|快手号?|"
    r"小红书|知乎|B站|作者|账号|wechat|weibo)\s?[:：@|丨/ ]\s?",
    re.IGNORECASE,
)
_MARKS = " \u3000@“”\"'‘’《》「」【】[]（）():：|丨"


def account(name: str | None) -> str:
    """An account's name as pages write it, without the platform's: 公众号：夜读 → 夜读."""
    bare = _PLATFORM.sub("", (name or "").strip(_MARKS))
    return bare.strip(_MARKS)[:LONGEST_NAME]


def name_of(page: Page) -> str:
    """The page's account, else its site; empty where neither is known."""
    article = page.article
    return account(article.author) or account(article.site_name) or site_of(page)


def site_of(page: Page) -> str:
    """The registered part of the page's host; empty where it has no address."""
    host = _outlets.host(page.capture.url)
    return _outlets.site(host) if host else ""


def footprint_of(page: Page) -> Footprint | None:
    """What may be remembered of a page; None for a list and for a page with no name to it."""
    name = name_of(page)
    if not name or not page.article.text or page.article.is_list:
        return None
    source = account(page.article.source_label)
    return Footprint(name, site_of(page), "" if source == name else source, _own_text(page))


def copies_of(page: Page, knowledge: Knowledge) -> Sequence[Sighting]:
    """Near-copies under other names that were seen before; empty where none are kept."""
    return once(page, "copies", lambda: _copies_of(page, knowledge))


def _copies_of(page: Page, knowledge: Knowledge) -> Sequence[Sighting]:
    if knowledge.seen is None or not _own_text(page):
        return ()
    own = name_of(page)
    return [
        sighting
        for sighting in knowledge.seen.like(_own_text(page))
        if sighting.likeness >= LIKENESS and sighting.name != own
    ]


def _own_text(page: Page) -> Fingerprint:
    return once(page, "own_text", lambda: _compute_own_text(page))


def _compute_own_text(page: Page) -> Fingerprint:
    text = text_of(page)
    if len(text) < SHORTEST or page.article.is_list:
        return frozenset()
    if is_reported(page) or tells_about_tricks(page):
        return frozenset()
    return fingerprint(text)
