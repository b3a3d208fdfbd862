"""Web sites for the tests: pages in memory, served on 127.0.0.1 under any name in .test."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Answer:
    """What a path answers with."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Sites:
    """An HTTP server for all test sites; `put` adds a page and returns its address.

    `asked` are the paths that were asked for.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def put(
        self,
        body: str | bytes,
        path: str = "/a.html",
        host: str = "news.test",
        charset: str = "utf-8",
        **headers: str,
    ) -> str:
        """Serves a page and returns its address; `csp="…"` sets a Content-Security-Policy."""
        data = body.encode(charset) if isinstance(body, str) else body
        named = {"csp": "Content-Security-Policy"}
        sent = {named.get(name, name.replace("_", "-")): value for name, value in headers.items()}
        self.answers[path] = Answer(data, {"Content-Type": f"text/html; charset={charset}", **sent})
        return f"http://{host}:{self.port}{path}"

    def put_file(self, name: str, **more: str) -> str:
        """Serves a page of tests/extension/pages."""
        return self.put((PAGES / f"{name}.html").read_bytes(), f"/{name}.html", **more)

    def __enter__(self) -> Sites:
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


def _handler(sites: Sites) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the base class asks for this name
            path = self.path.partition("?")[0]
            sites.asked.append(path)
            answer = sites.answers.get(path)
            self.send_response(200 if answer else 404)
            for name, value in (answer.headers if answer else {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body if answer else b"")

        def log_message(self, format: str, *args: object) -> None:
            """Tests are quiet."""

    return Handler
