"""The rebuttals as the service holds them: found by meaning and by words, then judged."""

from __future__ import annotations

import hashlib
import logging
import os
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError

from ..pipeline.page import Page
from ..records import Record
from ..settings import Settings
from .catalogue import Wanted
from .encoder import Encoder, open_encoder
from .following import Follower
from .growth import whole
from .judgement import Match
from .judging import judge
from .passages import windows
from .segment import Segment
from .snapshot import CLAIM_POINT, Snapshot
from .store import Store
from .vector_store import VectorStore
from .words import plain

log = logging.getLogger(__name__)

Say = Callable[[str], None]

#: Seconds between two looks at whether the store has changed.  A look is one small query; a
#: record must be found two seconds after it was published.
POLL = 0.5


@dataclass(frozen=True)
class Hit:
    """A record that a search found, and how near it is by its vectors and by words."""

    record: Record
    score: float


class Library:
    """The published records, searched and judged; follows the store as it changes."""

    def __init__(
        self, snapshot: Snapshot, encoder: Encoder, follower: Follower | None = None
    ) -> None:
        self.snapshot = snapshot
        self.encoder = encoder
        self._follower = follower
        self._halted = Event()
        self._thread: Thread | None = None

    @classmethod
    def open(cls, settings: Settings, progress: Say | None = None) -> Library:
        """Prepare the encoder, bring the curated records in, and build what searches them.

        Safe to interrupt and to repeat: what is done is not done again.
        """
        say = progress or _quiet
        say("preparing the encoder")
        encoder = open_encoder(settings)
        store = Store.open(settings.database_url)
        curated = store.sync_curated(settings.index / "rebuttals")
        for name, reasons in curated.refused.items():
            say(f"{name} was refused: {'; '.join(reasons)}")
        vectors = VectorStore(encoder, settings.instance / "vectors")
        follower = Follower(store, settings.database_url, vectors, settings.instance / "index")
        library = cls(follower.begin(say), encoder, follower)
        library._begin_following()
        _follow_after_forks(library)
        say(f"{len(library.snapshot.records)} records are ready")
        return library

    @classmethod
    def of(cls, records: Iterable[Record], encoder: Encoder, vectors: VectorStore) -> Library:
        """A library of these records alone, for measuring; it follows no store."""
        segment = Segment.of(records, partial(vectors.places, say=_quiet), vectors.file)
        digest = hashlib.sha256(segment.catalogue.bodies.tobytes()).hexdigest()[:12]
        return cls(whole(segment, digest, 0), encoder)

    @property
    def version(self) -> str:
        """Changes whenever a published record does."""
        return self.snapshot.version

    def get(self, record_id: str) -> Record | None:
        """The published record with this id."""
        return self.snapshot.records.get(record_id)

    def close(self) -> None:
        """Follow no more, and let go of the database."""
        self._halt()
        if self._follower is not None:
            self._follower.close()

    def search(
        self,
        text: str,
        limit: int = 10,
        language: str | None = None,
        since: date | None = None,
        topic: str | None = None,
        verdict: str | None = None,
    ) -> list[Hit]:
        """Records near a claim in any wording or language, the best first, one hit a record.

        A long text, such as a post, is looked up as a whole and sentence by sentence.
        """
        limits = (language, since, topic, verdict)
        wanted = Wanted(*limits) if any(one is not None for one in limits) else None
        return self._found(text, limit, wanted, CLAIM_POINT)

    def near(self, text: str, limit: int = 10, wanted: Wanted | None = None) -> list[Hit]:
        """Records near a text on the same subject, whatever they claim: else as `search`."""
        return self._found(text, limit, wanted, 0.0)

    def _found(self, text: str, limit: int, wanted: Wanted | None, claim_point: float) -> list[Hit]:
        text = plain(text)
        queries = self.encoder.queries(windows(text))
        found = self.snapshot.search(text, queries, limit, wanted, claim_point)
        return [Hit(record, round(score, 4)) for record, score in found]

    def matches(self, page: Page) -> list[Match]:
        """Judged pairs of a passage of the page and a record, best first, one a record."""
        return judge(page, self.snapshot, self.encoder)

    def _begin_following(self) -> None:
        self._halted = Event()
        self._thread = Thread(target=self._follow, name="follow", daemon=True)
        self._thread.start()

    def _halt(self) -> bool:
        """Whether it was being followed."""
        thread, self._thread = self._thread, None
        self._halted.set()
        if thread is not None:
            thread.join()
        return thread is not None

    def _follow(self) -> None:
        """Keep up with the store until told to halt."""
        assert self._follower is not None  # noqa: S101 - the thread is started with one
        halted = self._halted
        while not halted.wait(POLL):
            try:
                for snapshot in self._follower.next(self.snapshot):
                    self.snapshot = snapshot
                    if halted.is_set():
                        return
            except (SQLAlchemyError, OSError):
                log.exception("the store cannot be followed; what was read before is served")


def _follow_after_forks(library: Library) -> None:
    """Both processes follow after a fork, and no thread holds anything while it happens."""
    known = weakref.ref(library)
    halted: list[Library] = []

    def before() -> None:
        held = known()
        if held is not None and held._halt():
            halted.append(held)

    def after() -> None:
        while halted:
            halted.pop()._begin_following()

    def after_in_child() -> None:
        for held in halted:
            if held._follower is not None:
                held._follower.forget()
        after()

    os.register_at_fork(before=before, after_in_parent=after, after_in_child=after_in_child)


def _quiet(line: str) -> None:
    """Say nothing."""
