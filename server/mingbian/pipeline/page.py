"""The page as the checks see it, and what they may look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from lxml import html as lxml_html

from .article import Article
from .capture import Capture, Language
from .fingerprint import Fingerprint
from .sentences import Sentence

if TYPE_CHECKING:
    from ..rebuttals.judgement import Match

Stance = Literal["asserts", "debunks", "none"]


@dataclass(frozen=True)
class Page:
    """One page on its way: what was captured, what it says, and whose side it takes."""

    capture: Capture
    article: Article
    sentences: tuple[Sentence, ...]
    stance: Stance

    @property
    def language(self) -> Language:
        """Of the messages to the reader."""
        return self.capture.language

    @cached_property
    def tree(self) -> lxml_html.HtmlElement | None:
        """The parsed markup, for checks that look at styles, links and metadata; None for text.

        Parsed once a page and shared: checks must not change it.
        """
        from .markup import parse

        return parse(self.capture.html) if self.capture.html else None

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that covers a code-point offset."""
        for sentence in self.sentences:
            if sentence.start <= offset < sentence.end:
                return sentence
        return None


class Rebuttals(Protocol):
    """The index, as far as a check needs it."""

    @property
    def version(self) -> str:
        """Changes whenever the index does."""
        ...

    def matches(self, page: Page) -> Sequence[Match]:
        """Judged pairs of a passage of the page and a record, best first."""
        ...


@dataclass(frozen=True)
class Footprint:
    """What may be remembered of a page: whose it is, and nothing of what it says.

    `text` is empty where a newsroom answers for the page, and where it is too short to compare.
    """

    name: str  # the account, or the site where no account is known
    site: str  # the host's registered part, such as example.com; empty where there is none
    source: str  # the account or outlet that the page credits; empty for none
    text: Fingerprint


@dataclass(frozen=True)
class Sighting:
    """A page checked before that reads nearly the same: whose it was and when it was first seen."""

    name: str  # the account, or the site where no account is known
    first_seen: datetime
    likeness: float  # 0 to 1
    site: str = ""
    source: str = ""  # what that page credited; empty for none


class Seen(Protocol):
    """Fingerprints of pages checked before, never their texts."""

    def like(self, fingerprint: Fingerprint) -> Sequence[Sighting]:
        """Pages with much the same fingerprint."""
        ...

    def cited_by(self, name: str) -> frozenset[str]:
        """The sources that an account's pages credit; "" among them when a page had none."""
        ...


@dataclass(frozen=True)
class Knowledge:
    """What the checks may look up: handed in, so that they do no I/O of their own."""

    rebuttals: Rebuttals
    now: datetime
    seen: Seen | None = None  # None unless the operator has turned it on
