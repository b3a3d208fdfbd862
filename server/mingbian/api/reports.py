"""POST /v1/reports: a reader's tip about a page, or a dispute of a mark."""

from __future__ import annotations

from apiflask import APIBlueprint

from ..console.office import sender
from .schemas import ReportIn, ReportOut
from .shelf import shelf

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
