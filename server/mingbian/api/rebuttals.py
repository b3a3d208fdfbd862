"""GET /v1/rebuttals: the index, searched and read."""

from __future__ import annotations

import re
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, request

from ..errors import NotFound
from ..rebuttals.exporting import to_claimreview
from ..rebuttals.exporting.claimreview import is_vetted
from ..rebuttals.store import Wanted
from ..rebuttals.store.listing import is_on, plain_site
from ..records import Record
from .paging import DEPTH, cursor_of, moment_of, place_of, question, ranked
from .schemas.rebuttals import RecordOut, SearchIn, SearchOut
from .shelf import shelf

blueprint = APIBlueprint("rebuttals", __name__, tag="rebuttals")

LINKED_DATA = "application/ld+json"

#: Results as JSON, and the cursor of the next page.
Page = tuple[list[dict[str, Any]], str | None]

#: What ids are made of; anything else is not looked up.
_ID = re.compile(r"[\w.:-]{1,200}")


@blueprint.get("/v1/rebuttals")
@blueprint.input(SearchIn, location="query")
@blueprint.output(SearchOut)
@blueprint.doc(responses=[422, 429, 503])
def search(query_data: SearchIn) -> dict[str, Any]:
    """Search or list rebuttals

    With `q` the records that are nearest to a claim, in any wording, the best first (at most
    200); without it every published record, the newest first.  `next_cursor` leads to the next
    page: a record that is there throughout comes once, whatever changes meanwhile.
    """
    asked = question(query_data.model_dump(exclude={"cursor", "limit"}))
    results, cursor = (_listed if query_data.q is None else _found)(query_data, asked)
    return {
        "index_version": shelf().library.version,
        "results": results,
        **({"next_cursor": cursor} if cursor else {}),
    }


def _found(given: SearchIn, asked: str) -> Page:
    after = place_of(given.cursor, asked, "cursor", (float, str))
    site = given.site and plain_site(given.site)
    hits = shelf().library.search(
        given.q or "",
        limit=DEPTH,
        language=given.language,
        since=given.since,
        topic=given.topic,
        verdict=given.verdict,
    )
    there = [hit for hit in hits if not site or _is_on(hit.record, site)]
    left = ranked(there, after)
    page = left[: given.limit]
    results = [{"score": hit.score, "record": hit.record.to_json()} for hit in page]
    more = len(left) > len(page)
    return results, cursor_of(asked, [float(page[-1].score), page[-1].record.id]) if more else None


def _listed(given: SearchIn, asked: str) -> Page:
    after = place_of(given.cursor, asked, "cursor", (str, str))
    wanted = Wanted(
        language=given.language,
        verdict=given.verdict,
        topic=given.topic,
        site=given.site and plain_site(given.site),
        since=given.since,
    )
    place = (moment_of(after[0], "cursor"), after[1]) if after else None
    found = shelf().store.newest(wanted, given.limit + 1, place)
    page = found[: given.limit]
    results = [{"score": None, "record": one.record.to_json()} for one in page]
    if len(found) == len(page):
        return results, None
    return results, cursor_of(asked, [page[-1].created.isoformat(), page[-1].record.id])


def _is_on(record: Record, site: str) -> bool:
    return any(is_on(review, site) for review in record.reviews)


@blueprint.get("/v1/rebuttals/<record_id>")
@blueprint.output(RecordOut)
@blueprint.doc(responses=[404, 429, 503])
def record(record_id: str) -> Response:
    """Read one rebuttal

    As a record, or as schema.org ClaimReview when `Accept` asks for application/ld+json and one
    of the reviews has an address.
    """
    found = published(record_id)
    offered = ["application/json", LINKED_DATA] if is_vetted(found) else ["application/json"]
    if request.accept_mimetypes.best_match(offered) == LINKED_DATA:
        response = jsonify(to_claimreview(found))
        response.mimetype = LINKED_DATA
    else:
        response = jsonify(found.to_json())
    response.vary.add("Accept")
    return response


def published(record_id: str) -> Record:
    """The published record with this id.  Raises NotFound."""
    library = shelf().library
    found = library.get(record_id) if _ID.fullmatch(record_id) else None
    if found is None or found.status != "published":
        raise NotFound("there is no rebuttal with this id", detail={"id": record_id[:200]})
    return found
