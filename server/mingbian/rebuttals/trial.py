"""A record tried out before it is published: what would it mark?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np

from ..pipeline.page import Page
from ..records import Record
from .encoder import Encoder, Vectors
from .encoder.comparing import Outcomes
from .growth import grown
from .judgement import Comparison, Match, decision
from .judging import (
    MOST_SECOND_LOOKS,
    Asked,
    asked_of,
    candidates_of,
    compared,
    ranked,
    weighed,
)
from .library import Library
from .passages import Passage, said
from .snapshot import Candidate, Snapshot
from .store import Change
from .vector_store import VectorStore
from .words import words

#: A passage and a wording, as they are compared.
Pair = tuple[str, str]

#: What a comparison says of two texts that have nothing to do with each other, and of two that
#: say the same: no comparison makes a pair surer than the latter.
DIFFERENT, SAME = (1.0, 0.0, 0.0, 0.0), Comparison(0.0, 1.0, 0.0, 0.0)


class Trial:
    """The library as it would be; what a check asks of one (`pipeline.page.Rebuttals`).

    Judges as the library does, but compares only pairs that could be sure enough to mark: what
    a page is not marked for is of no interest here, and a comparison costs most of the time.
    """

    version = "trial"

    def __init__(self, snapshot: Snapshot, encoder: Encoder, record_id: str) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._record_id = record_id
        # By the page's identity, which is its own as long as the page is kept beside.
        self._found: dict[int, tuple[Page, list[tuple[Passage, Candidate]]]] = {}
        self._compared: dict[Pair, Sequence[float]] = {}

    def matches(self, page: Page) -> Sequence[Match]:
        """As `Library.matches`, for those that mark."""
        found = self._candidates(page)
        sparing = self._sparing(set(self._pairs(found)) - set(self._pairs(self._worth(found))))
        return ranked(weighed(page, self._snapshot, sparing, found))

    def may_mark(self, pages: Sequence[Page]) -> list[bool]:
        """Which of the pages the record may mark, by itself; read together, which is quicker.

        Who is speaking, and whether another record fits better, is for `matches` to say.
        """
        self._encoder.queries([one.text for page in pages for one in said(page.sentences)])
        own = [
            (at, asked_of(self._snapshot, passage, candidate))
            for at, page in enumerate(pages)
            for passage, candidate in self._worth(self._candidates(page))
            if self._snapshot.wordings[candidate.wording][0].id == self._record_id
        ]
        most = MOST_SECOND_LOOKS * len(pages)
        comparisons = compared([one for _, one in own], self._sparing(set()), most)
        sure = {
            at
            for (at, one), comparison in zip(own, comparisons, strict=True)
            if _is_sure(one, comparison)
        }
        return [at in sure for at in range(len(pages))]

    def likeness(self, passages: Sequence[str], wordings: Sequence[str]) -> list[float]:
        """How much of one of the wordings each passage holds, as `held` tells it; 0 to 1."""
        weight = self._snapshot.words.weight
        wanted = [{word: weight(word) for word in words(wording)} for wording in wordings]
        totals = [(weights, sum(weights.values())) for weights in wanted if weights]
        return [_most_held(set(words(passage)), totals) for passage in passages]

    def _worth(self, found: Sequence[tuple[Passage, Candidate]]) -> list[tuple[Passage, Candidate]]:
        """The candidates that could mark the page, and those that could bear them out."""
        asked = [asked_of(self._snapshot, *pair) for pair in found]
        could = {(one.text, one.record.id) for one in asked if _is_sure(one, SAME)}
        return [
            pair
            for pair, one in zip(found, asked, strict=True)
            if (one.text, one.record.id) in could
        ]

    def _pairs(self, found: Iterable[tuple[Passage, Candidate]]) -> Iterator[Pair]:
        for passage, candidate in found:
            yield passage.text, self._snapshot.wordings[candidate.wording][1]

    def _candidates(self, page: Page) -> list[tuple[Passage, Candidate]]:
        """The pairs that are worth a comparison; looked up once for a page."""
        if id(page) not in self._found:
            found = candidates_of(page, self._snapshot, self._encoder)
            self._found[id(page)] = page, found
        return self._found[id(page)][1]

    def _sparing(self, left_out: set[Pair]) -> Encoder:
        return cast("Encoder", _Sparing(self._encoder, left_out, self._compared))


class _Sparing:
    """An encoder that leaves out what is not worth a comparison, and compares nothing twice."""

    def __init__(
        self, encoder: Encoder, left_out: set[Pair], known: dict[Pair, Sequence[float]]
    ) -> None:
        self._encoder = encoder
        self._left_out = left_out
        self._known = known

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.queries(texts)

    def compare(self, pairs: Sequence[Pair]) -> Outcomes:
        new = [pair for pair in pairs if pair not in self._left_out and pair not in self._known]
        self._known.update(zip(new, self._encoder.compare(new).tolist(), strict=True))
        found = [self._known.get(pair, DIFFERENT) for pair in pairs]
        return np.array(found, np.float32).reshape(len(pairs), len(DIFFERENT))


def _is_sure(asked: Asked, comparison: Comparison) -> bool:
    return decision().asserted(asked.evidence, comparison) >= decision().threshold


def _most_held(have: set[str], wanted: Sequence[tuple[dict[str, float], float]]) -> float:
    shares = (
        sum(value for word, value in weights.items() if word in have) / total
        for weights, total in wanted
        if total
    )
    return max(shares, default=0.0)


@contextmanager
def trial_of(library: Library, record: Record) -> Iterator[Trial]:
    """The library with this record published; nothing of it is kept, and readers get none."""
    with TemporaryDirectory(prefix="mingbian-trial-") as folder:
        vectors = VectorStore(library.encoder, Path(folder))
        change = Change(library.snapshot.seq + 1, record.id, record.with_status("published"))
        locate = partial(vectors.places, say=_quiet)
        snapshot = grown(library.snapshot, [change], Trial.version, locate, vectors.file)
        yield Trial(snapshot, library.encoder, record.id)


def _quiet(line: str) -> None:
    """Say nothing."""
