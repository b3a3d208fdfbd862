"""Reads a page from the net, with a size, a time and a type that it must keep."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from functools import partial
from threading import BoundedSemaphore
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from .. import __version__
from ..errors import AddressRefused, FetchFailed, TooLarge, TooManyRequests
from ..pipeline.decode import decode_html
from . import robots
from .gate import Gate, IpAddress, Resolve, is_public, resolve
from .robots import Robots

T = TypeVar("T")

#: Start to end, redirects included: the reader is waiting.
SECONDS = 15.0

#: As many as browsers need for a short link, a login check and a mobile site in a row.
MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)

#: Pages fetched at once: half of a worker's threads, so that slow sites leave the others free.
PLACES = 8

#: Seconds after which a client should try again when every place is taken.
RETRY_AFTER = 5

#: Web ports; lower ones belong to services that answer text to anyone (mail, telnet …).
WEB_PORTS = (80, 443)
FREE_PORTS = 1024

TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml")

#: Characters of an address that are sent as they are; "%" because they may be quoted already.
_AS_IT_IS = "/%:@!$&'()*+,;=~-._"


def agent_of(public_url: str = "") -> str:
    """The User-Agent: who asks, why, and where to read about it when that is known."""
    where = f"+{public_url}; " if public_url else ""
    return f"{robots.NAME}/{__version__} ({where}reads one page because a reader asked for it)"


@dataclass(frozen=True)
class Fetched:
    """Bytes from the net, unpacked; the charset of their header; where they came from."""

    data: bytes
    charset: str | None
    url: str


@dataclass(frozen=True)
class Fetcher:
    """Fetches pages of at most `max_bytes`, before and after unpacking, within `seconds`."""

    max_bytes: int
    seconds: float = SECONDS
    resolve: Resolve = resolve
    is_public: Callable[[IpAddress], bool] = is_public
    types: tuple[str, ...] = TYPES
    agent: str = agent_of()
    robots: Robots | None = field(default_factory=Robots)  # None: for a file somebody named
    places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(PLACES))

    def page(self, url: str) -> tuple[str, str]:
        """The page's markup, decoded, and the address it came from after redirects.

        Raises what `fetch` raises.
        """
        fetched = self.fetch(url)
        return decode_html(fetched.data, fetched.charset), fetched.url

    def fetch(self, url: str) -> Fetched:
        """What lies at an address, after redirects.

        Raises AddressRefused for anything but http and https to public addresses, RobotsRefused,
        TooLarge, TooManyRequests, and FetchFailed, which says what the other server did.
        """
        if not self.places.acquire(blocking=False):
            raise TooManyRequests("too many pages are being fetched", retry_after=RETRY_AFTER)
        try:
            deadline = time.monotonic() + self.seconds
            gate = Gate(self.resolve, self.is_public, deadline)
            with httpcore.ConnectionPool(
                ssl_context=ssl.create_default_context(), network_backend=gate
            ) as pool:
                trip = _Trip(pool, deadline)
                return self._follow(trip, url, self._page, ask=self.robots)
        finally:
            self.places.release()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send a body to an address; the status of the answer, which is not read any further.

        Redirects are not followed.  Raises AddressRefused and FetchFailed as `fetch` does.
        """
        target, host = _target(url)
        gate = Gate(self.resolve, self.is_public, time.monotonic() + self.seconds)
        named = {"Host": host, "User-Agent": self.agent, "Connection": "close", **headers}
        sent = [(name.encode(), value.encode()) for name, value in named.items()]
        with (
            _as_fetch_failed(self.seconds),
            httpcore.ConnectionPool(
                ssl_context=ssl.create_default_context(), network_backend=gate
            ) as pool,
            pool.stream("POST", target, headers=sent, content=body) as response,
        ):
            return response.status

    def _follow(self, trip: _Trip, url: str, take: Take[T], *, ask: Robots | None = None) -> T:
        """What `take` makes of the last answer; every address on the way passes the rules."""
        for _ in range(MOST_REDIRECTS + 1):
            target, host = _target(url)
            if ask:
                ask.require(url, partial(self._robots_text, trip))
            answer = self._get(trip, target, host, partial(_or_redirect, url, take, trip))
            if not isinstance(answer, _Redirect):
                return answer
            url = answer.url
        raise FetchFailed(f"more than {MOST_REDIRECTS} redirects")

    def _get(
        self, trip: _Trip, target: httpcore.URL, host: str, take: Callable[[httpcore.Response], T]
    ) -> T:
        headers: dict[bytes | str, bytes | str] = {
            "Host": host,
            "User-Agent": self.agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self.seconds)
        with (
            _as_fetch_failed(self.seconds),
            trip.pool.stream(
                "GET", target, headers=headers, extensions={"timeout": timeouts}
            ) as response,
        ):
            return take(response)

    def _page(self, response: httpcore.Response, url: str, trip: _Trip) -> Fetched:
        if response.status != 200:
            raise FetchFailed(f"the other server answered {response.status}")
        kind, charset = _content_type(_header(response, "content-type"))
        if kind and kind not in self.types:
            raise FetchFailed(f"not a page but {kind[:100]}")
        body, whole = _read(response, self.max_bytes, trip.deadline)
        if not whole:
            raise TooLarge(f"the page has more than {self.max_bytes / 1e6:g} MB")
        return Fetched(body, charset, url)

    def _robots_text(self, trip: _Trip, url: str) -> str:
        return self._follow(trip, url, _rules)


