"""A service that speaks the HTTP contract: marks what a test names, and keeps what came.

Its fingerprints are real ones, of the claims that a test names.
"""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup

from mingbian.api.fingerprints import body_of
from mingbian.rebuttals.fingerprints import fingerprints
from mingbian.records import Record

EVIDENCE = {
    "record": "test-record",
    "claim": "一个已被辟谣的说法",
    "verdict": "false",
    "publisher": "中国互联网联合辟谣平台",
    "title": "这是谣言，请勿传播",
    "url": "https://www.piyao.org.cn/example.html",
    "date": "2024-03-05",
}


#: The number that every report gets.
NUMBER = "7k3f-9q2m-x0ab"


@dataclass
class Mark:
    """A sentence to mark.  `exact` is what the service claims to have read, if not the same."""

    sentence: str
    severity: str = "alert"
    exact: str | None = None
    label: str = "与已辟谣的说法相同"
    message: str = "多家机构已经查证：没有这回事，所附图片也与此无关。"


@dataclass
class StubService:
    """Set `marks`, `stance` or `status` before a check; `requests` are the bodies that came.

    `claims` are those of its index; `looked_up` are the tags with which fingerprints were asked
    for, None for none.  `decided` is what became of reports, by number; `asked` are the numbers
    that were asked about.
    """

    marks: list[Mark | str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    looked_up: list[str | None] = field(default_factory=list)
    stance: str = "none"
    status: int = 200
    delay: float = 0.0
    characters: int | None = None
    language: str = "zh-CN"  # of the pages
    requests: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    decided: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def reset(self) -> None:
        self.marks, self.stance, self.status, self.delay = [], "none", 200, 0.0
        self.claims, self.looked_up = [], []
        self.characters, self.language = None, "zh-CN"
        self.requests, self.reports = [], []
        self.decided, self.asked = {}, []

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and JSON for a POST."""
        if path == "/v1/reports":
            self.reports.append(body)
        else:
            self.requests.append(body)
        if self.delay:
            time.sleep(self.delay)
        if self.status != 200:
            return self.status, {"error": {"code": "test", "message": "…", "detail": None}}
        return (201, {"number": NUMBER}) if path == "/v1/reports" else (200, self.report(body))

    def became(self, number: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON of what became of a report."""
        self.asked.append(number)
        if self.status != 200:
            return self.status, {}
        if number != NUMBER and number not in self.decided:
            return 404, {}
        open_still = {"state": "open", "answer": None, "answered_at": None, "may_appeal": False}
        sent = {"number": number, "kind": "dispute", "sent_at": "2026-11-24T08:00:00Z"}
        return 200, sent | open_still | self.decided.get(number, {})

    def fingerprints(self, tag: str | None) -> tuple[int, str, bytes]:
        """Status, tag and JSON of the fingerprints, for one who has those with this tag."""
        self.looked_up.append(tag)
        if self.status != 200:
            return self.status, "", b"{}"
        own = f'W/"{abs(hash(tuple(self.claims)))}"'
        if tag == own:
            return 304, own, b""
        records = [
            Record(str(i), claim, "zh-CN", "false", "", ()) for i, claim in enumerate(self.claims)
        ]
        return 200, own, json.dumps(body_of(fingerprints(records, date(2026, 11, 24)))).encode()

    def report(self, body: dict[str, Any]) -> dict[str, Any]:
        text = body.get("text") or article_text(body["html"])
        annotations = [
            self._annotation(i, mark, text, body["url"]) for i, mark in enumerate(self._marks())
        ]
        severities = [annotation["severity"] for annotation in annotations]
        worst = next((one for one in ("alert", "warning", "notice") if one in severities), "none")
        characters = len(text) if self.characters is None else self.characters
        return {
            "id": "1",
            "url": body["url"],
            "checked_at": "2026-11-24T08:00:00Z",
            "index_version": "test",
            "article": {
                "title": text.partition("\n")[0],
                "author": None,
                "site_name": None,
                "published": "2024-05-01",
                "published_from": "meta article:published_time",
                "language": self.language,
                "characters": characters,
                "sentences": 3,
            },
            "stance": self.stance,
            "summary": {"severity": worst, "counts": {}, "text": ""},
            "annotations": annotations,
            "timings_ms": {},
        }

    def _marks(self) -> list[Mark]:
        return [Mark(mark) if isinstance(mark, str) else mark for mark in self.marks]

    def _annotation(self, number: int, mark: Mark, text: str, url: str) -> dict[str, Any]:
        start = text.index(mark.sentence)
        end = start + len(mark.sentence)
        selector = {
            "type": "TextQuoteSelector",
            "exact": mark.exact or mark.sentence,
            "prefix": text[max(0, start - 32) : start],
            "suffix": text[end : end + 32],
        }
        position = {"type": "TextPositionSelector", "start": start, "end": end}
        return {
            "id": f"urn:mingbian:{number}",
            "type": "Annotation",
            "motivation": "assessing",
            "check": "rebuttal",
            "severity": mark.severity,
            "label": mark.label,
            "message": mark.message,
            "confidence": 0.97,
            "target": {"source": url, "selector": [selector, position]},
            "evidence": [EVIDENCE],
        }

    def __enter__(self) -> StubService:
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


def article_text(html: str) -> str:
    """The words of a page, one line a block, roughly as the extraction gives them."""
    body = BeautifulSoup(html, "lxml").body
    assert body is not None
    for line_break in body.find_all("br"):
        line_break.replace_with("\n")
    blocks = body.select("h1, h2, p, li, blockquote, td.t_f, .detail_wbtext")
    return "\n".join(re.sub(r"\s+", " ", block.get_text()).strip() for block in blocks)


def _handler(stub: StubService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/v1/reports/"):
                self._send(*stub.became(unquote(self.path.removeprefix("/v1/reports/"))))
                return
            status, tag, data = stub.fingerprints(self.headers["If-None-Match"])
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self) -> None:  # the base class asks for this name
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._send(*stub.answer(self.path, body))

        def _send(self, status: int, answer: dict[str, Any]) -> None:
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Tests are quiet."""

    return Handler
