"""The work on batches: one turn of a batch, what is checked in it, and what is left over."""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import socket
import uuid
from threading import Event
from typing import Any, cast

from apiflask import APIFlask
from flask import current_app
from huey import SqliteHuey, crontab
from huey.consumer import Consumer

from ..api import check, showing
from ..api.batch_showing import batch_json
from ..api.failures import log_unexpected
from ..api.schemas.checking import CheckIn, CheckOut
from ..api.shelf import shelf
from ..api.validation import capture_of
from ..errors import MingbianError
from ..fetching.fetcher import SECONDS as FETCH_SECONDS
from ..settings import Settings
from . import webhook
from .book import MOST_TRIES, BatchBook, Item

log = logging.getLogger(__name__)

#: Pages of one batch in a row; then the next batch has its turn.
TURN = 10

#: Batches are work for the time when no reader waits.
NICENESS = 10

#: Seconds beside reading and fetching that a page may take until somebody else takes it.
MARGIN = 5

#: Seconds between two looks at the queue when it is empty.
POLL = 0.5


class Works:
    """The queue of batches, and the process that works it off."""

    def __init__(self, app: APIFlask, settings: Settings) -> None:
        settings.instance.mkdir(parents=True, exist_ok=True)
        self._app = app
        self._holder = _name_of(settings)
        self._page_seconds = settings.max_seconds + FETCH_SECONDS + MARGIN
        self._stopping = Event()
        self._queue = SqliteHuey(
            "batches", filename=str(settings.instance / "jobs.db"), results=False
        )
        self._advance = self._queue.task(name="advance")(self._advance_once)
        self._queue.periodic_task(crontab(minute="*"), name="sweep")(self._sweep)
        self._queue.on_startup("sweep")(self._sweep)
        self._queue.storage.close()  # a connection must not be carried into another process

    def put(self, batch_id: str) -> None:
        """Have a batch worked on soon."""
        self._advance(batch_id)

    def pick_up(self) -> None:
        """Let go of what this service had in hand when it died.  To be called before any `run`."""
        with self._app.app_context():
            book().release(self._holder)

    def run(self) -> None:
        """Work until SIGTERM; the page in hand is finished.  To be called in a process of its own.

        Ends by itself when the process that started it is gone.
        """
        os.nice(NICENESS)
        _Consumer(self._queue, self._stopping).run()

    def _advance_once(self, batch_id: str) -> None:
        with self._app.app_context():
            try:
                more = self._turn(batch_id)
            except Exception as error:
                log_unexpected(error)  # the next sweep puts it back
            else:
                if more:
                    self._advance(batch_id)

    def _turn(self, batch_id: str) -> bool:
        """Check some pages of a batch; whether to go on with it."""
        for _ in range(TURN):
            if self._stopping.is_set():
                return False
            item = book().take(batch_id, self._page_seconds, self._holder)
            if item is None:
                return False
            if book().finish(batch_id, item.position, _answer(item)):
                _tell_all()
                return False
        return True

    def _sweep(self) -> None:
        """Put in what is not in the queue, tell who waits to be told, drop what is over."""
        with self._app.app_context():
            try:
                waiting = {task.args[0] for task in self._queue.pending() if task.name == "advance"}
                for batch_id in book().unfinished():
                    if batch_id not in waiting:
                        self._advance(batch_id)
                _tell_all()
                book().drop_expired()
            except Exception as error:
                log_unexpected(error)


class _Consumer(Consumer):  # type: ignore[misc]
    """Huey's consumer, which also stops when its parent is gone."""

    def __init__(self, queue: SqliteHuey, stopping: Event) -> None:
        super().__init__(
            queue, workers=1, max_delay=POLL, check_worker_health=False, graceful_signal="TERM"
        )
        self._stopping = stopping
        self._parent = os.getppid()

    def stop(self, graceful: bool = False) -> None:
        """Let the page in hand be finished, and begin no other."""
        self._stopping.set()
        super().stop(graceful)

    def loop(self, health_check_ts: float | None = None) -> Any:
        """One look at whether to stop."""
        if os.getppid() != self._parent:
            self._signum = signal.SIGTERM
        return super().loop(health_check_ts)


def book() -> BatchBook:
    """The batches of the application at hand."""
    return BatchBook(shelf().store.engine)


def works() -> Works:
    """The queue of the application at hand."""
    return cast("Works", current_app.extensions["mingbian.works"])


def _name_of(settings: Settings) -> str:
    place = f"{socket.gethostname()} {settings.instance.absolute()}"
    return hashlib.sha256(place.encode()).hexdigest()


def _answer(item: Item) -> dict[str, Any]:
    """The line of the results for a page: its report, or why there is none."""
    number = item.position
    if item.tries > MOST_TRIES:
        failure = MingbianError("reading this page ended the process that did it")
        return _failed(number, failure)
    try:
        asked = CheckIn.model_validate(item.asked)
        report = check.checked(capture_of(asked, check.fetcher().page))
    except MingbianError as error:
        return _failed(number, error)
    except Exception as error:
        log_unexpected(error)
        return _failed(number, MingbianError("something went wrong here"))
    shown = CheckOut.model_validate(showing.report_json(report, uuid.uuid4().hex))
    return {
        "position": number,
        "status": 200,
        "report": shown.model_dump(mode="json", by_alias=True),
    }


def _failed(position: int, error: MingbianError) -> dict[str, Any]:
    return {"position": position, "status": error.status, **error.to_json()}


def _tell_all() -> None:
    for batch, tries in book().to_tell():
        if batch.webhook and batch.secret:
            shown = batch_json(batch)
            told = webhook.send(check.fetcher(), batch.webhook, shown, batch.secret, tries)
            book().told(batch.id, *told)
