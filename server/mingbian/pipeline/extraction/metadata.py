"""Title, author or account, site, credited source and language of a page."""

from __future__ import annotations

import re
from typing import Any

from .chunks import Chunk
from .markers import Declared

#: What separates a title from the site's name in <title>.
_TITLE_PARTS = re.compile(r"\s*[_|｜]+\s*|\s+[-–—]+\s+|\s*(?:--|——)\s*|-(?=[^-]{2,12}$)")
_SPACES = re.compile(r"\s+")
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_TRADITIONAL = frozenset("這個們來時對會發說後過經現實兩體當點從業應開還關於與為麼樣間國學")
_SIMPLIFIED = frozenset("这个们来时对会发说后过经现实两体当点从业应开还关于与为么样间国学")
_SOURCE = re.compile(
    r"(?:文章|信息|稿件|新闻|内容|稿源|消息)?(?:来源|來源|稿源|出处)\s*(?:于|自)?\s*[:：]\s*(?P<name>[^\s|丨][^|丨\n]{0,40})"
)
_SOURCE_END = re.compile(
    r"\s{2,}|\s(?=作者|编辑|记者|责任|责编|发布|时间|20\d\d|点击|浏览|字体|\d)|[)）】\]]$"
)
_BYLINE = re.compile(
    r"(?:作者|记者|撰文|文)\s*[:：/／丨|]\s*(?P<name>[\u4e00-\u9fff·]{2,12}"
    r"(?:[ 、,，][\u4e00-\u9fff·]{2,4})*)"
    r"|^By\s+(?P<latin>[A-Z][\w.'-]+(?:\s+[A-Z][\w.'-]+){0,3})"
)


def title_of(declared: Declared, headings: list[Chunk]) -> str | None:
    """The title as the page shows it; as it declares it where it shows none."""
    stated = _stated_title(declared)
    if stated:
        key = _key(stated)
        for chunk in headings:
            own = _key(chunk.text)
            if len(own) >= 4 and (own in key or key in own) and len(own) <= 2 * len(key) + 4:
                return chunk.text
        return _without_site(stated, declared)
    h1 = [chunk.text for chunk in headings if chunk.node.tag == "h1"]
    return h1[-1] if h1 else None


def _stated_title(declared: Declared) -> str | None:
    found = declared.first("og:title", "twitter:title", "article:title")
    if found:
        return _SPACES.sub(" ", found[1])
    element = declared.tree.find(".//title")
    text = _SPACES.sub(" ", element.text_content()).strip() if element is not None else ""
    return text or None


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _without_site(title: str, declared: Declared) -> str:
    parts = [part for part in _TITLE_PARTS.split(title) if part]
    return parts[0] if parts and len(parts[0]) >= 4 else title


def author_of(declared: Declared, near: list[Chunk]) -> str | None:
    """A person or an account: as declared, or from the line at the text."""
    found = declared.first("author", "article:author", "byl", "parsely-author", "dc.creator")
    if found and not found[1].startswith("http"):
        return found[1]
    for value in declared.stated("author"):
        if name := _name(value):
            return name
    for chunk in near:
        if match := _BYLINE.search(chunk.text):
            return match["name"] or match["latin"]
    return None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() or None if isinstance(value, str) else None


def site_of(declared: Declared) -> str | None:
    """The site's own name for itself."""
    found = declared.first("og:site_name", "application-name")
    if found:
        return found[1]
    return next((name for value in declared.stated("publisher") if (name := _name(value))), None)


def source_label_of(near: list[Chunk]) -> str | None:
    """What the page credits after 来源：, as it shows it."""
    for chunk in near:
        if match := _SOURCE.search(chunk.text):
            return _SOURCE_END.split(match["name"])[0].strip() or None
    return None


def language_of(text: str, declared: Declared | None) -> str | None:
    """BCP 47 tag of the text: by its characters, and by the page's word for other scripts."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if han and han * 4 >= latin:
        traditional = sum(character in _TRADITIONAL for character in text)
        return "zh-TW" if traditional > sum(c in _SIMPLIFIED for c in text) else "zh-CN"
    stated = (declared.tree.get("lang") or "").split("-")[0].lower() if declared else ""
    if stated and stated != "zh":
        return stated
    return "en" if latin else None
