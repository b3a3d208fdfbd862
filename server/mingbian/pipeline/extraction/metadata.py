"""Author or account, site, credited source and language of a page."""

from __future__ import annotations

import re
from typing import Any

from .chunks import Chunk
from .markers import Declared
from .sites import SiteFacts

#: A line with a name or source in it is shorter than this; longer text is the story.
LINE = 120

#: A longer "name" is a sentence that ended up in the wrong place.
LONGEST_NAME = 40

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_ENGLISH = re.compile(r"\b(?:the|and|is|are|was|of|to|in)\b", re.I)
#: Frequent characters that the two scripts write differently.
_TRADITIONAL = frozenset("這個們來時對會發說後過經現實兩體當點從業應開還關於與為麼樣間國學")
_SIMPLIFIED = frozenset("这个们来时对会发说后过经现实两体当点从业应开还关于与为么样间国学")

#: 来源：X, not 图片来源 or 数据来源, which credit a part of the page.
_SOURCE = re.compile(
    r"(?<!图片)(?<!数据)(?<!资料)(?<!图)(?<!视频)(?<!配图)(?:来源|來源|稿源)\s*(?:于|自)?\s*[:：]\s*"
    r"(?P<name>[^\s|丨，。,][^|丨\n，。]{0,40})"
)
_SOURCE_END = re.compile(
    r"\s{2,}|\s*(?:作者|编辑|记者|责任|责编|发布|发表|时间|更新|点击|浏览|阅读|字体|字号|举报|评论)"
    r"|\s(?=\d)|(?<=\D)20\d\d[-年/.]|[)）】\]]$"
)
_BYLINE = re.compile(
    r"(?:作者|记者|記者|撰文|^文|\s文)\s*[:：/／丨|]\s*(?P<name>[\u4e00-\u9fff·]{2,12}"
    r"(?:[ 、,，][\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff]))*)"
    r"|(?:记者|記者)\s+(?P<reporter>[\u4e00-\u9fff·]{2,4})(?=\s*(?:[/／|丨]|$|\d))"
    r"|^(?P<poster>\S{1,20})\s+(?:发表于|發表於)\s"
    r"|^By:?\s+(?P<latin>[A-Z][\w.'-]+(?:\s+(?:and\s+)?[A-Z][\w.'-]+){0,5})"
)
#: What follows a name without a gap: 作者：李明责任编辑：王芳.
_NAME_END = re.compile(r"\s*(?:责任编辑|责编|编辑|来源|责任|摄影|发布|时间|字号|字体).*")
_POWERED = re.compile(r"^powered by|^archiver", re.I)
_TITLE_PARTS = re.compile(r"\s*[_|｜]+\s*|\s+[-–—]+\s+|\s*--\s*|-(?=[^-]{2,12}$)")


def author_of(declared: Declared, near: list[Chunk], site: SiteFacts | None) -> str | None:
    """A person or an account.

    As the platform shows it, else as JSON-LD says it, the line at the text, or <meta>.
    """
    if site and site.account:
        return site.account
    for value in declared.stated("author"):
        if name := _name(value):
            return name
    for chunk in near:
        if len(chunk.text) <= LINE and (match := _BYLINE.search(chunk.text)):
            return _NAME_END.sub("", next(filter(None, match.groups()))) or None
    found = declared.first("author", "article:author", "byl", "parsely-author", "dc.creator")
    return _name(found[1]) if found else None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    if not isinstance(value, str) or len(value) > LONGEST_NAME or "@" in value or "//" in value:
        return None
    name = " ".join(value.split()).removeprefix("By ")
    return name if re.search(r"[^\W\d_]", name) else None


def site_of(declared: Declared) -> str | None:
    """The site's own name for itself: as declared, or the last part of <title>."""
    found = declared.first("og:site_name", "application-name", "apple-mobile-web-app-title")
    if found:
        return found[1]
    for value in declared.stated("publisher"):
        if name := _name(value):
            return name
    parts = _TITLE_PARTS.split(declared.title or "")
    parts = [part for part in parts if part.strip() and not _POWERED.search(part.strip())]
    return parts[-1].strip() if len(parts) > 1 and len(parts[-1]) <= LONGEST_NAME // 2 else None


def source_label_of(near: list[Chunk]) -> str | None:
    """What the page credits after 来源：, as it shows it."""
    for chunk in near:
        if len(chunk.text) <= LINE and (match := _SOURCE.search(chunk.text)):
            return _SOURCE_END.split(match["name"])[0].strip() or None
    return None


def language_of(text: str, declared: Declared | None) -> str | None:
    """BCP 47 tag of the text: by its characters, and by the page's word for other scripts."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if han and han * 4 >= latin:
        traditional = sum(character in _TRADITIONAL for character in text)
        return "zh-TW" if traditional > sum(c in _SIMPLIFIED for c in text) else "zh-CN"
    stated = (declared.tree.get("lang") or "").split("-")[0].strip().lower() if declared else ""
    if stated and not stated.startswith("zh"):
        return stated
    return "en" if _ENGLISH.search(text) else None
