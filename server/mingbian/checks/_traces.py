"""What makes a sentence traceable: a source that a reader could look up.

A named outlet, an agency's dateline, a reporter, a named body that speaks, a title with a name,
the number or name of a document, a link that leads elsewhere.
"""

from __future__ import annotations

import re
from functools import cache

from ..lexicons import lexicon
from ..pipeline.page import Page
from . import _outlets
from ._phrases import one_of, phrases
from ._reading import is_chinese, once, sentences_of

_CLAUSE = r"[^。！？!?；;\n]"
_NUMBERED = re.compile(
    r"[〔\[【（(](?:19|20)\d\d年?[〕\]】）)] ?第? ?\d{1,5} ?号|第 ?\d{1,4} ?号(?:令|公告|文件|通告)"
)
_DATELINE = re.compile(
    r"(?:新华社|中新社|中新网|人民网|央视网|央广网|光明网|法新社|路透社|美联社|共同社|韩联社)"
    r"[\u4e00-\u9fff]{0,8}\d{1,2}月\d{1,2}日(?:电|讯|消息)|本报讯|本报记者|记者 ?从"
)
_REPORTER = re.compile(
    r"记者(?:从|在|来到|联系|采访|致电|查询|获悉|了解到|注意到|看到|发现)|"
    r"(?:记者|通讯员|编辑|摄影|文字) ?[:：|/丨 ]? ?[\u4e00-\u9fff]{2,3}(?:[ 　)）|/]|报道|摄|$)|"
    r"接受《?[\u4e00-\u9fffA-Za-z]{2,10}》?(?:记者)?(?:采访|专访)"
)
_MENTIONED_ACCOUNT = re.compile(r"@[\w\u4e00-\u9fff-]{2,20}")

#: Sites a link to which is no source: shops, and places that only carry a contact.
_NO_SOURCE = ("taobao.com", "tmall.com", "jd.com", "pinduoduo.com", "yangkeduo.com")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    data = lexicon("traces")
    verbs = one_of(data["verbs"]).pattern
    bodies = one_of(data["bodies"]).pattern
    titles = one_of(data["titles"]).pattern
    papers = one_of(data["papers"]).pattern
    return (
        _NUMBERED,
        _DATELINE,
        _REPORTER,
        _MENTIONED_ACCOUNT,
        re.compile(rf"(?:{bodies})(?!门){_CLAUSE}{{0,16}}?(?:{verbs})"),
        re.compile(
            rf"(?:{titles})(?:[\u4e00-\u9fff]{{2,3}}|[\u4e00-\u9fff·]{{4,14}})"
            rf"(?:(?:\d{{1,2}}月)?\d{{1,2}}日[上下中]?[午晚]?)?(?:在{_CLAUSE}{{0,12}})?(?:{verbs})"
        ),
        re.compile(rf"《[^》\n]{{2,40}}?(?:{papers})[^》\n]{{0,10}}》"),
        re.compile(
            r"据《[^》\n]{2,16}》|(?:期刊|杂志)《[^》\n]{2,20}》|《[^》\n]{2,16}》(?:杂志|期刊)"
        ),
    )


@cache
def _english() -> re.Pattern[str]:
    speech = phrases("traces", "speech_en").pattern
    name = r"(?-i:[A-Z][\w’'.-]{1,30})"
    return re.compile(
        rf"(?:{name}|\b(?:he|she))(?:,[^,.;]{{2,60}},)? "
        rf"(?:also |then |later |has |had )?(?:{speech})\b"
        rf"|\b(?:{speech})[,:]? {name}"
        rf"|\b(?:according to|reported by|citing) (?:the |an? |data from )?{name}",
        re.IGNORECASE,
    )


@cache
def _hearsay() -> re.Pattern[str]:
    return phrases("traces", "hearsay")


def names_source(text: str) -> bool:
    """Whether a sentence says where what it tells can be looked up."""
    if is_chinese(text):
        return bool(_outlets.credited(text)) or any(
            _stands(match) for pattern in _patterns() for match in pattern.finditer(text)
        )
    return bool(_english().search(text))


def _stands(match: re.Match[str]) -> bool:
    """A body or a title that speaks for itself, and not "a friend at the hospital"."""
    start = max(0, match.start() - 6)
    return not _hearsay().search(match.string[start : match.end()])


def links_out(page: Page, start: int, end: int) -> bool:
    """Whether a link that stands in [start, end) leads to another site than the page's."""
    own = _outlets.host(page.capture.url)
    return any(
        start <= link.start < end and _is_source(_outlets.host(link.href), own)
        for link in page.article.links
    )


def _is_source(target: str, own: str) -> bool:
    return bool(target) and not _outlets.same_site(target, own) and not target.endswith(_NO_SOURCE)


def page_has_source(page: Page) -> bool:
    """Whether anything on the page, its source label and site too, can be looked up."""
    return once(page, "has_source", lambda: _page_has_source(page))


def _page_has_source(page: Page) -> bool:
    article = page.article
    stated = " ".join(filter(None, (article.source_label, article.site_name, article.author)))
    return (
        bool(_outlets.named(stated))
        or _outlets.of_address(page.capture.url) is not None
        or any(
            names_source(sentence.text) or links_out(page, sentence.start, sentence.end)
            for sentence in sentences_of(page)
        )
    )


def is_reported(page: Page) -> bool:
    """Whether an outlet or a reporter tells the story, who answers for the people in it."""
    return once(page, "is_reported", lambda: _is_reported(page))


def _is_reported(page: Page) -> bool:
    article = page.article
    stated = " ".join(filter(None, (article.source_label, article.site_name, article.author)))
    return bool(
        _outlets.named(stated)
        or _outlets.of_address(page.capture.url)
        or any(
            _outlets.credited(sentence.text)
            or _DATELINE.search(sentence.text)
            or _REPORTER.search(sentence.text)
            for sentence in sentences_of(page)
        )
    )
