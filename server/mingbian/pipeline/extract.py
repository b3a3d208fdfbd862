"""A capture becomes an article: its text in blocks, who wrote it, when and where."""

from __future__ import annotations

from datetime import UTC
from itertools import pairwise

from ..errors import NoArticle
from .article import Article, Block
from .capture import Capture
from .decode import clean_text
from .extraction.chunks import Chunk, Outline, outline
from .extraction.compose import compose
from .extraction.markers import Declared
from .extraction.metadata import author_of, language_of, site_of, source_label_of, title_of
from .extraction.published import stated_dates
from .extraction.select import select
from .markup import parse


def extract(capture: Capture) -> Article:
    """The article of a captured page.

    Raises NoArticle when there is markup and none of it can be read.  A page without an
    article gives an Article without text, whose `empty_because` says why.
    """
    if capture.html is None:
        return _of_text(capture.text or "")
    if not capture.html.strip():
        return Article(text="", empty_because="empty")
    tree = parse(capture.html)
    if tree is None:
        raise NoArticle("The page cannot be read: there is no element in its markup.")
    declared = Declared.of(tree)
    page = outline(tree)
    body = select(page)
    return _article(capture, declared, page, body)


def _of_text(text: str) -> Article:
    lines = [" ".join(line.split()) for line in clean_text(text).splitlines()]
    lines = [line for line in lines if line]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    blocks = tuple(Block(start, end - 1, "paragraph") for start, end in pairwise(starts))
    joined = "\n".join(lines)
    return Article(
        text=joined,
        blocks=blocks,
        language=language_of(joined, None),
        empty_because=None if joined else "empty",
    )


def _article(capture: Capture, declared: Declared, page: Outline, body: list[Chunk]) -> Article:
    before, after = _around(page, body)
    title = title_of(declared, [*before, *body[:2]])
    if not body:
        return Article(text="", title=title, empty_because="empty")
    body = [chunk for chunk in body if chunk.text != title]
    text, blocks, links = compose(title, body, capture.url)
    near = [*reversed(before[-12:]), *body[:3], *body[-4:], *after[:4]]
    today = capture.captured_at.astimezone(UTC).date()
    dates = stated_dates(declared, before, body, capture.url, today)
    return Article(
        text=text,
        blocks=blocks,
        links=links,
        title=title,
        author=author_of(declared, near),
        site_name=site_of(declared),
        published=dates[0] if dates else None,
        other_dates=tuple(dates[1:]),
        source_label=source_label_of(near),
        language=language_of(text, declared),
    )


def _around(page: Outline, body: list[Chunk]) -> tuple[list[Chunk], list[Chunk]]:
    """The chunks before and after the article."""
    if not body:
        return page.chunks, []
    first, last = page.chunks.index(body[0]), page.chunks.index(body[-1])
    return page.chunks[:first], page.chunks[last + 1 :]
