"""Merging a record into another, and splitting one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...errors import Invalid, MingbianError, NotFound
from ...records import VERDICTS, Record
from .. import differences, mending, nearest
from ..guard import me, open_to
from ..joining import Division, left_out
from ..office import engine, store
from ..pages import page, tell
from ..sheets import LONGEST
from ..store import browsing, remarks
from .blueprint import console


@console.get("/records/<record_id>/merge")
@open_to("curator")
def merge(record_id: str) -> Response:
    """Choose the other record; with `into`, what merging would do."""
    record, revision = _record(record_id)
    into = request.args.get("into", "").strip()[:200]
    plan, problem = None, None
    if into:
        try:
            plan = mending.foresee_merge(store(), record_id, into)
        except MingbianError as error:
            problem = error
    with engine().connect() as connection:
        apart = remarks.distinct_from(connection, record_id)
        into_revision = browsing.revision_of(connection, into) if plan else 0
    return page(
        "merge",
        problem.status if problem else 200,
        record=record,
        revision=revision,
        into=into,
        into_revision=into_revision,
        plan=plan,
        problem=problem,
        changes=differences.between(plan.into, plan.result) if plan else (),
        left_out=left_out(plan.into, plan.one) if plan else [],
        apart=apart,
        near=[] if plan else nearest.near(record.claim, leave_out=[record_id]),
    )


@console.post("/records/<record_id>/merge")
@open_to("curator")
def do_merge(record_id: str) -> AnyResponse:
    """Merge as it was looked at."""
    form = request.form
    into = form.get("into", "").strip()
    revisions = (_number("revision"), _number("into_revision"))
    fate = mending.merge(store(), record_id, into, me(), form.get("why", ""), revisions)
    tell("merge_waiting" if fate == "waiting" else "merge_done")
    return redirect(url_for("console.record", record_id=into), 303)


@console.get("/records/<record_id>/split")
@open_to("curator")
def split(record_id: str) -> Response:
    """What goes to a new record, and what stays."""
    record, revision = _record(record_id)
    blank = Division("", record.verdict, record.rebuttal, *[frozenset[int]()] * 3)
    return page("split", **_split_view(record, revision, blank))


@console.post("/records/<record_id>/split")
@open_to("curator")
def do_split(record_id: str) -> AnyResponse:
    """Look at the two, or make them."""
    record, _ = _record(record_id)
    division, why = _division(record), request.form.get("why", "")
    view = _split_view(record, _number("revision"), division) | {"why": why}
    try:
        rest, new = mending.foresee_split(record, division, "c-new")
        if request.form.get("step") != "split":
            changes = differences.between(record, rest)
            return page("split", **(view | {"changes": changes, "new": new}))
        fate, new_id = mending.split(store(), record, view["revision"], division, me(), why)
    except Invalid as error:
        return page("split", 422, **(view | {"problem": error}))
    tell("split_waiting" if fate == "waiting" else "split_done")
    return redirect(url_for("console.record", record_id=new_id), 303)


def _split_view(record: Record, revision: int, division: Division) -> dict[str, Any]:
    return {
        "record": record,
        "revision": revision,
        "division": division,
        "verdicts": VERDICTS,
        "changes": None,
        "new": None,
        "problem": None,
        "why": "",
    }


def _division(record: Record) -> Division:
    form = request.form
    return Division(
        claim=form.get("claim", "")[:LONGEST],
        verdict=form.get("verdict", record.verdict),
        rebuttal=form.get("rebuttal", "")[:LONGEST],
        phrasings=frozenset(_going("phrasing", len(record.phrasings), "goes")),
        reviews=frozenset(_going("review", len(record.reviews), "goes")),
        both=frozenset(_going("review", len(record.reviews), "both")),
    )


def _going(what: str, size: int, where: str) -> Iterator[int]:
    return (place for place in range(size) if request.form.get(f"{what}.{place}") == where)


def _record(record_id: str) -> tuple[Record, int]:
    with engine().connect() as connection:
        found = browsing.some(connection, [record_id])
    if not found:
        raise NotFound("there is no such record")
    return found[0]


def _number(name: str) -> int:
    text = request.form.get(name, "")
    if not text.isdecimal():
        raise Invalid(f"the form lacks {name}", detail={"field": name})
    return int(text)
