"""Which web pages' scripts may read our answers (CORS): none, unless the operator names them."""

from __future__ import annotations

from flask import Response, request

METHODS = "GET, POST, DELETE"
SENT = "Authorization, Content-Type, Idempotency-Key, X-API-Key"
READ = "Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"

#: Seconds a browser need not ask again.
REMEMBERED = 3600


class Origins:
    """The origins that were named, such as `https://a.example`, or `*` for all."""

    def __init__(self, named: str) -> None:
        self._named = frozenset(named.rstrip("/") for named in named.split())

    def show(self, response: Response) -> None:
        """Let the page that asks read the answer, when it may.

        Nothing is ever sent along by the browser itself (no credentials): a key is put into
        the request by the page's own script.
        """
        if not self._named or not request.path.startswith(("/v1/", "/v1alpha1/", "/openapi.json")):
            return
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin is None or not self._named & {origin, "*"}:
            return
        response.headers["Access-Control-Allow-Origin"] = "*" if "*" in self._named else origin
        response.headers["Access-Control-Expose-Headers"] = READ
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = SENT
            response.headers["Access-Control-Max-Age"] = str(REMEMBERED)
