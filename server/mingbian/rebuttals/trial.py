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
from .encoder import Encoder, Vectors
from .encoder.comparing import Outcomes
from .evidence import weigh
from .growth import grown
from .judgement import Comparison, Match, decision
from .judging import candidates_of, ranked, weighed
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
DIFFERENT, SAME = (1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0)


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
        worth = {pair for _, pair in self._worth(page)}
        sparing = cast("Encoder", _Sparing(self._encoder, worth, self._compared))
        return ranked(weighed(page, self._snapshot, sparing, self._candidates(page)))

    def may_mark(self, pages: Sequence[Page]) -> list[bool]:
        """Which of the pages the record may mark, by itself; read together, which is quicker.

        Who is speaking, and whether another record fits better, is for `matches` to say.
        """
        self._encoder.queries([one.text for page in pages for one in said(page.sentences)])
        own = [dict(self._worth(page, self._record_id)) for page in pages]
        self._compare({pair for pairs in own for pair in pairs.values()})
        return [any(self._is_sure(*found) for found in pairs.items()) for pairs in own]

    def likeness(self, passages: Sequence[str], wordings: Sequence[str]) -> list[float]:
        """How much of one of the wordings each passage holds, as `held` tells it; 0 to 1."""
        weight = self._snapshot.words.weight
        wanted = [{word: weight(word) for word in words(wording)} for wording in wordings]
        totals = [(weights, sum(weights.values())) for weights in wanted if weights]
        return [_most_held(set(words(passage)), totals) for passage in passages]

    def _worth(
        self, page: Page, record_id: str | None = None
    ) -> Iterator[tuple[tuple[Passage, Candidate], Pair]]:
        """The candidates that could mark the page, of one record or of any."""
        for passage, candidate in self._candidates(page):
            record, wording = self._snapshot.wordings[candidate.wording]
            if record_id in (None, record.id):
                pair = passage.text, wording
                if self._confidence(candidate, pair, SAME) >= decision().threshold:
                    yield (passage, candidate), pair

    def _candidates(self, page: Page) -> list[tuple[Passage, Candidate]]:
        """The pairs that are worth a comparison; looked up once for a page."""
        if id(page) not in self._found:
            found = candidates_of(page, self._snapshot, self._encoder)
            self._found[id(page)] = page, found
        return self._found[id(page)][1]

    def _is_sure(self, found: tuple[Passage, Candidate], pair: Pair) -> bool:
        return self._confidence(found[1], pair, self._compared[pair]) >= decision().threshold

    def _confidence(self, candidate: Candidate, pair: Pair, outcomes: Sequence[float]) -> float:
        evidence = weigh(*pair, candidate.cosine, self._snapshot.words.weight)
        return decision().asserted(evidence, Comparison(*outcomes))

    def _compare(self, pairs: set[Pair]) -> None:
        new = [pair for pair in pairs if pair not in self._compared]
        self._compared.update(zip(new, self._encoder.compare(new).tolist(), strict=True))


class _Sparing:
    """An encoder that compares only what is worth it, and nothing twice."""

    def __init__(
        self, encoder: Encoder, worth: set[Pair], compared: dict[Pair, Sequence[float]]
    ) -> None:
        self._encoder = encoder
        self._worth = worth
        self._compared = compared

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.queries(texts)

    def compare(self, pairs: Sequence[Pair]) -> Outcomes:
        new = [pair for pair in pairs if pair in self._worth and pair not in self._compared]
        self._compared.update(zip(new, self._encoder.compare(new).tolist(), strict=True))
        found = [self._compared.get(pair, DIFFERENT) for pair in pairs]
        return np.array(found, np.float32).reshape(len(pairs), len(DIFFERENT))


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
