"""From a report to what a page shows: paragraphs with their marks, cards, and the plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ..api.showing import report_json
from ..pipeline.annotations import SEVERITIES
from ..pipeline.check import Report
from .words import Words

#: What is shown and, if asked, kept: the report of the API, and the text its offsets count in.
Result = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """A run of text under the same marks; `numbers` of those, the severest first."""

    text: str
    numbers: tuple[int, ...]
    severity: str | None
    begins: tuple[int, ...]  # marks that have their first words here
    ends: tuple[int, ...]  # marks that have their last words in this paragraph here


@dataclass(frozen=True)
class Paragraph:
    """A block of the article with the marks that begin in it."""

    kind: str
    pieces: tuple[Piece, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Card:
    """A mark with its number on the page, from 1."""

    number: int
    annotation: dict[str, Any]

    @property
    def span(self) -> tuple[int, int] | None:
        """Code points of the article text; None for the whole page."""
        for selector in self.annotation["target"].get("selector", ()):
            if selector["type"] == "TextPositionSelector":
                return selector["start"], selector["end"]
        return None

    @property
    def quote(self) -> str | None:
        """The marked words on one line."""
        for selector in self.annotation["target"].get("selector", ()):
            if selector["type"] == "TextQuoteSelector":
                return " ".join(selector["exact"].split())
        return None


def result_of(report: Report, number: str) -> Result:
    """The result of a check, as JSON."""
    article = report.article
    return {
        "report": report_json(report, number),
        "text": article.text,
        "blocks": [[block.start, block.end, block.kind] for block in article.blocks],
    }


def outcome_of(report: dict[str, Any]) -> str:
    """What came of a check: marks, no_article, debunks or nothing."""
    if report["annotations"]:
        return "marks"
    if not report["article"]["characters"]:
        return "no_article"
    return "debunks" if report["stance"] == "debunks" else "nothing"


def cards_of(result: Result) -> list[Card]:
    """Every mark, numbered in the order of the page."""
    return [Card(number, one) for number, one in enumerate(result["report"]["annotations"], 1)]


def paragraphs_of(result: Result, cards: Sequence[Card]) -> list[Paragraph]:
    """The article, block by block; a mark's card stands by the block in which it begins."""
    placed = [(card, card.span) for card in cards]
    spans = [(card, *span) for card, span in placed if span is not None]
    blocks = result["blocks"] or [[0, len(result["text"]), "paragraph"]]
    return [
        Paragraph(
            kind,
            tuple(_pieces(result["text"], start, end, spans)),
            tuple(card for card, first, _ in spans if _home(first, blocks) == index),
        )
        for index, (start, end, kind) in enumerate(blocks)
        if start < end
    ]


def as_text(result: Result, words: Words) -> str:
    """The result in plain words with its links, for the clipboard."""
    report = result["report"]
    lines = [report["article"]["title"], report["summary"]["text"]]
    for card in cards_of(result):
        lines += ["", *_lines(card, words)]
    if report["url"]:
        lines += ["", words("copy_page", url=report["url"])]
    return "\n".join(line for line in lines if line is not None)


def _home(first: int, blocks: Sequence[Sequence[Any]]) -> int:
    """The last block that begins at or before a place; marks never begin before the first."""
    return max((index for index, block in enumerate(blocks) if block[0] <= first), default=0)


def _pieces(
    text: str, start: int, end: int, spans: Sequence[tuple[Card, int, int]]
) -> Iterator[Piece]:
    inside = [
        (card, max(a, start), min(b, end), a) for card, a, b in spans if a < end and b > start
    ]
    cuts = sorted({start, end, *(cut for _, a, b, _ in inside for cut in (a, b))})
    for left, right in pairwise(cuts):
        over = [(card, a, b, first) for card, a, b, first in inside if a <= left and b >= right]
        over.sort(key=lambda mark: SEVERITIES.index(mark[0].annotation["severity"]))
        yield Piece(
            text=text[left:right],
            numbers=tuple(card.number for card, *_ in over),
            severity=over[0][0].annotation["severity"] if over else None,
            begins=tuple(card.number for card, _, _, first in over if first == left),
            ends=tuple(card.number for card, _, b, _ in over if b == right),
        )


def _lines(card: Card, words: Words) -> Iterator[str]:
    annotation = card.annotation
    severity = words(f"severity_{annotation['severity']}")
    label = annotation["label"]
    yield f"{card.number}. " + (label if label == severity else f"[{severity}] {label}")
    if card.quote:
        yield f"“{card.quote}”"
    yield annotation["message"]
    for evidence in annotation["evidence"]:
        who = [
            words.verdict(evidence["verdict"]),
            evidence["publisher"],
            words.day(evidence["date"]),
        ]
        yield " · ".join(part for part in who if part)
        yield from (evidence[name] for name in ("title", "url") if evidence[name])
