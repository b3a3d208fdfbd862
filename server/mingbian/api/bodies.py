"""Request bodies: read within limits, unpacked within limits, and parsed as JSON."""

from __future__ import annotations

import json
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

from flask import Request, current_app
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from ..errors import BadRequest, Invalid, TooLarge, UnsupportedMedia

#: Seconds a client may take to send a body: 5 MB at 2 Mbit/s.  A slower one holds a thread.
SEND_SECONDS = 20.0

#: Bytes of a form beside its content: boundaries, names, an address.
FORM_FRAME = 100_000

#: A batch: as many seconds, and its own limit of bytes.
BATCH_SECONDS = 200.0

NDJSON = "application/x-ndjson"
JSON_LINES = (NDJSON, "application/jsonl", "application/ndjson")

#: What is read and thrown away after a refusal, so that a client that is still sending gets to
#: read the answer instead of a broken connection: bytes, and seconds.
DRAIN_BYTES = 20_000_000
DRAIN_SECONDS = 2.0

#: What the web server raises when the rest of a body cannot be read.
BROKEN_BODY = (OSError, ParseException, ClientDisconnected)


class BoundedRequest(Request):
    """A request whose JSON is read by the rules of the HTTP contract."""

    def get_json(self, *_args: Any, **_options: Any) -> Any:
        """The parsed body.  Raises UnsupportedMedia, TooLarge or BadRequest, which says where."""
        if self.endpoint == "batches.make":
            return self._batch()
        return _object(parse_json(read_body(self, current_app.config["MAX_CONTENT_LENGTH"])))

    def _batch(self) -> Any:
        """A batch's body, whose pages may also come as lines; the webhook is in the query then."""
        self.max_content_length = current_app.config["MAX_BATCH_LENGTH"]
        lines = self.mimetype in JSON_LINES
        body = read_body(self, self.max_content_length, BATCH_SECONDS, lines=lines)
        if not lines:
            if "webhook" in self.args:
                raise Invalid("with a JSON body the webhook stands in the body, not in the query")
            return _object(parse_json(body))
        return {"pages": parse_lines(body), "webhook": self.args.get("webhook")}


def _object(value: Any) -> Any:
    """The value, unless it is null, which APIFlask takes for an empty object.  Raises Invalid."""
    if value is None:
        problem = "the body must be an object"
        raise Invalid(problem, detail={"fields": {"body": [problem]}})
    return value


def read_body(
    request: Request, limit: int, seconds: float = SEND_SECONDS, *, lines: bool = False
) -> bytes:
    """The unpacked body of a JSON request, at most `limit` bytes before and after unpacking.

    Nothing is read of a body whose Content-Length is over the limit; a chunked one is read up
    to the limit.
    """
    _require_json(request, lines)
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise UnsupportedMedia("the body may be packed with gzip only", detail={"got": encoding})
    try:
        with _in_time(request, seconds):
            body = request.get_data(cache=False)
            request.stream.read(1)  # a chunked body stops silently at the limit, then raises
    except RequestEntityTooLarge:
        raise _too_large(limit) from None
    except BROKEN_BODY:
        raise BadRequest("the body broke off, or is not framed as HTTP says") from None
    return body if encoding == "identity" else gunzip(body, limit)


def read_form(request: Request, limit: int) -> None:
    """Take in a form with at most `limit` bytes of content, within the time a body may take."""
    request.max_content_length = request.max_form_memory_size = limit + FORM_FRAME
    try:
        with _in_time(request, SEND_SECONDS):
            request.form  # noqa: B018 - parsed on first use, and kept
    except RequestEntityTooLarge:
        raise _too_large(limit) from None
    except BROKEN_BODY:
        raise BadRequest("the form broke off, or is not framed as HTTP says") from None


def gunzip(body: bytes, limit: int) -> bytes:
    """The unpacked body.  Raises TooLarge once more than `limit` bytes come out of it."""
    unpacked = bytearray()
    while body:
        decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            unpacked += decoder.decompress(body, limit + 1 - len(unpacked))
        except zlib.error as error:
            raise BadRequest("the body is not gzip", detail={"gzip": str(error)}) from None
        if len(unpacked) > limit:
            raise _too_large(limit)
        if not decoder.eof:
            raise BadRequest("the gzip body breaks off")
        body = decoder.unused_data
    return bytes(unpacked)


def parse_json(body: bytes) -> Any:
    """The value a JSON body holds.  Raises BadRequest, which says where it is broken."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        message = f"the body is not UTF-8 at byte {error.start}"
        raise BadRequest(message, detail={"byte": error.start}) from None
    except json.JSONDecodeError as error:
        message = f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        detail = {"line": error.lineno, "column": error.colno}
        raise BadRequest(message, detail=detail) from None
    except RecursionError:
        raise BadRequest("the JSON is nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits, NaN, Infinity
        raise BadRequest(f"broken JSON: {error}") from None


def parse_lines(body: bytes) -> list[Any]:
    """The values of a body with one JSON value a line.  Raises BadRequest, which says where."""
    values = []
    for number, line in enumerate(body.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            values.append(parse_json(line))
        except BadRequest as error:
            raise BadRequest(f"line {number}: {error.message}", detail={"line": number}) from None
    return values


def drain(request: Request) -> None:
    """Throw away what a refused client is still sending, within limits."""
    if _connection(request) is None:
        return
    taken = 0
    with suppress(*BROKEN_BODY), _in_time(request, DRAIN_SECONDS):
        while taken < DRAIN_BYTES and (piece := request.environ["wsgi.input"].read(65536)):
            taken += len(piece)


def _require_json(request: Request, lines: bool) -> None:
    if not request.is_json and not lines:
        got = request.mimetype or "none"
        message = f"send JSON, with Content-Type: application/json (this came with {got})"
        raise UnsupportedMedia(message, detail={"content_type": got})
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia("all JSON is UTF-8 here", detail={"charset": charset})


@contextmanager
def _in_time(request: Request, seconds: float) -> Iterator[None]:
    """Stop reading from the client when it is still sending after so many seconds."""
    connection = _connection(request)
    if connection is None:
        yield
        return
    timer = Timer(seconds, _stop_reading, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _stop_reading(connection: socket.socket) -> None:
    with suppress(OSError):  # the client has left on its own
        connection.shutdown(socket.SHUT_RD)


def _connection(request: Request) -> socket.socket | None:
    """The client's socket, where the server hands it out."""
    connection = request.environ.get("gunicorn.socket")
    return connection if isinstance(connection, socket.socket) else None


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        f"at most {limit / 1e6:g} MB, before and after unpacking", detail={"limit_bytes": limit}
    )


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
