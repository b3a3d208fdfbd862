"""How often one client may ask: a token bucket each, in the process."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from ..errors import TooManyRequests

#: Buckets kept: the least recently used go first.  A forgotten bucket starts full again.
MOST_CLIENTS = 20_000

#: Of an IPv6 address, the network one subscriber gets.
IPV6_PREFIX = 64


class RateLimit:
    """`per_minute` requests a minute for each client, all of them at once if it likes."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # level, as of
        self._lock = Lock()

    def take(self, address: str | None) -> None:
        """Count one request.  Raises TooManyRequests, with when to come back."""
        client = _client(address)
        with self._lock:
            now = self._clock()
            level, as_of = self._buckets.pop(client, (self._capacity, now))
            level = min(self._capacity, level + (now - as_of) * self._per_second)
            allowed = level >= 1
            self._buckets[client] = (level - 1 if allowed else level, now)
            if len(self._buckets) > MOST_CLIENTS:
                self._buckets.popitem(last=False)
        if not allowed:
            wait = int((1 - level) / self._per_second) + 1
            message = f"more than {self._capacity:g} requests a minute; wait {wait} s"
            raise TooManyRequests(message, retry_after=wait)


def _client(address: str | None) -> str:
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))
