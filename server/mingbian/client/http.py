"""The client: one method for each thing the service does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Unpack, cast
from urllib.parse import quote, urlencode

import urllib3

from .. import __version__
from ..errors import ServiceError
from .shapes import (
    Batch,
    BatchLine,
    Filters,
    Hit,
    Language,
    Record,
    Report,
    Reported,
    SearchPage,
)

#: Seconds for one answer: a page takes up to ten, and as many when it is fetched first.
SECONDS = 60.0

#: Times that a request is sent when the service asks to come back later.
TRIES = 5

#: The longest time, in seconds, that is waited for because the service says so.
LONGEST_WAIT = 120.0

#: Answers that say "later" in Retry-After: too many requests, not ready.
LATER = (429, 503)


class Client:
    """Talks to one service.  Safe to share between threads; close it, or use it in a `with`."""

    def __init__(
        self,
        server: str,
        key: str | None = None,
        *,
        seconds: float = SECONDS,
        tries: int = TRIES,
        longest_wait: float = LONGEST_WAIT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not server.startswith(("http://", "https://")):
            raise ValueError(f"{server!r} is no address of a service: http://… or https://…")
        self._server = server.rstrip("/")
        self._headers = {"User-Agent": f"mingbian-client/{__version__}"}
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._tries = tries
        self._longest_wait = longest_wait
        self._sleep = sleep
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(seconds), retries=False)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def check(
        self,
        *,
        html: str | None = None,
        text: str | None = None,
        url: str | None = None,
        fetch: bool = False,
        language: Language = "zh-CN",
        captured_at: str | None = None,
        layout: Sequence[dict[str, Any]] | None = None,
        images: Sequence[dict[str, str]] | None = None,
    ) -> Report:
        """The report on a page: its markup with its address, a text, or an address to fetch."""
        sent = {
            "html": html,
            "text": text,
            "url": url,
            "fetch": fetch,
            "language": language,
            "captured_at": captured_at,
            "layout": layout,
            "images": images,
        }
        return cast("Report", self._json("POST", "/v1/check", _given(sent)))

    def search(
        self,
        q: str | None = None,
        *,
        limit: int = 10,
        cursor: str | None = None,
        **filters: Unpack[Filters],
    ) -> SearchPage:
        """One page of the records near a claim, or without one of all, the newest first."""
        asked = _given({"q": q, "limit": limit, "cursor": cursor, **filters})
        return cast("SearchPage", self._json("GET", f"/v1/rebuttals?{urlencode(asked)}"))

    def found(
        self, q: str | None = None, *, page: int = 100, **filters: Unpack[Filters]
    ) -> Iterator[Hit]:
        """Every hit of a search, or every record, page after page."""
        cursor: str | None = None
        while True:
            answer = self.search(q, limit=page, cursor=cursor, **filters)
            yield from answer["results"]
            cursor = answer.get("next_cursor")
            if cursor is None:
                return

    def rebuttals(self, **filters: Unpack[Filters]) -> Iterator[Record]:
        """Every published record, the newest first."""
        return (hit["record"] for hit in self.found(**filters))

    def rebuttal(self, record_id: str) -> Record:
        """One record.  ServiceError `not_found` when there is none."""
        return cast("Record", self._json("GET", f"/v1/rebuttals/{quote(record_id, safe='')}"))

    def report(self, kind: str, reason: str, **about: str) -> str:
        """Send a tip or a dispute (url, quote, record_id, annotation_id); its number."""
        answer = self._json("POST", "/v1/reports", {"kind": kind, "reason": reason, **about})
        return str(answer["number"])

    def reported(self, number: str) -> Reported:
        """What became of a report.  ServiceError `not_found` when there is none."""
        return cast("Reported", self._json("GET", f"/v1/reports/{quote(number, safe='')}"))

    def start_batch(
        self,
        pages: Sequence[str | dict[str, Any]],
        *,
        webhook: str | None = None,
        idempotency_key: str | None = None,
    ) -> Batch:
        """Have up to 1,000 pages or addresses checked; the batch, which has only begun."""
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        sent = _given({"pages": list(pages), "webhook": webhook})
        return cast("Batch", self._json("POST", "/v1/batches", sent, headers))

    def batch(self, batch_id: str) -> Batch:
        """How far a batch is."""
        return cast("Batch", self._json("GET", _batch(batch_id)))

    def batch_results(self, batch_id: str) -> Iterator[BatchLine]:
        """The results that are there, in the order of the pages."""
        answer = self._answer("GET", f"{_batch(batch_id)}/results")
        for line in answer.data.splitlines():
            yield cast("BatchLine", _parsed(line, answer.status))

    def cancel_batch(self, batch_id: str) -> Batch:
        """Forget the pages that are not done yet."""
        return cast("Batch", self._json("POST", f"{_batch(batch_id)}/cancel", {}))

    def _json(
        self, method: str, path: str, sent: Any = None, headers: dict[str, str] | None = None
    ) -> Any:
        answer = self._answer(method, path, sent, headers)
        return _parsed(answer.data, answer.status)

    def _answer(
        self, method: str, path: str, sent: Any = None, headers: dict[str, str] | None = None
    ) -> urllib3.BaseHTTPResponse:
        """The answer, once the service does not say "later" any more.  Raises ServiceError."""
        for left in reversed(range(self._tries)):
            answer = self._send(method, path, sent, headers or {})
            if 200 <= answer.status < 300:
                return answer
            wait = _seconds(answer)
            if answer.status not in LATER or wait is None or wait > self._longest_wait or not left:
                break
            self._sleep(wait)
        raise _refusal(answer)

    def _send(
        self, method: str, path: str, sent: Any, headers: dict[str, str]
    ) -> urllib3.BaseHTTPResponse:
        named = {**self._headers, **headers}
        body = None if sent is None else json.dumps(sent, ensure_ascii=False).encode()
        if body is not None:
            named["Content-Type"] = "application/json"
        try:
            return self._pool.request(method, self._server + path, body=body, headers=named)
        except urllib3.exceptions.HTTPError as error:
            problem = f"{self._server} cannot be reached: {type(error).__name__}"
            raise ServiceError(problem, code="unreachable") from None


def _batch(batch_id: str) -> str:
    return f"/v1/batches/{quote(batch_id, safe='')}"


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def _parsed(data: bytes, status: int) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        problem = "the answer is not JSON; is this the address of a Mingbian service?"
        raise ServiceError(problem, code="unreadable", status=status) from None


def _refusal(answer: urllib3.BaseHTTPResponse) -> ServiceError:
    try:
        error = json.loads(answer.data)["error"]
        code, message, detail = error["code"], error["message"], error["detail"]
    except (ValueError, KeyError, TypeError):
        code, message, detail = "unreadable", f"the answer was {answer.status}, without words", None
    return ServiceError(
        message, code=code, status=answer.status, detail=detail, retry_after=_seconds(answer)
    )


def _seconds(answer: urllib3.BaseHTTPResponse) -> int | None:
    """Retry-After in seconds; None without one, or where it is a date."""
    said = answer.headers.get("Retry-After", "")
    return int(said) if said.isascii() and said.isdigit() else None
