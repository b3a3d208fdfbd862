"""The queue, and one case of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from flask import Response, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from ...errors import Conflict, Invalid
from ...rebuttals.store import near_misses
from ...rebuttals.store.database import writing
from ...rebuttals.store.filing import CASE_KINDS
from ...rebuttals.store.sweep import sweep
from ...records import Record
from .. import downloads, nearest, publishing
from ..guard import me, open_to
from ..office import engine, store
from ..pages import page, tell
from ..places import place_of, read_moment, read_number
from ..publishing import NotYours
from ..store import browsing, queue, remarks
from .blueprint import console

#: What is told of a case in a file.
FIELDS = (
    "id",
    "kind",
    "state",
    "title",
    "record_id",
    "site",
    "reach",
    "size",
    "fresh",
    "first_at",
    "last_at",
    "claimed_by",
    "outcome",
    "reason",
    "closed_by",
    "closed_at",
)
#: Near-misses and reports of a case that its page shows.
SHOWN = 60


@console.get("/", endpoint="home")
@console.get("/queue", endpoint="queue")
def waiting() -> Response:
    """The cases that wait, those that reach most people first."""
    wanted, who = _filter(), me().name
    with engine().connect() as connection:
        cases = queue.listed(connection, wanted, who, _after(wanted), queue.PAGE + 1)
        counts = queue.counts_by_kind(connection, wanted, who)
    more = cases[queue.PAGE - 1] if len(cases) > queue.PAGE else None
    shown = counts.get(wanted.kind, 0) if wanted.kind else sum(counts.values())
    return page(
        "queue",
        cases=cases[: queue.PAGE],
        wanted=wanted,
        kinds=[(kind, counts.get(kind, 0)) for kind in CASE_KINDS],
        everything=sum(counts.values()),
        total=shown,
        now=datetime.now(UTC),
        next=place_of(-more.reach, more.first_at, more.id) if more else None,
        later="after" in request.args,
    )


@console.get("/queue.<any(csv, jsonl):form>")
def queue_as_file(form: str) -> Response:
    """What the queue shows, all of it."""
    wanted, who = _filter(), me().name

    def rows() -> Iterator[downloads.Row]:
        with engine().connect() as connection:
            for found in queue.every(connection, wanted, who):
                yield {name: getattr(found, name) for name in FIELDS}

    return downloads.download(form, "queue", FIELDS, rows())


@console.get("/queue/<int(max=2147483647):case_id>")
def case(case_id: int) -> Response:
    """One case: what came in, what we have, what can be done."""
    with engine().connect() as connection:
        found = queue.get(connection, case_id)
        reports = queue.reports_of(connection, case_id, SHOWN)
        misses = near_misses.by_ids(connection, queue.misses_of(connection, case_id, SHOWN))
        notes = remarks.notes_of(connection, case_id=case_id)
        alike = _imports(connection, found) if found.kind == "import" else []
        may = publishing.may_decide(connection, found, me())
    record = store().get(found.record_id) if found.record_id else None
    about = [store().report(report.appeal_of) for report in reports if report.appeal_of]
    return page(
        "case",
        case=found,
        reports=reports,
        appealed=[report for report in about if report],
        misses=misses,
        notes=notes,
        record=record,
        alike=alike,
        may_decide=may and me().may("curator"),
        mine=found.holder(datetime.now(UTC)) == me().name,
        holder=found.holder(datetime.now(UTC)),
        near=nearest.near(found.title, leave_out=[one.id for one in alike])
        if found.kind in ("tip", "import")
        else [],
    )


@console.post("/queue/<int(max=2147483647):case_id>/claim")
def claim(case_id: int) -> AnyResponse:
    """Take a case, so that nobody else does the same."""
    with writing(engine()) as connection:
        queue.claim(connection, case_id, me().name, _version())
    tell("claimed")
    return redirect(url_for("console.case", case_id=case_id), 303)


@console.post("/queue/<int(max=2147483647):case_id>/release")
def release(case_id: int) -> AnyResponse:
    """Give it back."""
    with writing(engine()) as connection:
        queue.release(connection, case_id, me().name, _version())
    tell("released")
    return redirect(url_for("console.case", case_id=case_id), 303)


@console.post("/queue/<int(max=2147483647):case_id>/finish")
@open_to("curator")
def finish(case_id: int) -> AnyResponse:
    """Close a case with a reason, which everybody in it can read.

    Accepting a dispute or an appeal may take the record off the air in the same step.
    """
    outcome = request.form.get("outcome", "")
    if outcome not in ("accepted", "declined", "done", "retire"):
        raise Invalid("no such outcome", detail={"field": "outcome"})
    reason = publishing.reason_of(request.form.get("why", ""))
    with engine().connect() as connection:
        found = queue.get(connection, case_id)
        if not publishing.may_decide(connection, found, me()):
            raise NotYours("obstacle_answered")
    if outcome == "retire":
        _retire(found, reason)
    verdict = "accepted" if outcome == "retire" else cast("queue.Outcome", outcome)
    with writing(engine()) as connection:
        queue.finish(connection, case_id, verdict, reason, me().name, _version())
    tell("finished")
    return redirect(url_for("console.queue"), 303)


@console.post("/queue/<int(max=2147483647):case_id>/note")
def note_on_case(case_id: int) -> AnyResponse:
    """A note to the others."""
    with writing(engine()) as connection:
        queue.get(connection, case_id)
        remarks.add_note(connection, me().name, request.form.get("note", ""), case_id=case_id)
    return redirect(url_for("console.case", case_id=case_id, _anchor="notes"), 303)


@console.post("/queue/sweep")
@open_to("curator")
def look_again() -> AnyResponse:
    """File what has become due since the last look."""
    with writing(engine()) as connection:
        found = sweep(connection)
    tell("swept", count=found.imports + found.expired + found.dead_links + found.disputed)
    return redirect(url_for("console.queue"), 303)


def _retire(found: queue.Case, reason: str) -> None:
    """Take the case's record off the air, if it is still on it."""
    with engine().connect() as connection:
        holder = queue.get(connection, found.id).holder(datetime.now(UTC))
    if holder not in (None, me().name) or found.version != _version():
        raise Conflict("somebody else was quicker with this case")
    record = store().get(found.record_id or "")
    if record is not None and record.status != "retired":
        publishing.retire(store(), record.id, me(), reason)


def _imports(connection: Connection, found: queue.Case) -> list[Record]:
    return browsing.with_claim_key(connection, found.key.removeprefix("import:"))


def _filter() -> queue.Filter:
    given = request.args
    kind, held, order = given.get("kind"), given.get("held", ""), given.get("order", "reach")
    return queue.Filter(
        kind=kind if kind in CASE_KINDS else None,
        held=held if held in ("free", "mine") else "",  # type: ignore[arg-type]
        text=given.get("q", "").strip()[:200],
        site=given.get("site", "").strip()[:253],
        state="closed" if given.get("state") == "closed" else "open",
        order="age" if order == "age" else "reach",
    )


def _after(wanted: queue.Filter) -> queue.After | None:
    """Where the page begins; from the start where the address makes no sense."""
    parts = request.args.get("after", "").split("~")
    if len(parts) != 3:
        return None
    rank, case_id = read_number(parts[0].removeprefix("-")), read_number(parts[2])
    moment = read_moment(parts[1])
    if rank is None or case_id is None or moment is None:
        return None
    return -rank, moment, case_id


def _version() -> int:
    version = read_number(request.form.get("version"))
    if version is None:
        raise Invalid("the form lacks the version of the case", detail={"field": "version"})
    return version
