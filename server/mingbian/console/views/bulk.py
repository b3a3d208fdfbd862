"""One change to many records: picked, looked through, carried out."""

from __future__ import annotations

from flask import Response, request

from ...errors import Invalid
from .. import bulk, differences
from ..guard import me, open_to
from ..office import engine, store
from ..pages import page
from ..store import browsing
from ..topics import all_topics
from .blueprint import console
from .records import filter_of


@console.post("/bulk")
@open_to("curator")
def preview() -> Response:
    """What the change would do to each record that was picked, or that the filter leaves."""
    ids = _picked()
    order = _order() if request.form.get("what") else None
    planned = bulk.plan(store(), order, ids) if order else []
    changing = [one for one in planned if one.changes]
    return page(
        "bulk",
        ids=ids,
        order=order,
        changing=[(one, differences.between(one.before, one.after)) for one in changing],
        left=[one for one in planned if not one.changes],
        second=sum(one.needs_second_eyes for one in changing),
        whats=bulk.WHATS,
        topics=all_topics(),
        most=bulk.MOST,
    )


@console.post("/bulk/do")
@open_to("curator")
def carry_out() -> Response:
    """Make the change that was looked through."""
    done = bulk.carry_out(store(), _order(), _seen(), me(), request.form.get("why", ""))
    return page("bulk_done", done=done)


def _picked() -> list[str]:
    """The ids that were ticked; all that the filter leaves, where that was asked for.

    Invalid when there are none, or more than `bulk.MOST`.
    """
    ids = request.form.getlist("pick")
    if request.form.get("all"):
        with engine().connect() as connection:
            wanted = filter_of(request.form)
            ids = [row.id for row in browsing.listed(connection, wanted, limit=bulk.MOST + 1)]
    if not ids:
        raise Invalid("no record was picked", detail={"field": "pick"})
    if len(ids) > bulk.MOST:
        raise Invalid(f"{bulk.MOST} records at most; narrow the filter", detail={"field": "pick"})
    return ids


def _order() -> bulk.Order:
    form = request.form
    what = form.get("what", "")
    field = "topic" if what in ("add_topic", "remove_topic") else "value"
    return bulk.order_of(what, form.get(field, ""), form.get("other", ""))


def _seen() -> list[tuple[str, int]]:
    """Which record was looked at in which revision: fields `at` with "revision~id"."""
    seen = []
    for text in request.form.getlist("at")[: bulk.MOST]:
        revision, _, record_id = text.partition("~")
        if not revision.isdecimal() or not record_id:
            raise Invalid("the form lacks a revision", detail={"field": "at"})
        seen.append((record_id, int(revision)))
    return seen
