"""What a page says: its text in blocks, who wrote it, where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

BlockKind = Literal["title", "heading", "paragraph", "list", "quote", "caption", "headline"]


@dataclass(frozen=True)
class Block:
    """A run of the article's text, [start, end) in code points.

    `headline` blocks stand on list pages: one for each item that links to an article.
    """

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True)
class Link:
    """A link inside the text: its words are text[start:end]."""

    start: int
    end: int
    href: str  # absolute where the page's address is known


@dataclass(frozen=True)
class Published:
    """The page's own publication date and where on the page it was read."""

    day: date
    source: str  # for example "meta article:published_time", "json-ld", "wechat ct", "byline"


@dataclass(frozen=True)
class Article:
    """The readable text of a page.

    `text` is what every offset of the service counts in, in Unicode code points: the title
    (a block of kind `title`, when there is one), then the blocks, joined by newlines.
    A page without an article has an empty `text` and `empty_because` says why:
    "empty", "login", "search" or "short".  A list page has its headlines as its text.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    title: str | None = None
    author: str | None = None  # a person, or the account of a self-media page
    site_name: str | None = None
    published: Published | None = None
    other_dates: tuple[Published, ...] = ()  # further dates the page states about itself
    source_label: str | None = None  # "来源:" as the page shows it, without the word itself
    language: str | None = None  # "zh-CN", "zh-TW", "en" …, of the text
    is_list: bool = False  # a front page, hot list or search result
    empty_because: str | None = None
    unread: int = 0  # code points of the page's text that were left out because it is too long

    @property
    def body(self) -> str:
        """The text without its title."""
        if self.blocks and self.blocks[0].kind == "title":
            return self.text[self.blocks[0].end :].lstrip("\n")
        return self.text
