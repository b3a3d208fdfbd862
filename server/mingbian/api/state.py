"""Is it alive, is it ready, what has it done: for machines that watch the service."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from .. import __version__
from . import metrics
from .schemas.service import StateOut
from .shelf import shelf

blueprint = APIBlueprint("state", __name__, tag="state")


@blueprint.get("/healthz")
@blueprint.output(StateOut)
def healthz() -> dict[str, Any]:
    """Is it alive

    Answers as soon as the port is open, also while the index is being prepared.
    """
    return {"status": "ok", "version": __version__}


@blueprint.get("/readyz")
@blueprint.output(StateOut)
@blueprint.doc(responses=[503])
def readyz() -> dict[str, Any]:
    """Is it ready

    503 with Retry-After while the index is being prepared.
    """
    version = shelf().library.version
    return {"status": "ready", "version": __version__, "index_version": version}


@blueprint.get("/metrics")
@blueprint.doc(hide=True)
def numbers() -> Response:
    """Counts and times for Prometheus; no text, no addresses."""
    return Response(metrics.exposition(), content_type=metrics.CONTENT_TYPE)
