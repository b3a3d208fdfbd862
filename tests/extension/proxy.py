"""A recording proxy: everything a browser asks for goes through it, and is kept."""

from __future__ import annotations

import http.client
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Seen:
    """One request, as it came."""

    method: str
    host: str
    path: str  # with its query
    headers: dict[str, str]
    body: str


@dataclass
class Proxy:
    """An HTTP proxy that leads every name in .test to one port of 127.0.0.1, and nothing outside.

    `seen` are the requests in the order in which they came.
    """

    sites_port: int
    seen: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def target(self, host: str, port: int | None) -> int | None:
        """The port of 127.0.0.1 that stands for a host; None for one outside."""
        if host.endswith(".test"):
            return self.sites_port
        return port if host == "127.0.0.1" else None

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            parts = urlsplit(self.path)
            path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            headers = dict(self.headers.items())
            host = parts.hostname or self.path
            proxy.seen.append(Seen(self.command, host, path, headers, body.decode("utf-8")))
            port = proxy.target(host, parts.port)
            if port is None:
                self.send_error(502)
                return
            self._answer(port, path, headers, body)

        def _answer(self, port: int, path: str, headers: dict[str, str], body: bytes) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request(self.command, path, body or None, headers)
            answer = connection.getresponse()
            data = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            connection.close()

        do_GET = do_POST = do_HEAD = do_OPTIONS = do_CONNECT = pass_on

        def log_message(self, format: str, *args: object) -> None:
            """Tests are quiet."""

    return Handler
