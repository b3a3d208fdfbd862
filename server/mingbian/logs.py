"""What the service writes to its log: one line an event, never page text, never an address."""

from __future__ import annotations

import logging
import time

#: Routes that machines ask all the time.
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})

requests = logging.getLogger("mingbian.requests")


def configure(level: str = "INFO") -> None:
    """Send this package's log to stderr: time in UTC, level, message."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logger = logging.getLogger("mingbian")
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False


def request_line(number: str, method: str, route: str, status: int, seconds: float) -> None:
    """One answered request.  `route` is the pattern of the path, so no id or query gets in.

    Probes come every few seconds and say nothing while all is well.
    """
    requests.log(
        logging.DEBUG if route in PROBES else logging.INFO,
        "request=%s method=%s route=%s status=%d ms=%.0f",
        number,
        method,
        route,
        status,
        seconds * 1000,
    )
