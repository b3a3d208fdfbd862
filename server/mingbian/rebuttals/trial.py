"""A record tried out before it is published: what would it mark?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..pipeline.page import Page
from ..records import Record
from .encoder import Encoder, Vectors
from .encoder.compared import OUTCOMES
from .encoder.comparing import TOLD, Outcomes, Promises
from .growth import grown
from .judgement import Match, decision
from .judging import asked_of, candidates_of, compared, ranked, weighed
from .library import Library
from .passages import Passage, said
from .snapshot import Candidate, Snapshot
from .store import Change
from .vector_store import VectorStore
from .words import plain, words

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
        self._encoder.queries([plain(one.text) for page in pages for one in said(page.sentences)])
        own = [
            (at, asked_of(self._snapshot, page.article.text, passage, candidate))
            for at, page in enumerate(pages)
            for passage, candidate in self._candidates(page)
            if self._snapshot.wordings[candidate.wording][0].id == self._record_id
        ]
        least = decision().threshold
        read = compared([one for _, one in own], self._sparing, least)
        sure = {
            at
            for (at, one), (manner, comparison) in zip(own, read, strict=True)
            if comparison and decision().asserted(one.evidence, comparison, manner) >= least
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
    """An encoder that compares nothing twice, and tells no text's manner twice."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[Pair, NDArray[np.float32]] = {}
        self._manners: dict[str, float] = {}

    def compare(self, pairs: Sequence[Pair], promises: Promises, claims: Vectors) -> Outcomes:
        """As `Encoder.compare`; what promised nothing before may do so on another page."""
        new = [row for row, pair in enumerate(pairs) if pair not in self._known]
        told = self._encoder.compare(
            [pairs[row] for row in new], lambda at, apart: promises(new[at], apart), claims[new]
        )
        outcomes = dict(zip(new, told, strict=True))
        found = np.empty((len(pairs), len(TOLD)), np.float32)
        for row, pair in enumerate(pairs):
            outcome = outcomes[row] if row in outcomes else self._known[pair]
            found[row] = outcome
            if outcome[OUTCOMES.index("different")] < 1:
                self._known[pair] = outcome
        return found

    def manners(self, texts: Sequence[str]) -> list[float]:
        new = [text for text in dict.fromkeys(texts) if text not in self._manners]
        self._manners.update(zip(new, self._encoder.manners(new), strict=True))
        return [self._manners[text] for text in texts]


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
