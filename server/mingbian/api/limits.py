"""How often one client may ask: allowances of whoever asks, and what is left of them, in headers.

The headers are those of draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` names each
allowance with its quota (q) and window (w, seconds), `RateLimit` what is left of it (r) and the
seconds after which all of it is back (t).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import Response, current_app, g, request

from ..access.allowances import DAY, MINUTE, Allowance, Book, Left, client_of
from ..access.keys import Key
from ..errors import TooManyRequests
from ..settings import Settings
from . import keys
from .shelf import shelf

#: Paths whose requests are counted.  The others are pages for people, and probes.
COUNTED = ("/v1/", "/v1alpha1/")


def count() -> None:
    """Count the present request.  Raises TooManyRequests, with when to come back."""
    counted = request.method != "OPTIONS" and request.path.startswith(COUNTED)
    if counted and shelf().is_ready:  # before that every answer is 503, and there are no keys
        take(_client(), _allowances())


def count_form() -> None:
    """Count a form of the public page as a request.  Raises TooManyRequests."""
    take(_client(), _allowances())


def take_pages(pages: int) -> None:
    """Count the pages of a batch in the day's allowance.  Raises TooManyRequests."""
    take(_client(), [one for one in _allowances() if one.seconds == DAY], pages)


def take(client: str, allowances: Sequence[Allowance], cost: int = 1) -> None:
    """Count what is worth `cost`.  Raises TooManyRequests; what is left goes into the headers."""
    taken = _book().take(client, allowances, cost)
    g.left = {**g.get("left", {}), **{left.allowance.name: left for left in taken.left}}
    if taken.wait is not None:
        used_up = taken.left[0].allowance
        raise TooManyRequests(
            f"more than {used_up.quota} a {used_up.name}; wait {taken.wait} s",
            detail={"allowance": used_up.name, "quota": used_up.quota, "seconds": used_up.seconds},
            retry_after=taken.wait,
        )


def show(response: Response) -> None:
    """Say in the headers what is left, where something was counted."""
    left: list[Left] = list(g.get("left", {}).values())
    if left:
        policies = (f'"{one.allowance.name}";{_policy(one.allowance)}' for one in left)
        response.headers["RateLimit-Policy"] = ", ".join(policies)
        states = (f'"{one.allowance.name}";r={one.remaining};t={one.reset}' for one in left)
        response.headers["RateLimit"] = ", ".join(states)


def _policy(allowance: Allowance) -> str:
    return f"q={allowance.quota};w={allowance.seconds}"


def quotas(key: Key | None) -> tuple[int, int]:
    """Requests a minute and a day with this key, or without one."""
    given = settings()
    if key is None:
        return given.requests_per_minute, given.requests_per_day
    minute, day = key.per_minute, key.per_day
    return (
        given.key_requests_per_minute if minute is None else minute,
        given.key_requests_per_day if day is None else day,
    )


def settings() -> Settings:
    """The settings of the application that is serving."""
    return cast("Settings", current_app.extensions["mingbian.settings"])


def _client() -> str:
    key = keys.key()
    return f"key {key.id}" if key else client_of(request.remote_addr)


def _allowances() -> list[Allowance]:
    minute, day = quotas(keys.key())
    return [Allowance("minute", minute, MINUTE), Allowance("day", day, DAY)]


def _book() -> Book:
    return cast("Book", current_app.extensions["mingbian.allowances"])
