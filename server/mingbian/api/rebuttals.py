"""GET /v1/rebuttals: the index, searched and read."""

from __future__ import annotations

import re
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, request

from ..errors import NotFound
from ..rebuttals.exporting import to_claimreview
from ..rebuttals.exporting.claimreview import is_vetted
from ..records import Record
from .schemas import RecordOut, SearchIn, SearchOut
from .shelf import shelf

blueprint = APIBlueprint("rebuttals", __name__, tag="rebuttals")

LINKED_DATA = "application/ld+json"

#: What ids are made of; anything else is not looked up.
_ID = re.compile(r"[\w.:-]{1,200}")


@blueprint.get("/v1/rebuttals")
@blueprint.input(SearchIn, location="query")
@blueprint.output(SearchOut)
@blueprint.doc(responses=[422, 429, 503])
def search(query_data: SearchIn) -> dict[str, Any]:
    """Search rebuttals

    The records that are nearest to a claim, in any wording, the best first.
    """
    library = shelf().library
    hits = library.search(
        query_data.q,
        limit=query_data.limit,
        language=query_data.language,
        since=query_data.since,
        topic=query_data.topic,
        verdict=query_data.verdict,
    )
    results = [{"score": hit.score, "record": hit.record.to_json()} for hit in hits]
    return {"index_version": library.version, "results": results}


@blueprint.get("/v1/rebuttals/<record_id>")
@blueprint.output(RecordOut)
@blueprint.doc(responses=[404, 429, 503])
def record(record_id: str) -> Response:
    """Read one rebuttal

    As a record, or as schema.org ClaimReview when `Accept` asks for application/ld+json and one
    of the reviews has an address.
    """
    found = _published(record_id)
    offered = ["application/json", LINKED_DATA] if is_vetted(found) else ["application/json"]
    if request.accept_mimetypes.best_match(offered) == LINKED_DATA:
        response = jsonify(to_claimreview(found))
        response.mimetype = LINKED_DATA
    else:
        response = jsonify(found.to_json())
    response.vary.add("Accept")
    return response


def _published(record_id: str) -> Record:
    library = shelf().library
    found = library.get(record_id) if _ID.fullmatch(record_id) else None
    if found is None or found.status != "published":
        raise NotFound("there is no rebuttal with this id", detail={"id": record_id[:200]})
    return found
