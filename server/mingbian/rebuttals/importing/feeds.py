"""RSS and Atom feeds: each item's content as a small page of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .model import Source
from .pages import PageFacts
from .texts import address

_FEED = re.compile(
    r"^(?:\s|<\?[^>]*>|<!--(?:(?!-->).)*-->|<!(?!--)[^\[>]*(?:\[[^\]]*\])?\s*>)*"
    r"<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL,
)

#: Elements, without their namespaces, that hold an item's text, in the order they are read.
_CONTENTS = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "date", "updated")


def is_feed(text: str) -> bool:
    """Whether a text is an RSS (also 1.0) or Atom feed."""
    return bool(_FEED.match(text[:4000]))


def items_of(source: Source) -> Iterator[tuple[Source, PageFacts]]:
    """Each item's content, with what the feed says about it; escaped markup is markup again."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    root = etree.fromstring(source.text.lstrip().encode("utf-8", "ignore"), parser)
    if root is None:
        return
    head = next((one for one in root if _name(one) == "channel"), root)
    site, language = _text(head, "title"), _text(head, "language") or root.get(_LANGUAGE)
    for item in root.iter():
        if _name(item) not in ("item", "entry"):
            continue
        url = address(_link(item), source.url)
        facts = PageFacts(
            url=url,
            title=_text(item, "title"),
            site_name=site,
            published=next((day for day in (_text(item, name) for name in _DATES) if day), None),
            language=language,
        )
        yield Source(_content(item).encode(), url=url), facts


_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def _content(item: etree._Element) -> str:
    """All that the item says; JSON stays as it is, the rest stands in a page."""
    parts = [_inner(one) for name in _CONTENTS for one in item if _name(one) == name]
    text = "\n".join(dict.fromkeys(parts)).strip()
    return text if text.startswith(("{", "[")) else f"<html><body>{text}</body></html>"


def _inner(element: etree._Element) -> str:
    """What stands in an element: text, or with XHTML inside its markup."""
    if not len(element):
        return element.text or ""
    return str(etree.tostring(element, encoding="unicode", method="html"))


def _link(item: etree._Element) -> str | None:
    """The page's address: RSS's link or permanent guid, Atom's alternate."""
    for one in item:
        if _name(one) == "link" and one.get("rel", "alternate") == "alternate":
            return one.get("href") or (one.text or "").strip() or None
    guid = _text(item, "guid")
    return guid if guid and guid.startswith(("http://", "https://")) else None


def _text(element: etree._Element, name: str) -> str | None:
    found = (one for one in element if _name(one) == name)
    return next((text for text in ("".join(one.itertext()).strip() for one in found) if text), None)


def _name(element: etree._Element) -> str:
    """The name without its namespace; none for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
