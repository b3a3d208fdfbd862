"""The two blueprints that the views hang on."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response
from werkzeug.exceptions import HTTPException

from ...api import failures
from ...errors import MingbianError
from .. import guard, pages

console = APIBlueprint(
    "console",
    __name__,
    url_prefix="/console",
    template_folder="../templates",
    static_folder="../static",
    static_url_path="/static",
    enable_openapi=False,
)

#: What everybody may read: decisions, and the answer to what one sent.
public = APIBlueprint("decisions", __name__, enable_openapi=False)


def _refused(error: MingbianError) -> Response:
    return pages.refused(error)


def _http(error: HTTPException) -> Response:
    plain = MingbianError(error.name)
    plain.status = error.code or 500
    plain.code = failures.CODES.get(plain.status, "internal")
    return pages.refused(plain)


for _blueprint in (console, public):
    guard.watch(_blueprint)
    _blueprint.register_error_handler(MingbianError, _refused)
    _blueprint.register_error_handler(HTTPException, _http)
