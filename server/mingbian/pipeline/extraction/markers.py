"""What a page declares about itself in its head: <meta> elements and JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml.html import HtmlElement

#: JSON-LD blocks and scripts beyond these sizes hold data for the page's programs, not facts
#: about the page.
MAX_JSON_LD = 200_000
MAX_OBJECTS = 500


@dataclass
class Declared:
    """The declarations of one page: `meta` by lower-case name, first one first."""

    tree: HtmlElement
    meta: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: HtmlElement) -> Declared:
        """What the page's own markup declares."""
        declared = cls(tree)
        for element in tree.iter("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = (element.get("content") or "").strip()
            if name and content:
                declared.meta.setdefault(" ".join(name.lower().split()), content)
        return declared

    def first(self, *names: str) -> tuple[str, str] | None:
        """(name, content) of the first of these names that the page has."""
        for name in names:
            if content := self.meta.get(name):
                return name, content
        return None

    @cached_property
    def title(self) -> str | None:
        """The text of <title>, with single spaces."""
        element = next(self.tree.iter("title"), None)
        return (
            " ".join("".join(element.itertext()).split()) or None if element is not None else None
        )

    @cached_property
    def objects(self) -> list[dict[str, Any]]:
        """Every JSON-LD object, outer ones first; broken ones are left out."""
        found: list[dict[str, Any]] = []
        for script in self.tree.iter("script"):
            if "ld+json" in (script.get("type") or "").lower():
                found += _objects(script.text or "")
        return found[:MAX_OBJECTS]

    def stated(self, key: str) -> Iterator[Any]:
        """The values of a key over all JSON-LD objects."""
        return (item[key] for item in self.objects if item.get(key))

    @cached_property
    def scripts(self) -> str:
        """The text of the inline scripts, where pages keep what they show."""
        return "\n".join(
            script.text
            for script in self.tree.iter("script")
            if script.text and "ld+json" not in (script.get("type") or "")
        )


def _objects(text: str) -> list[dict[str, Any]]:
    if len(text) > MAX_JSON_LD:
        return []
    try:
        data = json.loads(re.sub(r"[\r\n\t]", " ", text).strip().rstrip(";"))
    except (ValueError, RecursionError):
        return []
    found: list[dict[str, Any]] = []
    queue = [data]
    while queue and len(found) < MAX_OBJECTS:
        item = queue.pop(0)
        if isinstance(item, dict):
            found.append(item)
            queue += [value for value in item.values() if isinstance(value, dict | list)]
        elif isinstance(item, list):
            queue += item[:MAX_OBJECTS]
    return found
