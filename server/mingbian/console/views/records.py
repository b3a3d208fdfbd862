"""Records: listed, and one with its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from flask import Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...api.shelf import shelf
from ...errors import Conflict, Invalid, NotFound, NotReady
from ...rebuttals.store.database import writing
from ...records import VERDICTS, Status
from .. import bulk, differences, downloads, mending, publishing
from ..guard import me, open_to
from ..office import engine, store
from ..pages import page, tell
from ..places import place_of, read_moment, read_number
from ..store import browsing, proposals, queue, remarks, successors, tags
from ..topics import all_topics
from .blueprint import console

STATUSES = get_args(Status)

#: What a table tells of a record.
TOLD = (
    *("id", "revision", "status", "verdict", "claim", "phrasings", "rebuttal"),
    *("publishers", "urls", "topics", "region", "language", "first_seen", "expires"),
)


@console.get("/records")
def records() -> Response:
    """All records, those changed last first."""
    wanted = filter_of(request.args)
    with engine().connect() as connection:
        rows = browsing.listed(connection, wanted, _after(), browsing.PAGE + 1)
        counts = browsing.counts_by_status(connection, wanted)
        tagged = tags.of_records(connection, [row.id for row in rows])
        in_use = tags.in_use(connection)
    more = rows[browsing.PAGE - 1] if len(rows) > browsing.PAGE else None
    return page(
        "records",
        rows=rows[: browsing.PAGE],
        wanted=wanted,
        statuses=[(status, counts.get(status, 0)) for status in STATUSES],
        everything=sum(counts.values()),
        total=counts.get(wanted.status, 0) if wanted.status else sum(counts.values()),
        verdicts=VERDICTS,
        topics=all_topics(),
        tagged=tagged,
        in_use=in_use,
        most_bulk=bulk.MOST,
        next=place_of(more.updated_at, more.id) if more else None,
        later="after" in request.args,
    )


@console.get("/records/<record_id>")
def record(record_id: str) -> Response:
    """One record with its proposals, cases, notes and every revision."""
    history = store().revisions(record_id)
    if not history:
        raise NotFound("there is no such record")
    with engine().connect() as connection:
        waiting = proposals.of_record(connection, record_id)
        cases = queue.of_record(connection, record_id)
        notes = remarks.notes_of(connection, record_id=record_id)
        apart = remarks.distinct_from(connection, record_id)
        interest = remarks.interest_in(connection, me().name, history[-1].record)
        tagged = tags.of_record(connection, record_id)
        links = successors.links_of(connection, record_id)
        merged = successors.merged_by(connection, record_id)
    return page(
        "record",
        record=history[-1].record,
        revision=history[-1].number,
        history=differences.told(history),
        waiting=[
            (one, differences.between(history[-1].record, one.record), _obstacle(one))
            for one in waiting
        ],
        cases=cases,
        notes=notes,
        apart=list(apart.values()),
        interest=interest,
        tagged=tagged,
        links=links,
        merged=merged,
        live=_is_live(record_id),
    )


@console.get("/records/<record_id>/live")
def live(record_id: str) -> Response:
    """Whether readers get the record as it stands; for the page that waits for it."""
    return jsonify({"live": _is_live(record_id)})


@console.post("/records/<record_id>/approve")
@open_to("curator")
def approve(record_id: str) -> AnyResponse:
    """Publish what another proposed."""
    publishing.approve(store(), _proposal(), me())
    tell("approved")
    return _back(record_id)


@console.post("/records/<record_id>/send-back")
def send_back(record_id: str) -> AnyResponse:
    """Decline a proposal, or take one's own back."""
    publishing.send_back(store(), _proposal(), me(), request.form.get("why", ""))
    tell("sent_back")
    return _back(record_id)


@console.post("/records/<record_id>/retire")
@open_to("curator")
def retire(record_id: str) -> AnyResponse:
    """Take the record off the air."""
    publishing.retire(
        store(), record_id, me(), request.form.get("why", ""), expected_revision=_revision()
    )
    tell("retired")
    return _back(record_id)


@console.post("/records/<record_id>/undo")
@open_to("curator")
def undo(record_id: str) -> AnyResponse:
    """Back to before the last revision; a merge is undone whole, from either of its records."""
    with engine().connect() as connection:
        merged = successors.merged_by(connection, record_id)
        standing = browsing.revision_of(connection, record_id)
    if merged is None:
        publishing.undo(store(), record_id, me(), _revision())
        tell("undone")
    elif standing != _revision():
        raise Conflict("somebody changed the record meanwhile")
    else:
        mending.unmerge(store(), merged, me())
        tell("unmerged")
    return _back(record_id)


