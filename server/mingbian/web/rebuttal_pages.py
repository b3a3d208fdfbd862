"""The rebuttals for people: the latest ones, and a page for each, which machines can read too."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from ..api import rebuttals as api
from ..api.addresses import link_to
from ..api.shelf import shelf
from ..errors import MingbianError, NotFound
from ..rebuttals.exporting import to_claimreview
from ..rebuttals.exporting.claimreview import is_vetted
from ..rebuttals.store import Wanted
from . import pages
from .feeds import before_asked, feed_links
from .headers import guard

blueprint = APIBlueprint(
    "rebuttal_pages", __name__, template_folder="templates", enable_openapi=False
)
blueprint.after_request(guard)
blueprint.register_error_handler(MingbianError, pages.refused)

#: Records on a page of the list.
PAGE = 30

#: Characters of an id that are looked up.
MAX_ID = 200

#: Seconds for which a copy of a page may be used without asking again.
FRESH = 60


@blueprint.get("/rebuttals")
def latest() -> Response:
    """The latest rebuttals, page by page."""
    before = before_asked()
    found = shelf().store.changed(Wanted(), PAGE + 1, before)
    page = Response(
        render_template(
            "web/rebuttals.html",
            listed=found[:PAGE],
            older=found[PAGE - 1].seq if len(found) > PAGE else None,
            before=before,
            feeds=feed_links(),
            canonical=link_to("rebuttal_pages.latest"),
        )
    )
    return _fresh(page, "Accept-Language")


@blueprint.get("/rebuttals/<record_id>")
def record(record_id: str) -> AnyResponse:
    """One rebuttal: HTML with ClaimReview inside, or either alone, as `Accept` asks.

    The address of one that was merged into another leads there: links to it live on.
    """
    try:
        found = api.published(record_id)
    except NotFound:
        onward = shelf().store.merged_into(record_id[:MAX_ID])
        if onward is None:
            raise
        return redirect(link_to("rebuttal_pages.record", record_id=onward), 302)
    offered = ["text/html", "application/json"] + [api.LINKED_DATA] * is_vetted(found)
    wanted = request.accept_mimetypes.best_match(offered, default="text/html")
    if wanted == api.LINKED_DATA:
        answer = jsonify(to_claimreview(found))
        answer.mimetype = api.LINKED_DATA
    elif wanted == "application/json":
        answer = jsonify(found.to_json())
    else:
        answer = Response(
            render_template(
                "web/rebuttal.html",
                record=found,
                linked_data=to_claimreview(found) if is_vetted(found) else None,
                canonical=link_to("rebuttal_pages.record", record_id=found.id),
                feeds=feed_links(),
            )
        )
    return _fresh(answer, "Accept", "Accept-Language")


def _fresh(answer: Response, *depends_on: str) -> Response:
    answer.vary.update(depends_on)
    answer.cache_control.public, answer.cache_control.max_age = True, FRESH
    answer.add_etag(weak=True)
    answer.make_conditional(request)
    return answer
