"""A record tried out before it is published: what would it mark?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np

from ..pipeline.page import Page
from ..records import Record
from .encoder import Encoder
from .encoder.compared import OUTCOMES
from .encoder.comparing import Outcomes
from .growth import grown
from .judgement import Match, decision
from .judging import asked_of, candidates_of, compared, ranked, weighed
from .library import Library
from .passages import Passage, said
from .snapshot import Candidate, Snapshot
from .store import Change
from .vector_store import VectorStore
from .words import words

#: A passage and a wording, as they are compared.
Pair = tuple[str, str]


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
        self._sparing = cast("Encoder", _Sparing(encoder))

    def matches(self, page: Page) -> Sequence[Match]:
        """As `Library.matches`, for those that mark."""
        found = self._candidates(page)
        least = decision().threshold
        return ranked(weighed(page, self._snapshot, self._sparing, found, least))

    def may_mark(self, pages: Sequence[Page]) -> list[bool]:
        """Which of the pages the record may mark, by itself; read together, which is quicker.

        Who is speaking, and whether another record fits better, is for `matches` to say.
        """
        self._encoder.queries([one.text for page in pages for one in said(page.sentences)])
        own = [
            (at, asked_of(self._snapshot, passage, candidate))
            for at, page in enumerate(pages)
            for passage, candidate in self._candidates(page)
            if self._snapshot.wordings[candidate.wording][0].id == self._record_id
        ]
        least = decision().threshold
        comparisons = compared([one for _, one in own], self._sparing, least)
        sure = {
            at
            for (at, one), comparison in zip(own, comparisons, strict=True)
            if comparison and decision().asserted(one.evidence, comparison) >= least
        }
        return [at in sure for at in range(len(pages))]

    def likeness(self, passages: Sequence[str], wordings: Sequence[str]) -> list[float]:
        """How much of one of the wordings each passage holds, as `held` tells it; 0 to 1."""
        weight = self._snapshot.words.weight
        wanted = [{word: weight(word) for word in words(wording)} for wording in wordings]
        totals = [(weights, sum(weights.values())) for weights in wanted if weights]
        return [_most_held(set(words(passage)), totals) for passage in passages]

    def _candidates(self, page: Page) -> list[tuple[Passage, Candidate]]:
        """The pairs that are worth a comparison; looked up once for a page."""
        if id(page) not in self._found:
            found = candidates_of(page, self._snapshot, self._encoder)
            self._found[id(page)] = page, found
        return self._found[id(page)][1]


class _Sparing:
    """An encoder that compares nothing twice."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[Pair, Sequence[float]] = {}

    def compare(self, pairs: Sequence[Pair]) -> Outcomes:
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        self._known.update(zip(new, self._encoder.compare(new).tolist(), strict=True))
        found = [self._known[pair] for pair in pairs]
        return np.array(found, np.float32).reshape(len(pairs), len(OUTCOMES))


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
