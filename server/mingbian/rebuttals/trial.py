"""A record tried out before it is published: what would it mark?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from ..pipeline.page import Page
from ..records import Record
from .encoder import Encoder
from .growth import grown
from .judgement import Match
from .judging import judge
from .library import Library
from .snapshot import Snapshot
from .store import Change
from .vector_store import VectorStore


class Trial:
    """The library as it would be; what a check asks of one (`pipeline.page.Rebuttals`)."""

    version = "trial"

    def __init__(self, snapshot: Snapshot, encoder: Encoder) -> None:
        self._snapshot = snapshot
        self._encoder = encoder

    def matches(self, page: Page) -> Sequence[Match]:
        """As `Library.matches`."""
        return judge(page, self._snapshot, self._encoder)


@contextmanager
def trial_of(library: Library, record: Record) -> Iterator[Trial]:
    """The library with this record published; nothing of it is kept, and readers get none."""
    with TemporaryDirectory(prefix="mingbian-trial-") as folder:
        vectors = VectorStore(library.encoder, Path(folder))
        change = Change(library.snapshot.seq + 1, record.id, record.with_status("published"))
        locate = partial(vectors.places, say=_quiet)
        snapshot = grown(library.snapshot, [change], Trial.version, locate, vectors.file)
        yield Trial(snapshot, library.encoder)


def _quiet(line: str) -> None:
    """Say nothing."""
