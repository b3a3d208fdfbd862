"""The rebuttals as the service holds them: found by meaning and by words, then judged."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock, Thread

from ..pipeline.page import Page
from ..records import Record
from ..settings import Settings
from .encoder import Encoder, open_encoder
from .judgement import Match
from .judging import judge
from .snapshot import Snapshot
from .store import Store
from .vector_store import VectorStore

Say = Callable[[str], None]

#: Wordings that a search takes from vectors and from words: at least DEPTH, and DEEPER a hit
#: that is asked for, because a record has several wordings and filters leave some out.
DEPTH, DEEPER = 1000, 10
#: Seconds between two looks at whether the store has changed.
POLL = 1.0


@dataclass(frozen=True)
class Hit:
    """A record that a search found; higher scores are better."""

    record: Record
    score: float


class Library:
    """The published records, searched and judged; follows the store as it changes."""

    def __init__(self, store: Store | None, encoder: Encoder, vectors: VectorStore) -> None:
        self._store = store
        self.encoder = encoder
        self._vectors = vectors
        self._lock = Lock()
        self._looked = 0.0
        self.snapshot = Snapshot([], vectors.vectors([], _quiet), "empty", 0)

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
        library = cls(store, encoder, VectorStore(encoder, settings.instance / "vectors"))
        library._follow(say)
        say(f"{len(library.snapshot.records)} records are ready")
        return library

    @classmethod
    def of(cls, records: Iterable[Record], encoder: Encoder, vectors: VectorStore) -> Library:
        """A library of these records alone, for measuring; it follows no store."""
        library = cls(None, encoder, vectors)
        library._hold(list(records), 0, _quiet)
        return library

    @property
    def version(self) -> str:
        """Changes whenever a published record does."""
        self._look()
        return self.snapshot.version

    def get(self, record_id: str) -> Record | None:
        """The published record with this id."""
        self._look()
        return self.snapshot.records.get(record_id)

    def close(self) -> None:
        """Let go of the database."""
        if self._store is not None:
            self._store.close()

    def search(
        self,
        text: str,
        limit: int = 10,
        language: str | None = None,
        since: date | None = None,
        topic: str | None = None,
        verdict: str | None = None,
    ) -> list[Hit]:
        """Records near a claim in any wording or language, the best first, one hit a record."""
        self._look()
        [query] = self.encoder.queries([text])
        found = self.snapshot.search(text, query, max(DEPTH, DEEPER * limit))
        kept = [
            Hit(record, round(score, 4))
            for record, score in found
            if _fits(record, language, since, topic, verdict)
        ]
        return kept[:limit]

    def matches(self, page: Page) -> list[Match]:
        """Judged pairs of a passage of the page and a record, best first, one a record."""
        self._look()
        return judge(page, self.snapshot, self.encoder)

    def _look(self) -> None:
        """Begin to follow the store when it has changed; asked at most once a second."""
        now = time.monotonic()
        if self._store is None or now - self._looked < POLL:
            return
        self._looked = now
        if self._store.latest_seq() != self.snapshot.seq:
            Thread(target=self._follow, args=[_quiet], name="follow", daemon=True).start()

    def _follow(self, say: Say) -> None:
        assert self._store is not None  # noqa: S101 - only a library of a store follows
        with self._lock:
            seq = self._store.latest_seq()
            if seq != self.snapshot.seq:
                self._hold(list(self._store.published()), seq, say)

    def _hold(self, records: Sequence[Record], seq: int, say: Say) -> None:
        texts = [wording for record in records for wording in record.wordings]
        vectors = self._vectors.vectors(texts, say)
        digest = hashlib.sha256(repr(sorted(map(repr, records))).encode()).hexdigest()[:12]
        self.snapshot = Snapshot(records, vectors, f"{seq}-{digest}", seq)


def _fits(
    record: Record,
    language: str | None,
    since: date | None,
    topic: str | None,
    verdict: str | None,
) -> bool:
    days = [review.date for review in record.reviews if review.date]
    return (
        (language is None or record.language == language)
        and (topic is None or topic in record.topics)
        and (verdict is None or record.verdict == verdict)
        and (since is None or any(day >= since for day in days))
    )


def _quiet(line: str) -> None:
    """Say nothing."""
