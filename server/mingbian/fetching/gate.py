"""Makes connections, to public addresses only and within one deadline.

A name is looked up once, every address it gives must be public, and the connection goes to one
of those very addresses.  So a name that changes its address between check and use gains nothing,
and every redirect passes the same gate.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from threading import Thread

import httpcore

from ..errors import AddressRefused, FetchFailed

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Looks a host name up; the addresses it has, as text.  Raises OSError when it has none.
Resolve = Callable[[str, int], Iterable[str]]

#: All that is given out to be reached by anybody (RFC 4291); the rest of IPv6 is link-local,
#: site-local, multicast, IPv4 in disguise (mapped, NAT64) or not given out at all.
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

#: Special networks that Python's `is_global` lets pass: protocol assignments, 6to4 and its
#: relays, which carry any IPv4 address, and the newer documentation prefix.
NOT_PUBLIC = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "3fff::/20"))
)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them; also reads 2130706433 and 0x7f.1."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def is_public(address: IpAddress) -> bool:
    """Whether the address is one that anybody can reach."""
    if address.version == 6 and address not in GLOBAL_UNICAST:
        return False
    special = address.is_multicast or address.is_reserved
    return address.is_global and not special and not any(address in net for net in NOT_PUBLIC)


class Gate(httpcore.NetworkBackend):
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
        """A connection to the first of the name's addresses that answers."""
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
            found = self._looked_up(host, port)
            addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in found]
        except (OSError, ValueError, UnicodeError):
            raise FetchFailed("the name of the other server cannot be looked up") from None
        if not all(self._is_public(address) for address in addresses):
            raise AddressRefused("this address points inside a network that is not public")
        return [str(address) for address in addresses]

    def _looked_up(self, host: str, port: int) -> list[str]:
        """What the name resolves to; the system's resolver has no deadline, so it gets one."""
        answer: Future[list[str]] = Future()

        def ask() -> None:
            try:
                answer.set_result(list(self._resolve(host, port)))
            except Exception as error:
                answer.set_exception(error)

        Thread(target=ask, name="resolve", daemon=True).start()
        try:
            return answer.result(_remaining(self._deadline))
        except FutureTimeout:
            raise httpcore.ConnectTimeout from None


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
