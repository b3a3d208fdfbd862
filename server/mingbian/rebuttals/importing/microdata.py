"""HTML microdata as the objects that JSON-LD would hold (the WHATWG algorithm, less itemref)."""

from __future__ import annotations

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


def items_of(tree: BeautifulSoup) -> list[dict[str, Any]]:
    """Every top-level item, properties of the same name in a list."""
    made: dict[int, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    for element in tree.find_all(itemscope=True):
        made[id(element)] = _empty(element)
        if not element.get("itemprop"):
            top.append(made[id(element)])
    for element in tree.find_all(itemprop=True):
        owner = element.find_parent(itemscope=True)
        if owner is None:
            continue
        value = made.get(id(element)) or _value(element)
        for name in str(element["itemprop"]).split():
            made[id(owner)].setdefault(name, []).append(value)
    return top


def _empty(element: Tag) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": str(element.get("itemtype") or "").split()}
    if element.get("itemid"):
        item["@id"] = str(element["itemid"])
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
