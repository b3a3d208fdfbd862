"""Where well-known platforms keep the text, title, account and time of a page.

Only for what the general reading gets wrong: accounts that are named beside the text, times
that are written by a script, and threads in which the first post is the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lxml import etree
from lxml.html import HtmlElement

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Site:
    """XPaths of one platform's page; `text` is also how its pages are recognised."""

    name: str
    signs: tuple[str, ...]  # one of these is in the markup: cheap to ask before the XPaths
    text: str  # the block with the article; the first that has words
    title: str = ""
    account: str = ""
    time: str = ""  # elements or attributes
    titled: bool = True  # False: a post, whose <title> says only where it was posted


def _class(*names: str, tag: str = "*") -> str:
    """Elements that have one of these classes."""
    wanted = (f"contains(concat(' ',normalize-space(@class),' '),' {name} ')" for name in names)
    return f"//{tag}[{' or '.join(wanted)}]"


def _part(*names: str) -> str:
    """Elements with one of these in a class: platforms add a hash to their names."""
    wanted = (f"contains(@class,'{name}')" for name in names)
    return f"//*[{' or '.join(wanted)}]"


SITES = (
    Site(
        "wechat",
        signs=("js_content",),
        text="//*[@id='js_content']",
        title="//*[@id='activity-name']",
        account="//*[@id='js_name'] | //*[@id='profileBt']//a",
        time="//*[@id='publish_time']",
    ),
    Site(
        "discuz",
        signs=("postmessage_",),
        text="//*[starts-with(@id,'postmessage_')]",
        title="//*[@id='thread_subject']",
        account=_class("authi") + "/a[contains(@class,'xw1') or contains(@href,'uid')]",
        time="//*[starts-with(@id,'authorposton')]//@title | //*[starts-with(@id,'authorposton')]",
    ),
    Site(
        "weibo",
        signs=("weibo-text", "detail_wbtext", "WB_text", "wbpro-feed"),
        text=_part("detail_wbtext", "WB_text", "weibo-text", "wbpro-feed-content"),
        account=_part("head_name", "head-info_name")
        + " | "
        + _class("W_f14", "m-text-cut", tag="a")
        + " | "
        + _class("m-text-cut", tag="h3"),
        time=_part("head-info_time")
        + "/@title | "
        + _part("head-info_time")
        + " | "
        + _class("WB_from")
        + "//a/@title | "
        + _class("weibo-top")
        + _class("time"),
        titled=False,
    ),
    Site(
        "toutiao",
        signs=("tt-article-content", "syl-article-base"),
        text=_class("tt-article-content", "syl-article-base"),
        account=_class("article-meta") + _class("name"),
        time=_class("article-meta") + "/span",
    ),
    Site(
        "baijiahao",
        signs=("article-source-bjh", "author-vip", 'data-testid="article"'),
        text="//*[@data-testid='article'] | "
        + _class("article-content")
        + "[//*[contains(@class,'article-source-bjh') or contains(@class,'author-vip')]]",
        account="//*[@data-testid='author-name'] | " + _class("author-name"),
        time="//*[@data-testid='updatetime']",
    ),
)


@dataclass(frozen=True)
class SiteFacts:
    """What a platform's page says where that platform says it."""

    site: Site
    text: HtmlElement | None
    title: str | None
    account: str | None
    times: tuple[str, ...]


def site_facts(tree: HtmlElement, html: str) -> SiteFacts | None:
    """The facts of the first platform whose marks are on the page; None for any other page."""
    for site in SITES:
        if not any(sign in html for sign in site.signs):
            continue
        texts = [element for element in _found(tree, site.text) if _words(element)]
        if texts:
            return SiteFacts(
                site,
                text=texts[0],
                title=_first(tree, site.title),
                account=_first(tree, site.account),
                times=tuple(filter(None, map(_words, _found(tree, site.time)))),
            )
    return None


def _found(tree: HtmlElement, path: str) -> list[HtmlElement | str]:
    return list(_compiled(path)(tree)) if path else []


@cache
def _compiled(path: str) -> etree.XPath:
    return etree.XPath(path)


def _first(tree: HtmlElement, path: str) -> str | None:
    return next(filter(None, map(_words, _found(tree, path))), None)


def _words(found: HtmlElement | str) -> str:
    text = found if isinstance(found, str) else "".join(found.itertext())
    return _SPACES.sub(" ", text).strip()
