"""/v1/reports: a reader's tip about a page or dispute of a mark, and what became of it."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, jsonify

from ..console.office import sender
from ..errors import NotFound
from ..rebuttals.store import Report
from .schemas.reports import ReportIn, ReportOut, ReportSeen
from .shelf import shelf
from .showing import rfc3339

blueprint = APIBlueprint("reports", __name__, tag="reports")


@blueprint.post("/v1/reports")
@blueprint.input(ReportIn)
@blueprint.output(ReportOut, status_code=201, description="Kept for the curators")
@blueprint.doc(responses=[400, 413, 415, 422, 429, 503])
def report(json_data: ReportIn) -> dict[str, str]:
    """Report a page or dispute a mark

    It reaches the curators' queue; the number is for asking what became of it.
    """
    number = shelf().store.add_report(
        json_data.kind,
        json_data.reason,
        url=json_data.url,
        quote=json_data.quote,
        record_id=json_data.record_id,
        annotation_id=json_data.annotation_id,
        sender=sender(),
    )
    return {"number": number}


@blueprint.get("/v1/reports/<number>")
@blueprint.output(ReportSeen)
@blueprint.doc(responses=[404, 429, 503])
def seen(number: str) -> Response:
    """Ask what became of a report

    Whoever has the number may ask: it cannot be guessed, and only its sender was given it.  What
    was sent is not shown again.
    """
    found = shelf().store.report(number)
    if found is None:
        raise NotFound("there is no report with this number")
    response = jsonify(_shown(found))
    response.cache_control.no_store = True  # an answer may come at any moment, and is private
    return response


def _shown(found: Report) -> dict[str, object]:
    return {
        "number": found.number,
        "kind": found.kind,
        "state": found.state,
        "sent_at": rfc3339(found.created),
        "answer": found.answer,
        "answered_at": rfc3339(found.answered) if found.answered else None,
        "may_appeal": shelf().store.may_appeal(found),
    }
