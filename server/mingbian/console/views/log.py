"""What everybody may read: the log of decisions, and the answer to what one sent."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...errors import Conflict, Invalid, NotFound
from ...rebuttals.store import Report
from .. import downloads
from ..guard import open_to
from ..office import engine, sender, store
from ..pages import page, spoken, tell
from ..places import read_number
from ..store import log
from .blueprint import console, public

#: What a file tells of a decision.
FIELDS = [
    "number",
    "at",
    "action",
    "record_id",
    "claim",
    "verdict",
    "publisher",
    "why",
    "by_source",
]

#: Decisions in the feed.
FEED = 50

#: Characters of an appeal.
SHORTEST_APPEAL, LONGEST_APPEAL = 10, 5000


@public.get("/decisions", endpoint="log")
@open_to(None)
def listed() -> Response:
    """What was published, changed and retired, and why."""
    return _decisions()


@console.get("/decisions", endpoint="decisions")
def listed_at_the_desk() -> Response:
    """The same among the console's pages, where one stays signed in."""
    return _decisions()


@console.get("/decisions.<any(csv, jsonl):form>")
def decisions_as_file(form: str) -> Response:
    """All of it as a file."""
    return downloads.download(form, "decisions", FIELDS, _rows())


@public.get("/decisions.atom")
@open_to(None)
def feed() -> Response:
    """The same as an Atom feed."""
    with engine().connect() as connection:
        found = log.decisions(connection, limit=FEED)
    text = render_template(
        "console/decisions.xml",
        decisions=found,
        t=spoken(),
        self=url_for("decisions.feed", _external=True),
        home=url_for("decisions.log", _external=True),
        updated=found[0].at if found else None,
    )
    response = make_response(text)
    response.content_type = "application/atom+xml; charset=utf-8"
    return response


@public.get("/reports/<number>")
@open_to(None)
def answer(number: str) -> Response:
    """What became of a report; its number is known to its sender alone."""
    report = _report(number)
    return page(
        "answer",
        report=report,
        may_appeal=store().may_appeal(report),
        number=number,
        longest=LONGEST_APPEAL,
    )


@public.post("/reports/<number>/appeal")
@open_to(None)
def appeal(number: str) -> AnyResponse:
    """Appeal against the answer to a dispute: once, and somebody else decides."""
    report = _report(number)
    reason = request.form.get("reason", "").strip()
    if not SHORTEST_APPEAL <= len(reason) <= LONGEST_APPEAL:
        raise Invalid(
            f"an appeal has {SHORTEST_APPEAL} to {LONGEST_APPEAL} characters",
            detail={"field": "reason"},
        )
    if not store().may_appeal(report):
        raise Conflict("this answer cannot be appealed, or was appealed before")
    made = store().add_report(
        "appeal",
        reason,
        url=report.url,
        quote=report.quote,
        record_id=report.record_id,
        annotation_id=report.annotation_id,
        sender=sender(),
        appeal_of=report.number,
    )
    tell("appeal_sent", number=made)
    return redirect(url_for("decisions.answer", number=made), 303)


def _decisions() -> Response:
    with engine().connect() as connection:
        found = log.decisions(connection, read_number(request.args.get("before")), log.PAGE + 1)
    more = found[log.PAGE - 1].seq if len(found) > log.PAGE else None
    return page("decisions", decisions=found[: log.PAGE], next=more)


def _rows() -> Iterator[downloads.Row]:
    with engine().connect() as connection:
        for one in log.every(connection):
            yield {
                "number": one.seq,
                "at": one.at,
                "action": one.action,
                "record_id": one.record.id,
                "claim": one.record.claim,
                "verdict": one.record.verdict,
                "publisher": one.record.reviews[0].publisher,
                "why": None if one.by_source else one.why,
                "by_source": one.by_source,
            }


def _report(number: str) -> Report:
    found = store().report(number)
    if found is None:
        raise NotFound("there is no report with this number")
    return found
