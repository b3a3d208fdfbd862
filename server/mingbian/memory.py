"""What the C library does with memory that nobody uses any more (glibc; elsewhere nothing)."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Lock

#: glibc's arenas of memory.  Each page is read in a thread of its own, and each arena keeps what
#: its threads once needed: with the usual 8 for each core a worker grew by half under load.
ARENAS = 2
M_ARENA_MAX = -8

#: Seconds between two times that free memory is given back, which takes 5 to 15 ms.
PAUSE = 2.0


def have_few_arenas() -> None:
    """To be called before any thread is started."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)


class Returner:
    """Gives back to the system, now and then, what lies free between what is used.

    The library itself gives back only what lies free at the end of an arena.
    """

    def __init__(self, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._clock = clock
        self._last = clock()
        self._lock = Lock()

    def now_and_then(self, idle: bool = False) -> None:
        """Give back, unless that was done a short while ago or another thread is at it.

        When nothing else is to be done it is given back in any case: who knows when the next
        page comes.
        """
        if not self._lock.acquire(blocking=idle):
            return
        try:
            if idle or self._clock() - self._last >= self._pause:
                give_back()
                self._last = self._clock()
        finally:
            self._lock.release()


def give_back() -> None:
    """Return every page of memory that is wholly free."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
