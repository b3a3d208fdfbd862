"""A saved page: its structured data, and what it says about itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag

from . import json_repair
from .microdata import MICRODATA, RDFA, items_of
from .model import Refusal, Source
from .texts import address, address_key

_HTML = re.compile(
    r"^(?:\s|<!--(?:(?!-->).)*-->)*<(?:!doctype|html|head|body|\?xml|[a-z]+[\s>])", re.I | re.S
)


@dataclass(frozen=True)
class PageFacts:
    """What a page says about itself; None where it does not."""

    url: str | None = None
    title: str | None = None
    description: str | None = None
    site_name: str | None = None
    published: str | None = None
    language: str | None = None

    def is_at(self, url: str | None) -> bool:
        """Whether the address is this page's."""
        return bool(url and self.url) and address_key(url or "") == address_key(self.url or "")


def looks_like_html(text: str) -> bool:
    """Whether a text is markup rather than JSON, CSV or plain text."""
    return bool(_HTML.match(text[:4000]))


def is_json(text: str) -> bool:
    """Whether a text sets out as JSON does; it may be broken."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def structured_data(source: Source) -> tuple[list[Any], list[Refusal]]:
    """Every JSON-LD value, microdata and RDFa item, and the blocks broken beyond repair."""
    if not looks_like_html(source.text):
        return _json_file(source.text)
    tree = source.tree
    values: list[Any] = []
    broken: list[Refusal] = []
    for number, block in enumerate(_json_ld(tree), start=1):
        try:
            values.extend(json_repair.loads(block))
        except ValueError as error:
            # A broken breadcrumb list is nobody's loss.
            if "ClaimReview" in block:
                broken.append(Refusal(f"JSON-LD block {number}", f"broken JSON: {error}"))
    return [*values, *items_of(tree, MICRODATA), *items_of(tree, RDFA)], broken


def facts_of(source: Source) -> PageFacts:
    """What the page's head says; the address it was fetched from weighs more than its own."""
    tree = source.tree
    canonical = tree.find("link", rel="canonical")
    own = canonical.get("href") if isinstance(canonical, Tag) else None
    stated = address(own, source.url) or address(_meta(tree, "og:url"), source.url)
    root = tree.find("html")
    language = root.get("lang") if isinstance(root, Tag) else None
    return PageFacts(
        url=stated or source.url,
        title=_meta(tree, "og:title") or (tree.title.get_text() if tree.title else None),
        description=_meta(tree, "og:description", "description"),
        site_name=_meta(tree, "og:site_name", "application-name"),
        published=_meta(tree, "article:published_time", "pubdate", "publishdate", "date"),
        language=language if isinstance(language, str) else None,
    )


def _json_file(text: str) -> tuple[list[Any], list[Refusal]]:
    try:
        return json_repair.loads(text), []
    except ValueError as error:
        return [], [Refusal("file", f"broken JSON: {error}")] if is_json(text) else []


def _json_ld(tree: BeautifulSoup) -> list[str]:
    return [
        script.get_text()
        for script in tree.find_all("script")
        if "ld+json" in str(script.get("type") or "").lower()
    ]


def _meta(tree: BeautifulSoup, *names: str) -> str | None:
    for name in names:
        for attribute in ("property", "name", "itemprop"):
            found = tree.find("meta", attrs={attribute: re.compile(f"^{re.escape(name)}$", re.I)})
            content = found.get("content") if isinstance(found, Tag) else None
            if isinstance(content, str) and content.strip():
                return content.strip()
    return None
