"""Is a page an article at all, or a list, a search, a login, or nothing?"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from .chunks import Chunk, Outline
from .markers import Declared
from .select import Selection

Kind = Literal["article", "list", "search", "login", "short", "empty"]

#: Running text (Chinese characters) from which a page that names itself a login is none.
SURELY_TEXT = 200

#: … and from which a page with a password field, or a page of headlines, is an article.
SOME_TEXT = 60

#: Less than this is no article: a notice, a caption, a slogan.
SHORT = 20

#: … unless it ends like a sentence: "每天生吃一头大蒜可以治好感冒。" is a whole post.
SHORT_POST = 8

#: A linked line is a headline from this size on, which is the least that a claim takes …
HEADLINE = 6

#: … and shows that a page is a list from this one on: shorter ones may be menu entries.
LONG_HEADLINE = 8

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
#: What a page says while it has nothing to say.
_WAITING = re.compile(
    r"加载|载入|請稍候|请稍候|请稍等|正在跳转|启用|啟用|浏览器|登录|登錄|登入|注册|刷新|重试|不存在|已删除|"
    r"已被删除|找不到|无法访问|没有权限|人机验证|安全验证|验证码|暂无(?:内容|数据|结果)|敬请期待|网络异常|"
    r"\b(?:loading|please wait|javascript|browser|cookies?|(?:log|sign) ?in|not found|redirect\w*|"
    r"reload|try again|captcha|coming soon|no longer)\b",
    re.I,
)
_ENDS = re.compile(r"[。！？!?.…][”’」』\"']?$")
_LETTER = re.compile(r"[^\W\d_]")
_NAVIGATION = re.compile(r"\bnav|[-_]nav|menu|footer|crumb|copyright|\bfoot\b")


def kind_of(
    declared: Declared, page: Outline, selection: Selection, url: str | None
) -> tuple[Kind, list[Chunk]]:
    """(what the page is, its headlines); no headlines unless it is a list."""
    items = headlines(page)
    long = [item for item in items if item.size >= LONG_HEADLINE]
    if _asks_for_login(declared, selection.weight):
        return "login", []
    if len(long) >= HEADLINES // 2 and _is_search(declared, url):
        return "search", items
    if _is_list(long if selection.chunks else items, selection, url):
        return "list", items
    if not selection.chunks:
        return ("short" if page.chunks else "empty"), []
    return ("short" if _is_short(selection.chunks) else "article"), []


def _is_short(chunks: list[Chunk]) -> bool:
    """Whether the text is too short to be an article, or the whole of a post."""
    text = chunks[-1].text
    is_post = _ENDS.search(text) and not any(_WAITING.search(chunk.text) for chunk in chunks)
    return sum(chunk.size for chunk in chunks) < (SHORT_POST if is_post else SHORT)


def headlines(page: Outline) -> list[Chunk]:
    """The words that link to other pages, each once, outside navigation.

    Of a link around several lines (a card with a title and a summary) the first is taken.
    """
    navigation = {
        node
        for node in page.nodes
        if node.tag in ("nav", "footer", "menu") or _NAVIGATION.search(node.names)
    }
    found: dict[str, Chunk] = {}
    before = ""
    for chunk in page.chunks:
        if _is_item(chunk) and navigation.isdisjoint(chunk.node.line()):
            for item in _items(chunk):
                target = item.links[0][2]
                if target != before or not _leads_somewhere(target):
                    found.setdefault(item.text, item)
                before = target
    return list(found.values())


def _is_item(chunk: Chunk) -> bool:
    """Whether most of a line is links; the dates, ranks and counts beside them say nothing."""
    inside = sum(len(_LETTER.findall(chunk.text, start, end)) for start, end, _ in chunk.links)
    return 2 * inside > len(_LETTER.findall(chunk.text)) > 0


def _leads_somewhere(target: str) -> bool:
    return not target.lower().startswith(("#", "javascript:")) and target != ""


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
