"""The page as a list of text chunks in document order, and the blocks they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from lxml.html import HtmlElement

ChunkKind = Literal["heading", "paragraph", "list", "quote", "caption", "cell"]

#: Elements whose text no reader sees as running text.
SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "button",
        "select",
        "option",
        "textarea",
        "input",
        "datalist",
        "audio",
        "video",
        "map",
        "area",
        "dialog",
    ]
)
#: Elements that begin a new line.
BLOCKS = frozenset(
    [
        "html",
        "body",
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_KINDS: dict[str, ChunkKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "list"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("td", "th"), "cell"),
    "blockquote": "quote",
}
#: What a block inside these is, when its own tag does not say.
_INHERITED = frozenset(("li", "blockquote", "figcaption", "dd"))

#: Whitespace as a browser's quote search sees it: JavaScript's \s has U+FEFF, Python's has not.
_SPACES = re.compile(r"[\s\ufeff]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.I)
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3040-\u30ff\uac00-\ud7af]")
_MARKS = re.compile("[，。；：、！？“”…,.;:!?]")
#: Latin letters that say as much as one Chinese character.
LETTERS_PER_CHARACTER = 3


@dataclass(eq=False)
class Node:
    """A block element: its chunks are chunks[first:last] of the page."""

    element: HtmlElement
    parent: Node | None
    tag: str
    kind: ChunkKind
    hidden: bool
    first: int
    last: int = 0

    @cached_property
    def names(self) -> str:
        """Class and id, in lower case: what the page's authors call this block."""
        get = self.element.get
        return f"{get('class') or ''} {get('id') or ''}".strip().lower()

    def line(self) -> Iterator[Node]:
        """This block and those around it, from the inside out."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent


@dataclass(eq=False)
class Chunk:
    """A run of text within one block, with single spaces, and the links in it."""

    text: str
    node: Node
    links: tuple[tuple[int, int, str], ...] = ()

    @cached_property
    def size(self) -> float:
        """How much it says, in Chinese characters."""
        han = len(_HAN.findall(self.text))
        return han + (len(self.text) - han) / LETTERS_PER_CHARACTER

    @cached_property
    def marks(self) -> int:
        """How many punctuation marks it has: running text has them, navigation has none."""
        return len(_MARKS.findall(self.text))

    @cached_property
    def link_share(self) -> float:
        """Share of its characters that are links."""
        return sum(end - start for start, end, _ in self.links) / len(self.text)


@dataclass
class Outline:
    """The chunks of a page and its blocks, parents before children."""

    chunks: list[Chunk] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    hides: bool = False  # there are blocks that are not displayed and were left out

    def under(self, node: Node) -> list[Chunk]:
        """The chunks inside a block."""
        return self.chunks[node.first : node.last]


def outline(tree: HtmlElement, *, hidden: bool = False) -> Outline:
    """The chunks of a tree; with `hidden`, also of blocks that are not displayed."""
    walker = _Walker(hidden)
    walker.enter(tree, None)
    return walker.outline


class _Walker:
    """Walks the tree once; at most as deep as the parser lets trees be (256)."""

    def __init__(self, hidden: bool) -> None:
        self.outline = Outline()
        self._hidden = hidden
        self._pieces: list[str] = []
        self._length = 0
        self._open = True  # a space at this place would be leading or double
        self._links: list[tuple[int, int, str]] = []

    def enter(self, element: HtmlElement, parent: Node | None) -> None:
        hidden = (parent is not None and parent.hidden) or _is_hidden(element)
        if hidden and not self._hidden:
            self.outline.hides = True
            return
        node = Node(
            element, parent, element.tag, _kind(element.tag, parent), hidden, self._next_chunk
        )
        self.outline.nodes.append(node)
        self._contents(element, node, None)
        self._flush(node)
        node.last = self._next_chunk

    @property
    def _next_chunk(self) -> int:
        return len(self.outline.chunks)

    def _contents(self, element: HtmlElement, node: Node, href: str | None) -> None:
        self._add(element.text, href)
        for child in element:
            self._child(child, node, href)
            self._add(child.tail, href)

    def _child(self, child: HtmlElement, node: Node, href: str | None) -> None:
        tag = child.tag
        if not isinstance(tag, str) or tag in SKIPPED:
            return
        if tag == "br":
            self._flush(node)
        elif tag in BLOCKS:
            self._flush(node)
            self.enter(child, node) if href is None else self._linked_block(child, node, href)
        elif self._hidden or not _is_hidden(child):
            self._contents(child, node, child.get("href") or href if tag == "a" else href)

    def _linked_block(self, element: HtmlElement, node: Node, href: str) -> None:
        """A block inside a link: its text is a chunk of its own and is linked."""
        self._contents(element, node, href)
        self._flush(node)

    def _add(self, text: str | None, href: str | None) -> None:
        if not text:
            return
        words = _SPACES.sub(" ", text)
        if self._open and words[0] == " ":
            words = words[1:]
        if not words:
            return
        if href is not None and words != " ":
            self._links.append((self._length, self._length + len(words), href))
        self._pieces.append(words)
        self._length += len(words)
        self._open = words[-1] == " "

    def _flush(self, node: Node) -> None:
        text = "".join(self._pieces).rstrip()
        if text:
            links = _merged(self._links, len(text))
            self.outline.chunks.append(Chunk(text, node, links))
        self._pieces, self._links, self._length, self._open = [], [], 0, True


def _kind(tag: str, parent: Node | None) -> ChunkKind:
    if tag in _KINDS:
        return _KINDS[tag]
    if parent is not None and (parent.tag in _INHERITED or parent.kind in ("list", "quote")):
        return parent.kind
    return "paragraph"


def _is_hidden(element: HtmlElement) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def _merged(links: list[tuple[int, int, str]], length: int) -> tuple[tuple[int, int, str], ...]:
    """Neighbouring pieces of one link as one, within the text."""
    merged: list[tuple[int, int, str]] = []
    for start, end, href in links:
        if merged and merged[-1][2] == href and merged[-1][1] == start:
            start = merged.pop()[0]
        merged.append((start, min(end, length), href))
    return tuple(link for link in merged if link[0] < link[1])
