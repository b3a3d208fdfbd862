"""Holds the promise that no page takes longer than a given time.

Most of it is kept by limits inside the stages (sizes, depths, counts).  This is the wall behind
them: the page is checked in a thread that is told to stop when its time is over.  A thread that
does not stop even then sits inside a library's C code; the web server replaces the process.
"""

from __future__ import annotations

import ctypes
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from threading import BoundedSemaphore, Lock, Thread
from typing import Generic, TypeVar

from ..errors import NoArticle, TooManyRequests

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Seconds after which a client should try again when every place is taken.
RETRY_AFTER = 2

#: Seconds of a page's time that are kept for writing the answer.
ANSWERING = 0.5

#: Seconds an overdue thread gets to notice that it should stop.
GRACE = 5.0


class _Overdue(BaseException):
    """Raised inside a thread whose time is over; a BaseException passes `except Exception`."""


class Desk:
    """Runs at most `places` pages at once, each for at most `seconds`, waiting included.

    `on_stuck` is called when a thread could not be stopped, `afterwards` when a page has been
    answered and nobody waits for its thread any more.
    """

    def __init__(
        self,
        places: int,
        seconds: float,
        on_stuck: Callable[[], None],
        afterwards: Callable[[], None] = lambda: None,
    ) -> None:
        self._places = BoundedSemaphore(places)
        self._seconds = seconds
        self._on_stuck = on_stuck
        self._afterwards = afterwards

    def run(self, work: Callable[[], T]) -> T:
        """What `work` returns or raises.

        Raises TooManyRequests when no place becomes free in half of the time, and NoArticle
        when the work is not done by the end of it.
        """
        until = time.monotonic() + self._seconds - ANSWERING
        if not self._places.acquire(timeout=self._seconds / 2):
            raise TooManyRequests("too many pages at once", retry_after=RETRY_AFTER)
        job = _Job(work, self._leave)
        job.start()
        try:
            return job.result.result(timeout=max(0, until - time.monotonic()))
        except FutureTimeout:
            if job.result.done():  # the work itself raised a TimeoutError
                raise
            self._stop(job)
            message = f"the page could not be read in {self._seconds:g} seconds"
            raise NoArticle(message, detail={"seconds": self._seconds}) from None

    def _leave(self) -> None:
        self._places.release()
        self._afterwards()

    def _stop(self, job: _Job[T]) -> None:
        job.interrupt()
        Thread(target=self._see_off, args=[job], daemon=True).start()

    def _see_off(self, job: _Job[T]) -> None:
        job.join(GRACE)
        if job.is_alive():
            log.error("a page cannot be stopped; this worker is replaced")
            self._on_stuck()


class _Job(Thread, Generic[T]):
    """A piece of work in its own thread, which can be interrupted."""

    def __init__(self, work: Callable[[], T], on_end: Callable[[], None]) -> None:
        super().__init__(name="page", daemon=True)
        self.result: Future[T] = Future()
        self._work = work
        self._on_end = on_end
        self._ending = Lock()
        self._ended = False

    def run(self) -> None:
        try:
            value = self._work()
        except _Overdue:
            return
        except BaseException as error:
            self.result.set_exception(error)
        else:
            self.result.set_result(value)
        finally:
            with self._ending:
                self._ended = True
            self._on_end()

    def interrupt(self) -> None:
        """Raise _Overdue at the thread's next line of Python, unless it is ending by itself."""
        with self._ending:
            if not self._ended and self.ident is not None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(self.ident), ctypes.py_object(_Overdue)
                )
