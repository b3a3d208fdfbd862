"""Walking schema.org data: every node, by kind, with references followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


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
        """The nodes in a property's value, references ({"@id": …}) followed."""
        return [self._resolved(one) for one in objects_in(value)]

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
    """Every object, from the outside in, without recursion."""
    stack: list[Any] = list(reversed(values))
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            yield value
            stack.extend(reversed(value.values()))
        elif isinstance(value, list):
            stack.extend(reversed(value))
