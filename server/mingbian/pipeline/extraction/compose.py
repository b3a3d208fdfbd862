"""Blocks and links of an article from its chunks."""

from __future__ import annotations

from urllib.parse import urljoin

from ..article import Block, BlockKind, Link
from .chunks import Chunk

#: Code points of an article that are read; the rest is counted and left out.  The longest saved
#: one has 45,000, every stage after this one takes its time for each, and 300 sentences, about
#: 15,000 characters, are all that is looked up in the index.
MAX_TEXT = 60_000


def compose(
    title: str | None, chunks: list[Chunk], url: str | None, kind: BlockKind | None = None
) -> tuple[str, tuple[Block, ...], tuple[Link, ...]]:
    """(text, blocks, links): the title, then a block for each chunk, joined by newlines.

    `kind`: what all chunks are; their own kind where None.
    """
    pieces: list[str] = []
    blocks: list[Block] = []
    links: list[Link] = []
    length = 0
    if title:
        pieces.append(title)
        blocks.append(Block(0, len(title), "title"))
        length = len(title) + 1
    for chunk in chunks:
        text = chunk.text[: max(0, MAX_TEXT - length)]
        if not text:
            break
        end = length + len(text)
        blocks.append(Block(length, end, kind or _block_kind(chunk)))
        links += [
            Link(length + first, length + last, _absolute(href, url))
            for first, last, href in chunk.links
            if last <= len(text)
        ]
        pieces.append(text)
        length = end + 1
    return "\n".join(pieces), tuple(blocks), tuple(links)


def length_of(title: str | None, chunks: list[Chunk]) -> int:
    """Code points of the whole text, what is left out included."""
    return sum(len(part) + 1 for part in (title, *(chunk.text for chunk in chunks)) if part) - 1


def _block_kind(chunk: Chunk) -> BlockKind:
    kind = chunk.node.kind
    return "paragraph" if kind == "cell" else kind


def _absolute(href: str, url: str | None) -> str:
    if not url:
        return href
    try:
        return urljoin(url, href.strip())
    except ValueError:  # an address that is none, such as http://[
        return href
