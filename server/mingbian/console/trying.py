"""Trying a draft before it is published: the sentences it would mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from ..api.shelf import shelf
from ..checks.rebuttal import find
from ..errors import NotReady
from ..pipeline.capture import Capture
from ..pipeline.extract import extract
from ..pipeline.page import Knowledge, Page
from ..pipeline.sentences import split
from ..pipeline.stance import stance_of
from ..rebuttals.store.near_misses import KeptNearMiss
from ..rebuttals.trial import Trial, trial_of
from ..records import Record

#: Near-misses that a draft is tried against: each costs some milliseconds of the encoder.
MISSES = 60

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
    looked_at: int  # near-misses that it was tried against


#: Characters shown on either side of a marked sentence.
AROUND = 40


def try_out(record: Record, text: str, misses: Iterable[KeptNearMiss]) -> Outcome:
    """Try the record against a text and near-misses.  Raises NotReady without an index."""
    from ..rebuttals.library import Library

    library = shelf().library
    if not isinstance(library, Library):
        raise NotReady("this index cannot try a record out")
    tried = list(misses)[:MISSES]
    with trial_of(library, record) as trial:
        own = tuple(_marks(text[:TEXT], record, trial))
        found = tuple(mark for miss in tried for mark in _of_miss(miss, record, trial))
    return Outcome(own, found, len(tried))


def _of_miss(miss: KeptNearMiss, record: Record, trial: Trial) -> Iterator[Marked]:
    for mark in _marks(miss.passage, record, trial):
        yield Marked(mark.text, mark.confidence, site=miss.site, seen=miss.seen)


def _marks(text: str, record: Record, trial: Trial) -> Iterator[Marked]:
    """By the very check that marks readers' pages; a record with verdict `true` marks nothing."""
    if not text.strip():
        return
    capture = Capture(text=text)
    article = extract(capture)
    sentences = split(article)
    page = Page(capture, article, sentences, stance_of(article, sentences))
    for finding in find(page, Knowledge(trial, datetime.now(UTC))):
        start, end = finding.start or 0, finding.end or 0
        if any(evidence.record == record.id for evidence in finding.evidence):
            yield Marked(
                article.text[start:end],
                finding.confidence,
                article.text[max(0, start - AROUND) : start],
                article.text[end : end + AROUND],
            )
