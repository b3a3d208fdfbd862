"""Every error in the one JSON shape, whoever raised it."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response, jsonify, request
from werkzeug.exceptions import HTTPException

from ..errors import Invalid, MingbianError
from .bodies import drain

log = logging.getLogger(__name__)

#: Codes for what Flask itself refuses.
CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
}


def register(app: APIFlask) -> None:
    """Answer every exception of the application with the error shape."""
    app.register_error_handler(MingbianError, answer)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    app.error_processor(_validation)


def answer(error: MingbianError) -> Response:
    """The HTTP answer of an error."""
    response = jsonify(error.to_json())
    response.status_code = error.status
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return drained(response)


def drained(response: Response) -> Response:
    """The answer, after which the rest of what the client is still sending is thrown away."""
    unread = request._get_current_object()  # type: ignore[attr-defined]
    response.call_on_close(lambda: drain(unread))
    return response


def _validation(error: HTTPError) -> Response:
    """Validation of the fields, and what APIFlask raises itself."""
    if error.status_code == 422 and isinstance(error.detail, dict):
        fields = {
            name: problems for part in error.detail.values() for name, problems in part.items()
        }
        name, problems = next(iter(fields.items()))
        return answer(Invalid(f"{name}: {problems[0]}", detail={"fields": fields}))
    return _plain(error.status_code, error.message or "", dict(error.headers or {}))


def _http(error: HTTPException) -> Response:
    headers = {
        name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    }
    return _plain(error.code or 500, error.description or error.name, headers)


def _plain(status: int, message: str, headers: dict[str, Any]) -> Response:
    failure = MingbianError(message)
    failure.status, failure.code = (
        status,
        CODES.get(status, "internal" if status >= 500 else "refused"),
    )
    response = answer(failure)
    response.headers.update(headers)
    return response


def _unexpected(error: Exception) -> Response:
    log_unexpected(error)
    return answer(MingbianError("something went wrong here; the log of the service says where"))


def log_unexpected(error: Exception) -> None:
    """A bug: the log gets where it happened, never what the page said."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    log.error("unexpected %s at %s", type(error).__name__, places)
