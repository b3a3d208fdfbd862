"""What a site lets programs read (RFC 9309), remembered for a few minutes, in memory only."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from urllib.parse import urlsplit

from protego import Protego

from ..errors import RobotsRefused

#: What robots.txt calls us.
NAME = "Mingbian"

#: Bytes of robots.txt that are read; RFC 9309 asks for 500 KiB at least.
LIMIT = 512 * 1024

#: Seconds that a site's rules are remembered: enough for a batch of its pages.
SECONDS = 600.0

#: Sites remembered; the least recently used go first.
MOST_SITES = 500

Read = Callable[[str], str]  # the text of a robots.txt; empty where the site has none


class Robots:
    """The rules of the sites that were asked lately."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, Protego]] = OrderedDict()
        self._lock = Lock()

    def require(self, url: str, read: Read) -> None:
        """Raises RobotsRefused where the site asks programs not to read this page.

        `read` is called with the address of its robots.txt unless that is known; what it raises
        passes through: a site that cannot be asked is not read.
        """
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        rules = self._remembered(site)
        if rules is None:
            rules = Protego.parse(read(f"{site}/robots.txt"))
            self._remember(site, rules)
        if not rules.can_fetch(url, NAME):
            raise RobotsRefused("the site asks programs not to read this page (robots.txt)")

    def _remembered(self, site: str) -> Protego | None:
        with self._lock:
            since, rules = self._known.get(site, (0.0, None))
            return rules if rules is not None and self._clock() - since < SECONDS else None

    def _remember(self, site: str, rules: Protego) -> None:
        with self._lock:
            self._known[site] = (self._clock(), rules)
            self._known.move_to_end(site)
            if len(self._known) > MOST_SITES:
                self._known.popitem(last=False)
