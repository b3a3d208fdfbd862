"""/openapi.json: what the code of the routes says, and what is true of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .bodies import NDJSON

Spec = dict[str, Any]

#: How a key is sent; `{}` stands for nobody in particular.
KEYED: list[Spec] = [{"bearer": []}, {"header": []}]
ANYBODY: list[Spec] = [{}, *KEYED]

SCHEMES: Spec = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "a key of POST /v1/keys"},
    "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
}

#: Operations that need a key.
NEED_A_KEY = ("/v1/keys/current", "/v1/batches")

#: What any counted operation may answer beside what it is for.
EVERYWHERE = {
    "401": "The key is unknown, or was revoked",
    "414": "The address is longer than 8,190 bytes",
    "429": "Too many requests",
    "503": "The rebuttal index is being prepared",
}

HEADERS: dict[str, Spec] = {
    "Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}},
    "RateLimit": {
        "description": "what is left of each allowance (r), and the seconds until all of it is "
        'back (t), as in `"minute";r=119;t=1` (draft-ietf-httpapi-ratelimit-headers-10)',
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": 'each allowance: quota (q) and seconds (w), as in `"minute";q=120;w=60`',
        "schema": {"type": "string"},
    },
}

#: Answers that are not JSON, or not JSON alone: path, status, type, schema.
OTHER_ANSWERS = (
    ("/v1/batches/{batch_id}/results", "200", NDJSON, {"type": "string"}),
    ("/v1/rebuttals/{record_id}", "200", "application/ld+json", {"type": "object"}),
)

#: Lines of a batch, as they may be sent.
LINES = '{"text": "今天下雪。"}\n"https://example.org/a"\n'


def complete(spec: Spec) -> Spec:
    """The description with keys, headers and errors at every operation."""
    spec["components"]["securitySchemes"] = SCHEMES
    for path, operation in _operations(spec):
        operation["parameters"] = [_without_null(one) for one in operation.get("parameters", [])]
        if "requestBody" in operation:
            operation["requestBody"]["required"] = True
        if path.startswith("/v1"):
            _count(path, operation)
    for path, status, kind, schema in OTHER_ANSWERS:
        _say_other(spec["paths"][path]["get"]["responses"][status], kind, schema)
    _say_lines(spec["paths"]["/v1/batches"]["post"])
    return spec


def _operations(spec: Spec) -> Iterator[tuple[str, Spec]]:
    for path, operations in spec["paths"].items():
        for operation in operations.values():
            yield path, operation


def _count(path: str, operation: Spec) -> None:
    """What is true of an operation whose requests are counted."""
    operation["security"] = KEYED if path.startswith(NEED_A_KEY) else ANYBODY
    error = {"content": {"application/json": {"schema": _error()}}}
    for status, description in EVERYWHERE.items():
        operation["responses"].setdefault(status, {"description": description, **error})
    for status, answer in operation["responses"].items():
        kept = ["RateLimit", "RateLimit-Policy"] if status not in ("414", "503") else []
        if status in ("429", "503"):
            kept.append("Retry-After")
        answer["headers"] = {name: HEADERS[name] for name in kept}


def _error() -> Spec:
    return {"$ref": "#/components/schemas/HTTPError"}


def _without_null(parameter: Spec) -> Spec:
    """A parameter in an address is there or not; nothing in it is null."""
    schema = dict(parameter["schema"])
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) == 1:
        del schema["anyOf"]
        schema |= kinds[0]
    if schema.get("default", ...) is None:
        del schema["default"]
    return {**parameter, "schema": schema}


def _say_other(answer: Spec, kind: str, schema: Spec) -> None:
    content = {} if kind == NDJSON else answer["content"]
    answer["content"] = {**content, kind: {"schema": schema}}


def _say_lines(operation: Spec) -> None:
    """A batch may also come as lines, with its webhook in the query."""
    operation["requestBody"]["content"][NDJSON] = {
        "schema": {"type": "string", "description": "a page or an address a line"},
        "example": LINES,
    }
    webhook = {"type": "string", "maxLength": 8192, "pattern": "^https?://[^/?#]"}
    operation["parameters"].append(
        {
            "name": "webhook",
            "in": "query",
            "required": False,
            "description": "told when the batch has ended, where it is sent as lines",
            "schema": webhook,
        }
    )
