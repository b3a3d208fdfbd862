"""Holds the promise that no page takes longer than a given time.

Most of it is kept by limits inside the stages (sizes, depths, counts).  This is the wall behind
them: the page is checked in a thread that is told to stop when its time is over.  A thread that
does not stop even then sits inside a library's C code; the web server replaces the process.
"""

from __future__ import annotations

import ctypes
import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from ..errors import NoArticle, TooManyRequests

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Seconds after which a client should try again when every place is taken.
RETRY_AFTER = 2

#: Seconds of a page's time that are kept for writing the answer.
ANSWERING = 0.5

#: Share of a page's time in which it may wait for a place; the rest is enough for most pages.
WAITING = 0.7

#: Share of it from which a page that was not ready has waited too long to be called unreadable.
WAITED_LONG = 0.2

#: Seconds an overdue thread gets to notice that it should stop.
GRACE = 5.0


class _Overdue(BaseException):
    """Raised inside a thread whose time is over; a BaseException passes `except Exception`."""


class Places:
    """So many places; those who wait for one get it in the order they came.

    A semaphore of the library gives a place to whoever asks just then, and at a full desk the
    same pages wait on.
    """

    def __init__(self, count: int) -> None:
        self._count = self._free = count
        self._waiting: deque[Event] = deque()
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def all_free(self) -> bool:
        """Whether nobody has one."""
        return self._free == self._count

    def take(self, seconds: float) -> bool:
        """Whether a place was got within so many seconds."""
        turn = Event()
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            self._waiting.append(turn)
        if turn.wait(seconds):
            return True
        with self._lock:
            if turn.is_set():  # just now
                return True
            self._waiting.remove(turn)
            return False

    def leave(self) -> None:
        """Give one's place to the next."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


class Desk:
    """Runs at most `places` pages at once, each for at most `seconds`, waiting included.

    `on_stuck` is called when a thread could not be stopped, `afterwards` when a page has been
    answered and nobody waits for its thread any more: it is told whether no other page is read.
    """

    def __init__(
        self,
        places: int,
        seconds: float,
        on_stuck: Callable[[], None],
        afterwards: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._places = Places(places)
        self._seconds = seconds
        self._on_stuck = on_stuck
        self._afterwards = afterwards

    @property
    def waiting(self) -> int:
        """Pages that wait for a place."""
        return self._places.waiting

    def run(self, work: Callable[[], T]) -> T:
        """What `work` returns or raises.

        Raises TooManyRequests when no place becomes free in time, or too late for the work to be
        done, and NoArticle when it is not done by the end of the time.
        """
        began = time.monotonic()
        until = began + self._seconds - ANSWERING
        if not self._places.take(self._seconds * WAITING):
            raise TooManyRequests("too many pages at once", retry_after=RETRY_AFTER)
        waited = time.monotonic() - began
        job = _Job(work, self._leave)
        job.start()
        try:
            return job.result.result(timeout=max(0, until - time.monotonic()))
        except FutureTimeout:
            if job.result.done():  # the work itself raised a TimeoutError
                raise
            self._stop(job)
            if waited > self._seconds * WAITED_LONG:
                error = TooManyRequests("too many pages at once", retry_after=RETRY_AFTER)
                raise error from None
            message = f"the page could not be read in {self._seconds:g} seconds"
            raise NoArticle(message, detail={"seconds": self._seconds}) from None

    def _leave(self) -> None:
        self._places.leave()
        self._afterwards(self._places.all_free)

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
