"""Where requests find the library: being prepared, ready, or failed."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Protocol

from flask import current_app

from ..access.keys import KeyBook
from ..errors import MingbianError, NotReady
from ..pipeline.capture import Capture
from ..pipeline.check import check_page
from ..pipeline.page import Knowledge, Page
from ..rebuttals.judgement import Match
from ..records import Record

if TYPE_CHECKING:
    from ..rebuttals.store import Store

log = logging.getLogger(__name__)

#: Seconds after which a client should ask again while the index is being prepared.
RETRY_AFTER = 5

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
    """Holds the library; opens it in the background so that the port answers at once."""

    def __init__(self) -> None:
        self._holdings: Holdings | None = None
        self._failure: str | None = None

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
            message = self._failure or "the rebuttal index is being prepared"
            raise NotReady(message, retry_after=RETRY_AFTER)
        return self._holdings

    def fill(self, open_holdings: Callable[[], Holdings]) -> Thread:
        """Open what is needed in a thread of its own."""
        thread = Thread(target=self.fill_now, args=[open_holdings], name="shelf", daemon=True)
        thread.start()
        return thread

    def fill_now(self, open_holdings: Callable[[], Holdings]) -> None:
        """Open what is needed, and read a first page; a failure is kept for the answers."""
        try:
            holdings = open_holdings()
            warm_up(holdings.library)
        except MingbianError as error:
            self._failure = f"the rebuttal index cannot be opened: {error.message}"
            log.error(self._failure)
        except Exception as error:
            self._failure = "the rebuttal index cannot be opened; the log says why"
            log.exception("the rebuttal index cannot be opened: %s", type(error).__name__)
        else:
            self._holdings = holdings
            log.info("ready: index %s", holdings.library.version)


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
