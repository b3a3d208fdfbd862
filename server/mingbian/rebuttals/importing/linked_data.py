"""Walking schema.org data: every node, by kind, with references followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

#: How schema.org's names are written in full, or with a prefix that @context declares.
_PREFIX = re.compile(r"^(?:schema:|https?://schema\.org/)(?=\w)")


class Graph:
    """The nodes of a page's structured data, in the order of the page."""

    def __init__(self, values: list[Any]) -> None:
        self._nodes = list(_walk(values))
        self._by_id: dict[str, dict[str, Any]] = {}
        for node in self._nodes:
            name = node.get("@id")
            if isinstance(name, str) and len(node) > len(self._by_id.get(name, {})):
                self._by_id[name] = node  # the fullest description of it
        self.kinds = {kind for node in self._nodes for kind in kinds_of(node)}

    def of_kind(self, *kinds: str) -> list[dict[str, Any]]:
        """The nodes of one of these schema.org types."""
        return [node for node in self._nodes if not kinds_of(node).isdisjoint(kinds)]

    def nodes(self, value: Any) -> list[dict[str, Any]]:
        """The nodes in a property's value, references ({"@id": …} or the id alone) followed."""
        values = value if isinstance(value, list) else [value]
        found = (self._by_id.get(one, one) if isinstance(one, str) else one for one in values)
        return [self._resolved(one) for one in found if isinstance(one, dict)]

    def node(self, value: Any) -> dict[str, Any]:
        """The first node in a property's value; empty when there is none."""
        found = self.nodes(value)
        return found[0] if found else {}

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        name = node.get("@id")
        if isinstance(name, str) and set(node) <= {"@id", "@type"}:
            return self._by_id.get(name, node)
        return node


def kinds_of(node: dict[str, Any]) -> set[str]:
    """The schema.org types of a node, without prefix, in their usual capitals."""
    written = node.get("@type", ())
    names = written if isinstance(written, list) else [written]
    kinds = (name.replace("#", "/").rsplit("/", 1)[-1] for name in names if isinstance(name, str))
    plain = (kind.removeprefix("schema:") for kind in kinds)
    return {kind[:1].upper() + kind[1:] for kind in plain if kind.isalpha()}


def objects_in(value: Any) -> list[dict[str, Any]]:
    """The objects of a value that should be a list of them, or one; others are left out."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)]


def first_object(value: Any) -> dict[str, Any]:
    """The first object of a value; empty when there is none."""
    return next(iter(objects_in(value)), {})


def text_of(value: Any) -> str | None:
    """The text of a property: itself, the first of a list, a number, or {"@value": …}.

    Halves of characters (lone surrogates), which JSON can hold and UTF-8 cannot, are left out.
    """
    if isinstance(value, list):
        return next((text for text in map(text_of, value) if text), None)
    if isinstance(value, dict):
        return text_of(value.get("@value"))
    if isinstance(value, bool) or value is None:
        return None
    return str(value).encode("utf-8", "ignore").decode("utf-8").strip() or None


def _walk(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Every object once, from the outside in, without recursion, its names made plain in place.

    Microdata may refer in circles.
    """
    stack: list[Any] = list(reversed(values))
    seen: set[int] = set()
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if id(value) in seen:
                continue
            seen.add(id(value))
            for name in [name for name in value if _PREFIX.match(name)]:
                value.setdefault(_PREFIX.sub("", name), value.pop(name))
            if "type" in value:  # as schema.org's own context allows
                value.setdefault("@type", value["type"])
            yield value
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            stack.extend(reversed(value))
