"""HTML microdata, and RDFa Lite, as the objects that JSON-LD would hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag

_ADDRESS_ATTRIBUTE = {
    "a": "href",
    "area": "href",
    "link": "href",
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "source": "src",
    "track": "src",
    "video": "src",
    "object": "data",
}


@dataclass(frozen=True)
class Syntax:
    """The attributes of a way to write objects into HTML."""

    scope: str  # begins an object
    kind: str  # holds its types
    id: str
    property: str
    ref: str  # ids of elements elsewhere that belong to the object


MICRODATA = Syntax("itemscope", "itemtype", "itemid", "itemprop", "itemref")
RDFA = Syntax("typeof", "typeof", "resource", "property", "")


def items_of(tree: BeautifulSoup, syntax: Syntax = MICRODATA) -> list[dict[str, Any]]:
    """Every top-level item, properties of the same name in a list."""
    made: dict[int, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    referred: dict[str, Tag] = {}  # by the id of an element that belongs to an item elsewhere
    for element in tree.find_all(None, {syntax.scope: True}):
        made[id(element)] = _empty(element, syntax)
        referred |= dict.fromkeys(str(element.get(syntax.ref) or "").split(), element)
        if not element.get(syntax.property):
            top.append(made[id(element)])
    for element in tree.find_all(None, {syntax.property: True}):
        owner = _owner(element, syntax, referred)
        if owner is None:
            continue
        value = made.get(id(element)) or _value(element)
        for name in str(element[syntax.property]).split():
            made[id(owner)].setdefault(name, []).append(value)
    return top


def _owner(element: Tag, syntax: Syntax, referred: dict[str, Tag]) -> Tag | None:
    """The item that a property belongs to: by reference, or the one it stands in."""
    inside: Tag | None = element
    while inside is not None:
        owner = referred.get(str(inside.get("id") or ""))
        if owner is not None and owner is not element:
            return owner
        inside = inside.parent
        if inside is not None and inside.has_attr(syntax.scope):
            return inside
    return None


def _empty(element: Tag, syntax: Syntax) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": str(element.get(syntax.kind) or "").split()}
    if element.get(syntax.id):
        item["@id"] = str(element[syntax.id])
    return item


def _value(element: Tag) -> str:
    if element.get("content") is not None:
        return str(element["content"])
    attribute = _ADDRESS_ATTRIBUTE.get(element.name)
    if attribute:
        return str(element.get(attribute) or "")
    if element.name in ("data", "meter"):
        return str(element.get("value") or "")
    if element.name == "time" and element.get("datetime"):
        return str(element["datetime"])
    return element.get_text(" ", strip=True)
