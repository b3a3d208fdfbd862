"""POST /v1/check: one page, read and marked."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from apiflask import APIBlueprint
from flask import current_app, g
from sqlalchemy.exc import SQLAlchemyError

from ..fetching import Fetcher
from ..pipeline.capture import Capture
from ..pipeline.check import Report, check_page
from ..pipeline.page import Footprint, Knowledge
from . import keys, metrics, showing
from .deadline import Desk
from .explaining import Explainer
from .learning import Listener
from .limits import settings
from .schemas.checking import CheckIn, CheckOut, ExplainIn
from .shelf import shelf
from .validation import capture_of

if TYPE_CHECKING:
    from ..seen import SeenPages

log = logging.getLogger(__name__)

blueprint = APIBlueprint("check", __name__, tag="check")


@blueprint.post("/v1/check")
@blueprint.input(CheckIn)
@blueprint.input(ExplainIn, location="query")
@blueprint.output(CheckOut, description="What was found, as W3C Web Annotations")
@blueprint.doc(responses=[400, 401, 403, 413, 415, 422, 429, 502, 503])
def check(json_data: CheckIn, query_data: ExplainIn) -> dict[str, Any]:
    """Check a page

    Send its markup with its address, or a text, or an address for the service to fetch.
    No text and no address that was sent is kept.  With `explain` and a curator's key the answer
    has `candidates` too: what the page was compared with, and why it was not marked for it.
    """
    library = shelf().library  # NotReady comes before any page is fetched
    if not query_data.explain:
        report = checked(capture_of(json_data, fetcher().page))
        return showing.report_json(report, g.request_id)
    keys.require("curator")
    explainer = Explainer(library)
    report = checked(capture_of(json_data, fetcher().page), explainer)
    return showing.report_json(report, g.request_id) | {"candidates": explainer.candidates}


def checked(capture: Capture, explainer: Explainer | None = None) -> Report:
    """The report on a page, read within the service's limits and counted.

    An explainer stands in for the library.  Raises NotReady, TooManyRequests, NoArticle.
    """
    seen, listener = _seen(), None if explainer else _listener()
    knowledge = Knowledge(explainer or listener or shelf().library, datetime.now(UTC), seen)
    report: Report = _desk().run(lambda: check_page(capture, knowledge))
    metrics.count_report(report)
    if seen and report.footprint:
        _remember(seen, report.footprint)
    if listener:
        listener.keep(shelf().store, report)
    return report


def _remember(seen: SeenPages, footprint: Footprint) -> None:
    """Keep the footprint; a reader gets the report whether that succeeds or not."""
    try:
        seen.remember(footprint)
    except SQLAlchemyError as error:
        log.warning("a page was not remembered: %s", type(error).__name__)


def _listener() -> Listener | None:
    """Hears what curators can learn from; None unless the operator has turned it on."""
    return Listener(shelf().library) if settings().near_miss_days > 0 else None


def _seen() -> SeenPages | None:
    return cast("SeenPages | None", current_app.extensions["mingbian.seen"])


def _desk() -> Desk:
    return cast("Desk", current_app.extensions["mingbian.desk"])


def fetcher() -> Fetcher:
    """Reads pages from the net, and nothing that points inside."""
    return cast("Fetcher", current_app.extensions["mingbian.fetcher"])
