"""Trying a draft before it is published: the sentences it would mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ..api.shelf import shelf
from ..checks.rebuttal import find
from ..errors import NotReady
from ..pipeline.annotations import Finding
from ..pipeline.capture import Capture
from ..pipeline.extract import extract
from ..pipeline.page import Knowledge, Page
from ..pipeline.sentences import split
from ..pipeline.stance import stance_of
from ..rebuttals.store.near_misses import KeptNearMiss
from ..rebuttals.trial import Trial, trial_of
from ..records import Record

#: The last near-misses, whose words are looked at.  A sentence that has none of a record's words
#: is as good as never marked by it.
MISSES = 300
#: Of those, the ones with most of the draft's words are read: READ at once, each of which costs
#: about 20 ms the first time, and as many more whenever that is asked for.
READ, MOST_READ = 6, 48

#: Characters of one's own text.
TEXT = 20_000


@dataclass(frozen=True)
class Marked:
    """A sentence that the draft would mark, and how sure the judgement is."""

    text: str
    confidence: float
    before: str = ""  # what stands around it
    after: str = ""
    site: str | None = None  # of a near-miss
    seen: int = 1


@dataclass(frozen=True)
class Outcome:
    """What a draft would do."""

    own: tuple[Marked, ...]  # in the text that was given
    misses: tuple[Marked, ...]  # among recent near-misses
    looked_at: int  # near-misses whose words were looked at
    read: int  # those of them that were read
    further: int  # how many may be read the next time; 0 when there are no more


#: Characters shown on either side of a marked sentence.
AROUND = 40


def try_out(
    record: Record, text: str, misses: Iterable[KeptNearMiss], most_read: int = READ
) -> Outcome:
    """Try the record against a text and near-misses.  Raises NotReady without an index."""
    from ..rebuttals.library import Library

    library = shelf().library
    if not isinstance(library, Library):
        raise NotReady("this index cannot try a record out")
    looked_at = list(misses)[:MISSES]
    with trial_of(library, record) as trial:
        alike = _alike(looked_at, record, trial)
        read = alike[: min(most_read, MOST_READ)]
        pages = [_page(text[:TEXT]), *(_page(miss.passage) for miss in read)]
        own, *found = _marks(pages, record, trial)
        return Outcome(
            tuple(own),
            tuple(
                replace(mark, site=miss.site, seen=miss.seen, before="", after="")
                for miss, marks in zip(read, found, strict=True)
                for mark in marks
            ),
            len(looked_at),
            len(read),
            _further(len(read), len(alike)),
        )


def _alike(misses: Sequence[KeptNearMiss], record: Record, trial: Trial) -> list[KeptNearMiss]:
    """Those of the near-misses that have any of the record's words, the most alike first."""
    likeness = trial.likeness([miss.passage for miss in misses], record.wordings)
    ordered = sorted(zip(likeness, misses, strict=True), key=lambda pair: -pair[0])
    return [miss for like, miss in ordered if like]


def _further(read: int, alike: int) -> int:
    wanted = min(read + READ, alike, MOST_READ)
    return wanted if wanted > read else 0


def _page(text: str) -> Page:
    capture = Capture(text=text)
    article = extract(capture)
    sentences = split(article)
    return Page(capture, article, sentences, stance_of(article, sentences))


def _marks(pages: Sequence[Page], record: Record, trial: Trial) -> Iterator[list[Marked]]:
    """By the very check that marks readers' pages; a record with verdict `true` marks nothing."""
    knowledge = Knowledge(trial, datetime.now(UTC))
    for page, may in zip(pages, trial.may_mark(pages), strict=True):
        findings = find(page, knowledge) if may else ()
        yield [
            _marked(page, finding)
            for finding in findings
            if any(evidence.record == record.id for evidence in finding.evidence)
        ]


def _marked(page: Page, finding: Finding) -> Marked:
    text, start, end = page.article.text, finding.start or 0, finding.end or 0
    return Marked(
        text[start:end],
        finding.confidence,
        text[max(0, start - AROUND) : start],
        text[end : end + AROUND],
    )
