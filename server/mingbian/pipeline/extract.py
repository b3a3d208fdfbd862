"""A capture becomes an article: its text in blocks, who wrote it, when and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from itertools import pairwise

from ..errors import NoArticle
from .article import Article, Block
from .capture import Capture
from .decode import clean_text
from .extraction.chunks import Chunk, Outline, outline
from .extraction.compose import MAX_TEXT, compose, length_of
from .extraction.dates import CHINA
from .extraction.kinds import kind_of
from .extraction.lead import below_title
from .extraction.markers import Declared
from .extraction.metadata import author_of, language_of, site_of, source_label_of
from .extraction.published import Surroundings, stated_dates
from .extraction.select import Selection, select, select_within
from .extraction.sites import SiteFacts, site_facts
from .extraction.titles import list_title_of, title_of
from .markup import parse

#: Chunks above and below the article in which its author and source are looked for.
NEAR = 12


def extract(capture: Capture) -> Article:
    """The article of a captured page.

    1. markup → tree, within limits  2. tree → chunks of text in their blocks
    3. which chunks are the article: where the platform keeps it, else the densest block
    4. is it an article, or a list, a search, a login?
    5. title, author, dates and source from what stands around it  6. chunks → text and blocks

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
    declared, site = Declared.of(tree), site_facts(tree, capture.html)
    page, selection = _selection(declared, site)
    kind, items = kind_of(declared, page, selection, capture.url)
    if site and selection.chunks and kind != "list":
        kind = "article"
    if kind == "article":
        return _article(capture, declared, site, page, selection.chunks)
    return _other(capture, declared, page, kind, items)


def _of_text(text: str) -> Article:
    lines = [" ".join(line.split()) for line in clean_text(text[:MAX_TEXT]).splitlines()]
    lines = [line for line in lines if line]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    joined = "\n".join(lines)
    return Article(
        text=joined,
        blocks=tuple(Block(start, end - 1, "paragraph") for start, end in pairwise(starts)),
        language=language_of(joined, None),
        empty_because=None if joined else "empty",
        unread=max(0, len(text) - MAX_TEXT),
    )


def _selection(declared: Declared, site: SiteFacts | None) -> tuple[Outline, Selection]:
    """The page's chunks and the article among them; hidden ones only where nothing is shown."""
    page = outline(declared.tree)
    if site and site.text is not None:
        selection = select_within(page, site.text)
        if selection.chunks:
            return page, selection
    selection = select(page)
    if selection.chunks or not page.hides:
        return page, selection
    whole = outline(declared.tree, hidden=True)
    selection = select(whole)
    return (whole, selection) if selection.chunks else (page, selection)


def _other(
    capture: Capture, declared: Declared, page: Outline, kind: str, items: list[Chunk]
) -> Article:
    """A page that is no article: a list has its headlines, any other no text at all.

    The title of a search is what the reader asked for: nobody says it, so it is left out.
    """
    is_list = kind in ("list", "search")
    title = None if kind == "search" else list_title_of(declared, page.chunks[:NEAR])
    article = Article(text="", title=title, site_name=site_of(declared), is_list=is_list)
    if not items:
        return replace(article, empty_because=kind)
    text, blocks, links = compose(title, items, capture.url, kind="headline")
    return replace(
        article,
        text=text,
        blocks=blocks,
        links=links,
        language=language_of(text, declared),
        unread=length_of(title, items) - len(text),
    )


def _article(
    capture: Capture,
    declared: Declared,
    site: SiteFacts | None,
    page: Outline,
    chunks: list[Chunk],
) -> Article:
    before, after = _around(page, chunks)
    title = title_of(declared, before, chunks, site)
    body = below_title(chunks, title)
    near = [*reversed(before[-NEAR:]), *chunks[:4], *chunks[-4:], *after[:NEAR]]
    text, blocks, links = compose(title, body, capture.url)
    source = source_label_of(near)
    language = language_of(text, declared)
    author = author_of(declared, near, site)
    zone = CHINA if (language or "").startswith("zh") else UTC
    today = capture.captured_at.astimezone(zone).date()
    dates = stated_dates(Surroundings(declared, before, chunks, site, capture.url, today, zone))
    return Article(
        text=text,
        blocks=blocks,
        links=links,
        title=title,
        author=author,
        site_name=site_of(declared),
        published=dates[0] if dates else None,
        other_dates=tuple(dates[1:]),
        source_label=source,
        language=language,
        unread=length_of(title, body) - len(text),
    )


def _around(page: Outline, body: list[Chunk]) -> tuple[list[Chunk], list[Chunk]]:
    """The chunks before and after the article."""
    first, last = page.chunks.index(body[0]), page.chunks.index(body[-1])
    return page.chunks[:first], page.chunks[last + 1 :]
