"""The title of an article: as the page shows it, so that it can be found there again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .chunks import Chunk
from .markers import Declared
from .sites import SiteFacts

#: Words on the page are the declared title when they are at least this share of it, or it of
#: them: <title> has the site's name besides, and a heading may have a label ("原创").
SHARE = 0.55

#: A title has at least this many letters; shorter words match by accident.
SHORTEST = 4

#: What is longer is no title.
LONGEST = 300

#: The line above a text is its title, where nothing else is, up to this length.
LONGEST_LINE = 60

_SENTENCE_END = re.compile(r"[。，,;；.]$")
_PARTS = re.compile(r"\s*[_|｜]+\s*|\s+[-–—]+\s+|\s*--\s*|-(?=[^-]{2,12}$)")


def title_of(
    declared: Declared, before: list[Chunk], body: list[Chunk], site: SiteFacts | None
) -> str | None:
    """The title in the page's own words; as declared where the page does not show it.

    `before`: the chunks above the article.  None for a post, and where nothing looks like one.
    """
    title = _title(declared, before, body, site)
    return title if title and len(title) <= LONGEST else None


def list_title_of(declared: Declared, near: list[Chunk]) -> str | None:
    """The title of a list of headlines: a heading that shows it, else as declared.

    `near`: the first chunks of the page.  Never one of its items.
    """
    headings = [chunk for chunk in near if chunk.node.kind == "heading" and not chunk.links]
    for stated in _stated(declared):
        if shown := _shown(stated, headings):
            return shown
    first = next((chunk.text for chunk in headings if chunk.node.tag == "h1"), None)
    title = first or _without_site(declared.title or "") or None
    return title if title and len(title) <= LONGEST else None


def _title(
    declared: Declared, before: list[Chunk], body: list[Chunk], site: SiteFacts | None
) -> str | None:
    if site and (site.title or not site.site.titled):
        return site.title
    candidates = [*reversed(before), *body[:3]]
    for stated in _stated(declared):
        if shown := _shown(stated, candidates):
            return shown
    h1 = [chunk.text for chunk in candidates if chunk.node.tag == "h1" and _is_titleish(chunk)]
    if h1:
        return h1[0]
    if declaration := next(_stated(declared), None):
        return _without_site(declaration)
    above = before[-1:] if before and _is_titleish(before[-1]) else []
    return above[0].text if above else None


def _stated(declared: Declared) -> Iterator[str]:
    site = _key(declared.meta.get("og:site_name", ""))
    for name in ("og:title", "twitter:title", "article:title"):
        text = " ".join(declared.meta.get(name, "").split())
        if len(_key(text)) >= SHORTEST and _key(text) != site:
            yield text
    if declared.title and len(_key(declared.title)) >= SHORTEST:
        yield declared.title


def _shown(stated: str, candidates: list[Chunk]) -> str | None:
    """The words on the page that are most of this title; headings before other lines."""
    key = _key(stated)
    shares = [(_share(_key(chunk.text), key), chunk) for chunk in candidates]
    fitting = [
        (chunk.node.kind == "heading", share, chunk.text)
        for share, chunk in shares
        if share >= SHARE or (share > 0 and chunk.node.tag == "h1")
    ]
    return max(fitting, key=lambda entry: entry[:2], default=(False, 0.0, None))[2]


def _share(own: str, key: str) -> float:
    """How much of the longer one the shorter one is; 0 when it is not part of it."""
    if min(len(own), len(key)) < SHORTEST or not (own in key or key in own):
        return 0.0
    return min(len(own), len(key)) / max(len(own), len(key))


def _is_titleish(chunk: Chunk) -> bool:
    text = chunk.text
    return SHORTEST <= len(text) <= LONGEST_LINE * 2 and not _SENTENCE_END.search(text)


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _without_site(title: str) -> str:
    parts = [part for part in _PARTS.split(title) if part]
    return parts[0] if parts and len(parts[0]) >= 2 else title
