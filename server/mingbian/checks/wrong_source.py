"""A source the page contradicts: the credit says one outlet, the link or the text another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..pipeline.annotations import Finding
from ..pipeline.article import Link
from ..pipeline.page import Knowledge, Page
from . import _outlets
from ._context import tells_about_tricks
from ._findings import finding
from ._reading import text_of

TEXTS = {
    "label": {"zh-CN": "来源自相矛盾", "en": "Sources contradict each other"},
    "link": {
        "zh-CN": "文字写的是“{outlet}”，链接却指向 {host}，不是它的网站。可以到“{outlet}”"
        "的网站或账号搜索原文。",
        "en": "The words credit “{outlet}”, but the link leads to {host}, which is not its site. "
        "Search for the story at “{outlet}” itself.",
    },
    "site": {
        "zh-CN": "本页自称“{outlet}”，网址却是 {host}，不是它的网站。可以到“{outlet}”的网站核对。",
        "en": "The page calls itself “{outlet}”, but its address is {host}, which is not its site. "
        "Compare with the site of “{outlet}”.",
    },
    "text": {
        "zh-CN": "页首写的来源是“{outlet}”，正文却写明“{quote}”。两者不符，可以到“{outlet}”"
        "搜索有没有这篇报道。",
        "en": "The page credits “{outlet}”, but its text says “{quote}”. They do not agree: search "
        "for the story at “{outlet}”.",
    },
}

#: Set by judgement from our own examples: too few marks on the development sets to measure.
CONFIDENCE = {"link": 0.8, "site": 0.8, "text": 0.75}
#: Marks a page.
MOST = 2
#: Characters before a link in which the credit stands: 来源：, 据, according to.
BEFORE = 14
_CREDIT = re.compile(
    r"(?:来源|据|转自|转载自|出处|引自|源自|according to|source|reported by|via|from)"
    r"[ :：“\"《（(]{0,3}(?:the )?$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?:本文|内容|文章|图文|素材|信息|稿件)(?:来源于|来源|转自|转载自|来自|源自|整理自|采集自)[:：]?\s?"
    r"(?P<name>网络|互联网|网友|朋友圈|微信群|自媒体|微信公众号)"
)


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """Both sides of each contradiction, at most two."""
    if page.article.is_list or tells_about_tricks(page):
        return
    found = [*_links(page), *_site(page), *_text(page)]
    yield from found[:MOST]


def _links(page: Page) -> Iterator[Finding]:
    for link in page.article.links:
        outlet = _credited_by(page, link)
        target = _outlets.host(link.href)
        if outlet and target and not _may_lead_to(page, link.href, outlet):
            span = (link.start, link.end)
            sure = CONFIDENCE["link"]
            yield finding(page, TEXTS, "link", "warning", sure, span, outlet=outlet, host=target)


def _credited_by(page: Page, link: Link) -> str | None:
    """The outlet whose name is all that the link says, and that the words before it credit."""
    words = page.article.text[link.start : link.end].strip(' “”"《》（）()：:')
    before = page.article.text[max(0, link.start - BEFORE) : link.start]
    is_name = bool(_outlets.domains(words)) or bool(_outlets.domains(words.removeprefix("the ")))
    return words if is_name and _CREDIT.search(before) else None


def _may_lead_to(page: Page, href: str, outlet: str) -> bool:
    target = _outlets.host(href)
    return (
        _outlets.is_under(target, _outlets.domains(outlet))
        or _outlets.carries_others(href)
        or _outlets.is_official(href)
        or _outlets.same_site(target, _outlets.host(page.capture.url))
        or _outlets.of_address(href) is not None
    )


def _site(page: Page) -> Iterator[Finding]:
    """A site that calls itself by an outlet's name at an address that is not the outlet's."""
    name, own = (page.article.site_name or "").strip(), _outlets.host(page.capture.url)
    sites = _outlets.domains(name)
    if own and sites and not _may_be_site_of(page, sites):
        sure = CONFIDENCE["site"]
        yield finding(page, TEXTS, "site", "warning", sure, outlet=name, host=own)


def _may_be_site_of(page: Page, sites: tuple[str, ...]) -> bool:
    address, own = page.capture.url, _outlets.host(page.capture.url)
    canonical = page.tree.xpath("//link[@rel='canonical']/@href") if page.tree is not None else []
    return (
        _outlets.is_under(own, sites)
        or _outlets.carries_others(address)
        or _outlets.of_address(address) is not None
        or own == "localhost"
        or bool(re.fullmatch(r"[\d.:]+", own))
        or any(_outlets.is_under(_outlets.host(href), sites) for href in canonical)
    )


def _text(page: Page) -> Iterator[Finding]:
    """A named outlet in the source label, and "from the internet" in the text."""
    outlet = _outlets.named(page.article.source_label or "")
    match = _OTHER.search(text_of(page)) if outlet else None
    if match:
        sure, span = CONFIDENCE["text"], match.span()
        quote = match.group()
        yield finding(page, TEXTS, "text", "warning", sure, span, outlet=outlet, quote=quote)
