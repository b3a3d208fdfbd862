"""Reads a page from the net, and refuses addresses that point inside.

The guard sits where the connection is made: a name is looked up once, every address it gives
must be public, and the connection goes to one of those very addresses.  So a name that changes
its address between check and use gains nothing, and every redirect passes the same gate.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from . import __version__
from .errors import AddressRefused, FetchFailed, TooLarge
from .pipeline.decode import decode_html

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Looks a host name up; the addresses it has, as text.  Raises OSError when it has none.
Resolve = Callable[[str, int], Iterable[str]]

USER_AGENT = f"Mingbian/{__version__} (reads one page because a reader asked for it)"

#: Start to end, redirects included: the reader is waiting.
SECONDS = 15.0

#: As many as browsers need for a short link, a login check and a mobile site in a row.
MOST_REDIRECTS = 5

#: Web ports; lower ones belong to services that answer text to anyone (mail, telnet …).
WEB_PORTS = (80, 443)
FREE_PORTS = 1024

TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml")

#: Characters of an address that are sent as they are; "%" because they may be quoted already.
_AS_IT_IS = "/%:@!$&'()*+,;=~-._"

#: NAT64 carries an IPv4 address in its last 32 bits (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them; also reads 2130706433 and 0x7f.1."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def is_public(address: IpAddress) -> bool:
    """Whether the address, and any IPv4 address wrapped in it, is one anybody can reach."""
    return all(
        one.is_global and not one.is_multicast and not one.is_reserved
        for one in (address, *_wrapped(address))
    )


def _wrapped(address: IpAddress) -> Iterator[ipaddress.IPv4Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in NAT64:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


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

    def page(self, url: str) -> tuple[str, str]:
        """The page's markup, decoded, and the address it came from after redirects.

        Raises what `fetch` raises.
        """
        fetched = self.fetch(url)
        return decode_html(fetched.data, fetched.charset), fetched.url

    def fetch(self, url: str) -> Fetched:
        """What lies at an address, after redirects.

        Raises AddressRefused for anything but http and https to public addresses, TooLarge,
        and FetchFailed, which says what the other server did.
        """
        deadline = time.monotonic() + self.seconds
        gate = _Gate(self.resolve, self.is_public, deadline)
        with httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=gate
        ) as pool:
            for _ in range(MOST_REDIRECTS + 1):
                answer = self._get(pool, url, deadline)
                if isinstance(answer, Fetched):
                    return answer
                url = answer.url
        raise FetchFailed(f"more than {MOST_REDIRECTS} redirects")

    def _get(self, pool: httpcore.ConnectionPool, url: str, deadline: float) -> Fetched | _Redirect:
        target, host = _target(url)
        headers: dict[bytes | str, bytes | str] = {
            "Host": host,
            "User-Agent": USER_AGENT,
            "Accept": "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self.seconds)
        try:
            with pool.stream(
                "GET", target, headers=headers, extensions={"timeout": timeouts}
            ) as response:
                return self._answer(response, url, deadline)
        except httpcore.TimeoutException:
            raise FetchFailed(f"no whole page within {self.seconds:g} seconds") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
            raise FetchFailed(f"the connection failed: {type(error).__name__}") from None

    def _answer(
        self, response: httpcore.Response, url: str, deadline: float
    ) -> Fetched | _Redirect:
        headers = {name.decode("latin-1").lower(): value for name, value in response.headers}
        location = headers.get("location")
        if response.status in (301, 302, 303, 307, 308) and location:
            return _Redirect(urljoin(url, location.decode("utf-8", "replace")))
        if response.status != 200:
            raise FetchFailed(f"the other server answered {response.status}")
        kind, charset = _content_type(headers.get("content-type", b"").decode("latin-1"))
        if kind and kind not in self.types:
            raise FetchFailed(f"not a page but {kind[:100]}")
        packing = headers.get("content-encoding", b"identity").decode("latin-1").strip().lower()
        return Fetched(_read(response, packing, self.max_bytes, deadline), charset, url)


@dataclass(frozen=True)
class _Redirect:
    url: str


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


def _read(response: httpcore.Response, packing: str, limit: int, deadline: float) -> bytes:
    """The unpacked body; at most `limit` bytes come in, and at most `limit` come out."""
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise FetchFailed("the page is packed in a way that was not asked for")
    unpack = _plain if packing in ("identity", "") else _gunzipper()
    taken, body = 0, bytearray()
    for piece in response.iter_stream():
        taken += len(piece)
        body += unpack(piece, limit + 1 - len(body))
        if taken > limit or len(body) > limit:
            raise TooLarge(f"the page has more than {limit / 1e6:g} MB")
        if time.monotonic() > deadline:
            raise FetchFailed("the page came too slowly")
    return bytes(body)


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


class _Gate(httpcore.NetworkBackend):
    """Connects to public addresses only, and lets nothing take longer than the deadline."""

    def __init__(
        self, resolve: Resolve, is_public: Callable[[IpAddress], bool], deadline: float
    ) -> None:
        self._resolve = resolve
        self._is_public = is_public
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = FetchFailed("the name has no address")
        for address in self._addresses(host, port):
            try:
                stream = self._backend.connect_tcp(
                    address, port, _remaining(self._deadline), local_address, socket_options
                )
                return _TimedStream(stream, self._deadline)
            except httpcore.NetworkError as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = list(self._resolve(host, port))
            addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in found]
        except (OSError, ValueError, UnicodeError):
            raise FetchFailed("the name of the other server cannot be looked up") from None
        if not all(self._is_public(address) for address in addresses):
            raise AddressRefused("this address points inside a network that is not public")
        return [str(address) for address in addresses]


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends at one deadline, however slowly bytes trickle."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _remaining(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _remaining(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _remaining(self._deadline))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _remaining(deadline: float) -> float:
    """Seconds left.  Raises httpcore.ReadTimeout when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
