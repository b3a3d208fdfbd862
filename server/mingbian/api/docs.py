"""/docs: the description of the API as a page, made here, with nothing loaded from elsewhere."""

from __future__ import annotations

import json
from typing import Any, cast

from apiflask import APIBlueprint, APIFlask
from flask import current_app, render_template

blueprint = APIBlueprint("docs", __name__, template_folder="templates", enable_openapi=False)

METHODS = ("get", "post", "put", "patch", "delete")


@blueprint.get("/docs")
def docs() -> str:
    """The API for people to read."""
    spec = cast("dict[str, Any]", cast("APIFlask", current_app).spec)
    return render_template("docs.html", spec=spec, operations=_operations(spec), pretty=_pretty)


def _operations(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"method": method.upper(), "path": path, **operations[method]}
        for path, operations in spec["paths"].items()
        for method in METHODS
        if method in operations
    ]


def _pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