@console.post("/records/<record_id>/note")
def note_on_record(record_id: str) -> AnyResponse:
    """A note to the others."""
    _require(record_id)
    with writing(engine()) as connection:
        remarks.add_note(connection, me().name, request.form.get("note", ""), record_id=record_id)
    return redirect(url_for("console.record", record_id=record_id, _anchor="notes"), 303)


@console.post("/records/<record_id>/tags")
def tag(record_id: str) -> AnyResponse:
    """Give the record these tags and no others."""
    wanted = tags.read(request.form.get("tags", ""))
    _require(record_id)
    with writing(engine()) as connection:
        before = tags.of_record(connection, record_id)
        tags.put(connection, record_id, wanted)
        if changed := tags.told(before, wanted):
            remarks.add_note(connection, me().name, changed, record_id=record_id)
    tell("tags_kept")
    return _back(record_id)


@console.post("/records/<record_id>/interest")
def interest(record_id: str) -> AnyResponse:
    """Declare an interest in this record."""
    _require(record_id)
    with writing(engine()) as connection:
        remarks.declare(connection, me().name, request.form.get("why", ""), record_id=record_id)
    tell("interest_kept")
    return _back(record_id)


@console.post("/records/<record_id>/apart")
@open_to("curator")
def apart(record_id: str) -> AnyResponse:
    """Say that another record is not the same, and why."""
    other = request.form.get("other", "").strip()
    _require(record_id)
    _require(other)
    with writing(engine()) as connection:
        remarks.distinguish(connection, record_id, other, request.form.get("why", ""), me().name)
    tell("apart_kept")
    return _back(record_id)


@console.get("/records.<any(csv, jsonl):form>")
def records_as_file(form: str) -> Response:
    """What the list shows, all of it: as a table, or as records that can be imported."""
    wanted = filter_of(request.args)
    rows = _records(wanted) if form == "jsonl" else _table(wanted)
    return downloads.download(form, "records", TOLD, rows)


def _records(wanted: browsing.Filter) -> Iterator[downloads.Row]:
    with engine().connect() as connection:
        for record, _ in browsing.bodies(connection, wanted):
            yield record.to_json()


def _table(wanted: browsing.Filter) -> Iterator[downloads.Row]:
    with engine().connect() as connection:
        for record, revision in browsing.bodies(connection, wanted):
            yield {name: getattr(record, name) for name in TOLD if hasattr(record, name)} | {
                "revision": revision,
                "publishers": [review.publisher for review in record.reviews],
                "urls": [review.url for review in record.reviews if review.url],
            }


def filter_of(given: Mapping[str, str]) -> browsing.Filter:
    """The filter that an address or a form names; what makes no sense is left out."""
    status, verdict, topic = (given.get(name, "") for name in ("status", "verdict", "topic"))
    return browsing.Filter(
        status=status if status in STATUSES else "",
        verdict=verdict if verdict in VERDICTS else "",
        topic=topic if topic in all_topics() else "",
        publisher=given.get("publisher", "").strip()[:120],
        tag=given.get("tag", "").strip().lower()[: tags.LONGEST],
        text=given.get("q", "").strip()[:200],
    )


def _after() -> browsing.After | None:
    moment, _, record_id = request.args.get("after", "").partition("~")
    found = read_moment(moment)
    return (found, record_id) if found and record_id else None


def _is_live(record_id: str) -> bool | None:
    """Whether the index that serves readers has the stored record; None while there is none."""
    try:
        served = shelf().library.get(record_id)
    except NotReady:
        return None
    stored = store().get(record_id)
    if stored is None or stored.status != "published":
        return served is None
    return served == stored


def _obstacle(proposal: proposals.Proposal) -> str | None:
    return publishing.obstacle(store(), proposal, me())


def _proposal() -> proposals.Proposal:
    number = read_number(request.form.get("proposal"))
    if number is None:
        raise Invalid("the form lacks the proposal", detail={"field": "proposal"})
    with engine().connect() as connection:
        return proposals.get(connection, number)


def _revision() -> int:
    revision = read_number(request.form.get("revision"))
    if revision is None:
        raise Invalid("the form lacks the revision", detail={"field": "revision"})
    return revision


def _require(record_id: str) -> None:
    if store().get(record_id) is None:
        raise NotFound(f"there is no record {record_id[:80]}")


def _back(record_id: str) -> AnyResponse:
    return redirect(url_for("console.record", record_id=record_id), 303)
