"""Is a page an article at all, or a list, a search, a login, or nothing?"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from .chunks import Chunk, Outline
from .markers import Declared
from .select import MOSTLY_LINKS, Selection

Kind = Literal["article", "list", "search", "login", "short", "empty"]

#: Running text (Chinese characters) from which a page that names itself a login is none.
SURELY_TEXT = 200

#: … and from which a page with a password field, or a page of headlines, is an article.
SOME_TEXT = 60

#: Less than this is no article: a notice, a caption, a slogan.
SHORT = 20

#: A linked line is a headline from this size on; shorter ones are menu entries.
HEADLINE = 8

#: A list has at least this many headlines …
HEADLINES = 6

#: … and, beside running text, this share of its paragraphs follows one (as its summary).
SUMMARIES = 0.5

#: A front page has this many headlines, whatever text stands between them.
FRONT_PAGE = 12

_SEARCH_TITLE = re.compile(
    r"搜索结果|搜尋結果|_搜索|百度搜索|的相关搜索|search results?\b|^search\b", re.I
)
_SEARCH_PATH = re.compile(r"/(?:search|s|sogou|web|so|find)(?:/|\.\w+)?$", re.I)
_SEARCH_KEYS = frozenset({"q", "wd", "word", "query", "keyword", "keywords", "kw", "search"})
_LOGIN_TITLE = re.compile(r"登录|登陆|登入|注册|\b(?:log|sign)\s?-?(?:in|on|up)\b", re.I)
_NAVIGATION = re.compile(r"\bnav|[-_]nav|menu|footer|crumb|copyright|\bfoot\b")


def kind_of(
    declared: Declared, page: Outline, selection: Selection, url: str | None
) -> tuple[Kind, list[Chunk]]:
    """(what the page is, its headlines); no headlines unless it is a list."""
    items = headlines(page)
    if _asks_for_login(declared, selection.weight):
        return "login", []
    if len(items) >= HEADLINES // 2 and _is_search(declared, url):
        return "search", []
    if _is_list(items, selection, url):
        return "list", items
    if not selection.chunks:
        return ("short" if page.chunks else "empty"), []
    return ("short" if sum(chunk.size for chunk in selection.chunks) < SHORT else "article"), []


def headlines(page: Outline) -> list[Chunk]:
    """The words that link to other pages, each once, outside navigation."""
    navigation = {
        node
        for node in page.nodes
        if node.tag in ("nav", "footer", "menu") or _NAVIGATION.search(node.names)
    }
    found: dict[str, Chunk] = {}
    for chunk in page.chunks:
        if chunk.link_share > MOSTLY_LINKS and navigation.isdisjoint(chunk.node.line()):
            for item in _items(chunk):
                found.setdefault(item.text, item)
    return list(found.values())


def _items(chunk: Chunk) -> list[Chunk]:
    """A chunk for each of its links that is long enough; without ranks, counts and buttons."""
    items = [
        Chunk(words, chunk.node, ((0, len(words), href),))
        for start, end, href in chunk.links
        if (words := chunk.text[start:end].strip())
    ]
    return [item for item in items if item.size >= HEADLINE]


def _is_list(items: list[Chunk], selection: Selection, url: str | None) -> bool:
    if len(items) < HEADLINES:
        return False
    front = url is not None and urlsplit(url).path in ("", "/") and len(items) >= FRONT_PAGE
    among = selection.items >= max(HEADLINES / 2, SUMMARIES * selection.paragraphs)
    return front or among or selection.weight < SOME_TEXT


def _is_search(declared: Declared, url: str | None) -> bool:
    if _SEARCH_TITLE.search(declared.title or ""):
        return True
    try:
        address = urlsplit(url or "")
        keys = parse_qs(address.query).keys()
    except ValueError:
        return False
    return bool(_SEARCH_PATH.search(address.path) and _SEARCH_KEYS & keys)


def _asks_for_login(declared: Declared, text: float) -> bool:
    if _LOGIN_TITLE.search(declared.title or ""):
        return text < SURELY_TEXT
    fields = declared.tree.iter("input")
    return text < SOME_TEXT and any(field.get("type") == "password" for field in fields)
