"""The styles that a page's own markup gives an element: inline and from its <style> elements.

Not a browser: rules under conditions, attribute and pseudo selectors and external sheets are left
out.  What cannot be known is left out too, so that a style is only reported when it is stated.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml import html as lxml_html

#: Characters of embedded styles and number of rules that are read: more than any of the 126
#: development pages has, and few enough to be read in milliseconds.
MAX_STYLES = 300_000
MAX_RULES = 4_000

_COMPOUND = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)")
_PART = re.compile(r"[.#][\w-]+")

Declarations = dict[str, str]


@dataclass(frozen=True)
class _Compound:
    tag: str
    classes: frozenset[str]
    id: str

    def fits(self, element: lxml_html.HtmlElement) -> bool:
        return (
            (not self.tag or element.tag == self.tag)
            and (not self.id or element.get("id") == self.id)
            and self.classes <= set((element.get("class") or "").split())
        )

    @property
    def weight(self) -> tuple[int, int, int]:
        return int(bool(self.id)), len(self.classes), int(bool(self.tag))


@dataclass(frozen=True)
class _Rule:
    chain: tuple[_Compound, ...]  # from the outermost ancestor to the element itself
    order: int
    declarations: Declarations

    @property
    def weight(self) -> tuple[int, int, int, int]:
        each = [compound.weight for compound in self.chain]
        return sum(w[0] for w in each), sum(w[1] for w in each), sum(w[2] for w in each), self.order

    def fits(self, element: lxml_html.HtmlElement) -> bool:
        if not self.chain[-1].fits(element):
            return False
        wanted = list(self.chain[:-1])
        for ancestor in element.iterancestors():
            if not wanted:
                break
            if wanted[-1].fits(ancestor):
                wanted.pop()
        return not wanted


@dataclass
class Sheet:
    """The rules of a page, found by the id, class or tag that an element must have."""

    by_key: dict[str, list[_Rule]] = field(default_factory=lambda: defaultdict(list))
    is_all: bool = True  # False where external sheets may say more

    def style(self, element: lxml_html.HtmlElement) -> Declarations:
        """What the rules and the element's own style attribute say of it, the strongest last."""
        keys = [f"#{element.get('id')}", str(element.tag), "*"]
        keys += [f".{name}" for name in (element.get("class") or "").split()[:20]]
        rules = [rule for key in keys for rule in self.by_key.get(key, ()) if rule.fits(element)]
        found: Declarations = {}
        for rule in sorted(rules, key=lambda each: each.weight):
            found.update(rule.declarations)
        found.update(_attributes(element))
        found.update(declarations(element.get("style") or ""))
        return found


def sheet_of(tree: lxml_html.HtmlElement) -> Sheet:
    """The rules of every <style> element of the page."""
    text = "\n".join(style.text or "" for style in tree.iter("style"))[:MAX_STYLES]
    external = any("stylesheet" in (link.get("rel") or "") for link in tree.iter("link"))
    sheet = Sheet(is_all=not external)
    for order, (selectors, body) in enumerate(_blocks(_without_comments(text))):
        if order == MAX_RULES:
            break
        stated = declarations(body)
        for selector in selectors.split(",")[:20] if stated else ():
            chain = _chain(selector)
            if chain:
                sheet.by_key[_key(chain[-1])].append(_Rule(chain, order, stated))
    return sheet


def declarations(body: str) -> Declarations:
    """Names and values of a declaration block, in lower case; of a repeated name the last."""
    pairs = (item.partition(":") for item in body[:2_000].split(";"))
    return {
        name.strip().lower(): value.replace("!important", "").strip().lower()
        for name, colon, value in pairs
        if colon and value.strip()
    }


def _attributes(element: lxml_html.HtmlElement) -> Declarations:
    """Styles that old markup states through attributes of its own."""
    found = {}
    if element.tag == "font" and element.get("color"):
        found["color"] = element.get("color").lower()
    if element.get("bgcolor"):
        found["background-color"] = element.get("bgcolor").lower()
    return found


def _without_comments(text: str) -> str:
    first, *rest = text.split("/*")
    return first + "".join(part.partition("*/")[2] for part in rest)


def _blocks(text: str) -> list[tuple[str, str]]:
    """(selectors, declarations) of the rules that stand under no condition."""
    found: list[tuple[str, str]] = []
    depth, start, selectors = 0, 0, ""
    for sign in re.finditer(r"[{}]", text):
        if sign.group() == "{":
            if depth == 0:
                selectors = text[start : sign.start()].rpartition(";")[2].strip()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and not selectors.startswith("@"):
                found.append((selectors, text[start : sign.start()]))
        start = sign.end()
    return found


def _chain(selector: str) -> tuple[_Compound, ...]:
    parts = selector.replace(">", " ").split()
    compounds = [_compound(part) for part in parts[:8]]
    known = [compound for compound in compounds if compound is not None]
    return tuple(known) if known and len(known) == len(parts) else ()


def _compound(text: str) -> _Compound | None:
    match = _COMPOUND.fullmatch(text)
    if match is None or not text:
        return None
    parts = _PART.findall(match["rest"])
    ids = [part[1:] for part in parts if part.startswith("#")]
    classes = frozenset(part[1:] for part in parts if part.startswith("."))
    tag = (match["tag"] or "").lower().replace("*", "")
    return _Compound(tag, classes, ids[0] if ids else "")


def _key(compound: _Compound) -> str:
    if compound.id:
        return f"#{compound.id}"
    return f".{min(compound.classes)}" if compound.classes else compound.tag or "*"