@dataclass(frozen=True)
class _Trip:
    """One fetch: its connections, and when it must be over."""

    pool: httpcore.ConnectionPool
    deadline: float


Take = Callable[[httpcore.Response, str, _Trip], T]


@dataclass(frozen=True)
class _Redirect:
    url: str


@contextmanager
def _as_fetch_failed(seconds: float) -> Iterator[None]:
    """What goes wrong between two machines, as FetchFailed."""
    try:
        yield
    except httpcore.TimeoutException:
        raise FetchFailed(f"no whole answer within {seconds:g} seconds") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        raise FetchFailed(f"the connection failed: {type(error).__name__}") from None


def _target(url: str) -> tuple[httpcore.URL, str]:
    """The address as httpcore wants it, and the Host header.  Raises AddressRefused."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        name = (parts.hostname or "").rstrip(".")
        host = name if ":" in name else name.encode("idna").decode("ascii")
    except (ValueError, KeyError):  # UnicodeError is a ValueError
        raise AddressRefused("only http and https addresses with a host are fetched") from None
    if not host or (port not in WEB_PORTS and port < FREE_PORTS):
        raise AddressRefused("this address has no host, or a port that is not for pages")
    path = quote(parts.path or "/", safe=_AS_IT_IS)
    query = f"?{quote(parts.query, safe=_AS_IT_IS + '?')}" if parts.query else ""
    target = httpcore.URL(scheme=parts.scheme, host=host, port=port, target=path + query)
    shown = f"[{host}]" if ":" in host else host
    return target, shown if port in WEB_PORTS else f"{shown}:{port}"


def _content_type(header: str) -> tuple[str, str | None]:
    message = Message()
    message["Content-Type"] = header
    return (message.get_content_type() if header else ""), message.get_content_charset()


def _or_redirect(
    url: str, take: Take[T], trip: _Trip, response: httpcore.Response
) -> T | _Redirect:
    location = _header(response, "location")
    if response.status in REDIRECTS and location:
        return _Redirect(urljoin(url, location))
    return take(response, url, trip)


def _rules(response: httpcore.Response, _url: str, trip: _Trip) -> str:
    """The text of a robots.txt; none where the site says it has none (RFC 9309, 2.3.1)."""
    if 400 <= response.status < 500:
        return ""
    if response.status != 200:
        raise FetchFailed(f"the other server answers {response.status} when asked for robots.txt")
    body, _ = _read(response, robots.LIMIT, trip.deadline)
    return body.decode("utf-8-sig", "replace")


def _header(response: httpcore.Response, name: str) -> str:
    """The last value of a header; empty where there is none."""
    for key, value in reversed(response.headers):
        if key.lower() == name.encode():
            return value.decode("utf-8", "replace")
    return ""


def _read(response: httpcore.Response, limit: int, deadline: float) -> tuple[bytes, bool]:
    """The body, unpacked, and whether that is all of it.

    At most a piece more than `limit` bytes come in, and `limit` come out.
    """
    packing = _header(response, "content-encoding").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise FetchFailed("the page is packed in a way that was not asked for")
    unpack = _plain if packing in ("identity", "") else _gunzipper()
    taken, body = 0, bytearray()
    for piece in response.iter_stream():
        taken += len(piece)
        body += unpack(piece, limit + 1 - len(body))
        if taken > limit or len(body) > limit:
            return bytes(body[:limit]), False
        if time.monotonic() > deadline:
            raise FetchFailed("the page came too slowly")
    return bytes(body), True


def _plain(piece: bytes, _most: int) -> bytes:
    return piece


def _gunzipper() -> Callable[[bytes, int], bytes]:
    decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip, or zlib under its name

    def unpack(piece: bytes, most: int) -> bytes:
        try:
            return decoder.decompress(decoder.unconsumed_tail + piece, most)
        except zlib.error:
            raise FetchFailed("the page is not packed as its header says") from None

    return unpack
