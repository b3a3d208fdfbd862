"""What the readers of the formats give, and the report of an import."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from ...pipeline.decode import decode_html
from ...records import Kind, Record, Verdict
from ..store import SaveCounts
from ..validate import brief
from ..verdicts import only_explains

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}>?")


@dataclass(frozen=True)
class Source:
    """What is imported: its bytes, and where they come from as far as that is known."""

    data: bytes
    path: Path | None = None  # a saved file: Cofacts' tables lie beside one another
    url: str | None = None  # a page: relative addresses in it start from here

    @cached_property
    def text(self) -> str:
        """The bytes as text, without a byte order mark; GBK and Big5 are recognised."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return decode_html(self.data).removeprefix("\ufeff")

    @cached_property
    def tree(self) -> BeautifulSoup:
        """The text as HTML, however broken; XHTML and feeds, too, are read by its rules."""
        return BeautifulSoup(_XML_DECLARATION.sub("", self.text), "lxml")


@dataclass(frozen=True)
class Draft:
    """One claim with one review of it, as a source words them; cleaned by `drafts.to_record`."""

    where: str  # in the source: "line 12", "ClaimReview 2"
    claim: str
    verdict: Verdict
    publisher: str
    rating: str | None = None  # the publisher's own word
    url: str | None = None
    title: str | None = None
    date: str | None = None  # in any usual form
    kind: Kind | None = None
    rebuttal: str | None = None
    language: str | None = None  # as declared; the script of the claim weighs more
    first_seen: str | None = None
    phrasings: tuple[str, ...] = ()
    doubtful: bool = False  # a curator must look before it is published


@dataclass(frozen=True)
class Whole:
    """A record in our own JSON form."""

    where: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Refusal:
    """What was not taken, and why."""

    where: str
    reason: str


def unknown_rating(where: str, words: str | None) -> Refusal:
    """The refusal of a claim whose rating means no verdict, or none that is known."""
    if words and only_explains(words):
        return Refusal(
            where, f"its rating explains and judges neither true nor false: {brief(words)}"
        )
    return Refusal(where, f"its rating is no known verdict: {brief(words or 'there is none')}")


Item = Draft | Whole | Refusal
Reader = Callable[[Source], Iterator[Item]]


@dataclass(frozen=True)
class Near:
    """An imported record beside a published one that may say the same."""

    where: str
    record: Record
    like: Record
    score: float  # 0 to 1
    sure: bool = False  # the same words, in another order or with other particles

    @property
    def line(self) -> str:
        """What the report says of it where it is left to a curator."""
        one, other = self.record.verdict, self.like.verdict
        verdict = "" if one == other else f", whose verdict is {other} and not {one}"
        return f"{self.where}: much like {self.like.id} ({self.score:.2f}){verdict}: " + brief(
            self.like.claim
        )


@dataclass
class ImportReport:
    """What an import did, or with `dry_run` would do."""

    format: str
    dry_run: bool
    read: int = 0  # claims found, taken or not
    saved: SaveCounts = field(default_factory=SaveCounts)
    joined: list[tuple[str, str]] = field(default_factory=list)  # (where, id it is a review of)
    repeated: list[tuple[str, str]] = field(default_factory=list)  # (where, id met before)
    reworded: dict[str, str] = field(default_factory=dict)  # of these: where -> its claim
    contested: list[Near] = field(default_factory=list)  # the same claim, another verdict
    near: list[Near] = field(default_factory=list)
    queued: int = 0  # claims that came into the curators' queue
    refused: list[Refusal] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The report line by line: totals, then everything that needs a look."""
        counts = self.saved
        return [
            f"{self.format}: {self.read} claims, {counts.new} new, {counts.changed} changed, "
            f"{counts.same} already there, {len(counts.kept)} kept as edited, "
            f"{len(self.joined)} added to a published record, {len(self.refused)} refused"
            + (" (nothing was written)" if self.dry_run else ""),
            *(f"{one.where}: refused: {one.reason}" for one in self.refused),
            *(f"{where}: the same as {other} before it" for where, other in self.repeated),
            *(self._joined(where, other) for where, other in self.joined),
            *(f"{record_id}: changed by people, kept" for record_id in counts.kept),
            *(one.line for one in (*self.contested, *self.near)),
            *([f"{self.queued} of them wait in the curators' queue"] if self.queued else []),
        ]

    def _joined(self, where: str, other: str) -> str:
        claim = self.reworded.get(where)
        as_told = f", which says it in other words: {brief(claim)}" if claim else ""
        return f"{where}: a further review of {other}{as_told}"
