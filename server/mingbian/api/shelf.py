"""Where requests find the library, or why there is none yet."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from flask import current_app

from ..access.keys import KeyBook
from ..errors import NotReady
from ..pipeline.capture import Capture
from ..pipeline.check import check_page
from ..pipeline.page import Knowledge, Page
from ..rebuttals.judgement import Match
from ..records import Record

if TYPE_CHECKING:
    from ..rebuttals.store import Store

#: Seconds after which a client should ask again while the index is being prepared.
RETRY_AFTER = 5

PREPARING = "the rebuttal index is being prepared"

#: Read once before the first reader comes: it loads what the stages load on first use.
WARM_UP = """<html><head><title>今日天气</title></head><body><article><h1>今日天气</h1>
<p>市气象台今天上午发布消息，预计明天白天多云，午后有小雨，气温十二到十八度，请市民出门带伞。</p>
<p>The weather office expects clouds in the morning and light rain in the afternoon tomorrow.</p>
</article></body></html>"""


class Hit(Protocol):
    """A record that a search found; higher scores are better."""

    @property
    def record(self) -> Record:
        """The record."""
        ...

    @property
    def score(self) -> float:
        """How well it fits."""
        ...


class Library(Protocol):
    """The rebuttals, as far as the service needs them (`rebuttals.library.Library`)."""

    @property
    def version(self) -> str:
        """Changes whenever the index does."""
        ...

    def matches(self, page: Page) -> Sequence[Match]:
        """Judged pairs of a passage of the page and a record, best first."""
        ...

    def search(
        self,
        text: str,
        limit: int = 10,
        language: str | None = None,
        since: date | None = None,
        topic: str | None = None,
        verdict: str | None = None,
    ) -> Sequence[Hit]:
        """Records near a claim, the best first."""
        ...

    def get(self, record_id: str, /) -> Record | None:
        """The record with this id."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


@dataclass(frozen=True)
class Holdings:
    """What requests need: the rebuttals to search, and the database they come from."""

    library: Library
    store: Store


class Shelf:
    """Holds the library, or says why there is none yet."""

    def __init__(self, holdings: Holdings | None, waiting: str = PREPARING) -> None:
        self._holdings = holdings
        self._waiting = waiting

    @property
    def library(self) -> Library:
        """The library.  Raises NotReady while it is being prepared, or when that failed."""
        return self._held().library

    @property
    def store(self) -> Store:
        """The database: records, readers' reports.  Raises NotReady like `library`."""
        return self._held().store

    @property
    def keys(self) -> KeyBook:
        """The keys of the API.  Raises NotReady like `library`."""
        return KeyBook(self._held().store.engine)

    @property
    def is_ready(self) -> bool:
        """Whether there is anything on it."""
        return self._holdings is not None

    def _held(self) -> Holdings:
        if self._holdings is None:
            raise NotReady(self._waiting, retry_after=RETRY_AFTER)
        return self._holdings


def shelf() -> Shelf:
    """The shelf of the application that is serving."""
    found = current_app.extensions["mingbian.shelf"]
    assert isinstance(found, Shelf)  # noqa: S101 - create_app put it there
    return found


def warm_up(library: Library) -> None:
    """Check a small page, so that the first reader does not wait for what loads on first use."""
    capture = Capture(html=WARM_UP, url="https://example.org/")
    check_page(capture, Knowledge(library, datetime.now(UTC)))


@contextmanager
def alone(instance: Path) -> Iterator[None]:
    """Hold the instance folder's lock: one process prepares it, the others find it ready."""
    instance.mkdir(parents=True, exist_ok=True)
    with (instance / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
