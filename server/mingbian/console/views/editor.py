"""The editor: from a link or a blank sheet to a record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...api.check import fetcher
from ...errors import Conflict, Invalid, NotFound, NotReady
from ...rebuttals.doubles import normalised_claim
from ...rebuttals.store import near_misses
from ...records import VERDICTS, Record
from .. import differences, drafting, nearest, publishing, trying
from ..guard import me
from ..office import engine, store
from ..pages import page, spoken, tell
from ..places import read_number
from ..publishing import Change
from ..sheets import ReviewLine, Sheet, read, record_of, sheet_of
from ..store import browsing, queue, remarks
from ..topics import all_topics
from .blueprint import console

KINDS = ("official", "media", "science", "platform")
LANGUAGES = ("zh-CN", "zh-TW", "en")

#: Phrasings offered from what readers sent.
SUGGESTED = 8


@console.get("/new")
def new() -> Response:
    """A blank sheet, or one that a case fills; and the box for a link or a notice."""
    case_id = read_number(request.args.get("case"))
    sheet = Sheet() if case_id is None else _from_case(case_id)
    return _editor(sheet)


@console.post("/new")
def bring() -> Response:
    """Drafts from a link, a pasted notice or a file."""
    found = _bring()
    case = read_number(request.form.get("case"))
    sheets = [replace(sheet, case_id=case) for sheet in found.sheets]
    if len(sheets) > 1:
        return page("choose", sheets=sheets, refused=found.refused, names=_hidden)
    return _editor(sheets[0], refused=found.refused, brought=True)


@console.get("/records/<record_id>/edit")
def edit(record_id: str) -> Response:
    """The sheet of a record, with a further phrasing or the case it answers."""
    record = store().get(record_id)
    if record is None:
        raise NotFound("there is no such record")
    with engine().connect() as connection:
        revision = browsing.revision_of(connection, record_id)
    sheet = sheet_of(record, revision, read_number(request.args.get("case")))
    phrasing = request.args.get("phrasing", "").strip()[:600]
    return _editor(_with_phrasings(sheet, [phrasing] if phrasing else []))


@console.post("/edit")
def write() -> AnyResponse:
    """One step with the sheet: look, try, keep as a draft, or publish."""
    sheet = read(request.form, request.form.getlist("topics"))
    step = request.form.get("step", "look")
    if step.startswith("join:"):
        return _joined(sheet, step.removeprefix("join:"))
    if step == "more":
        return _editor(sheet.with_reviews([*sheet.reviews, ReviewLine()]))
    reading = record_of(sheet)
    if reading.record is None:
        return _editor(sheet, problems=reading.problems, status=422)
    if step == "try" or step.startswith("try:"):
        most_read = read_number(step.removeprefix("try").removeprefix(":")) or trying.READ
        return _editor(sheet, outcome=_try(reading.record, sheet, most_read))
    if step in ("draft", "publish"):
        return _keep(sheet, reading.record, step)
    return _editor(sheet, looked=True)


@console.get("/nearest")
def near() -> Response:
    """Records near a text, for the pane beside the editor."""
    record_id = request.args.get("id", "")
    try:
        found = nearest.look_up(request.args.get("q", ""), leave_out=[record_id])
    except NotReady as error:
        response = jsonify(error.to_json())
        response.status_code = 503
        return response
    with engine().connect() as connection:
        said = remarks.distinct_from(connection, record_id) if record_id else {}
    return jsonify({"near": [_near_json(one, said) for one in found]})


def _near_json(one: nearest.Near, said: dict[str, remarks.Distinction]) -> dict[str, Any]:
    record = one.record
    return {
        "id": record.id,
        "claim": record.claim,
        "verdict": record.verdict,
        "verdictName": spoken().named("verdict", record.verdict),
        "publisher": record.reviews[0].publisher if record.reviews else "",
        "address": url_for("console.record", record_id=record.id),
        "score": one.score,
        "apart": said[record.id].why if record.id in said else None,
    }


def _keep(sheet: Sheet, record: Record, step: str) -> AnyResponse:
    """Save or publish; whoever was too late sees both versions and keeps their own text."""
    change = Change(record, sheet.base, sheet.why, sheet.case_id)
    try:
        if step == "draft":
            fate = publishing.save_draft(store(), change, me())
        else:
            fate = publishing.publish(store(), change, me())
    except Conflict as conflict:
        return _conflict(replace(sheet, id=record.id), record, conflict)
    except Invalid as error:
        field = error.detail.get("field") if isinstance(error.detail, dict) else None
        problems = {str(field or "why"): error.message}
        return _editor(sheet, problems=problems, status=422)
    _keep_distinctions(record.id)
    tell(f"fate_{fate}")
    return redirect(url_for("console.record", record_id=record.id), 303)


def _conflict(sheet: Sheet, mine: Record, conflict: Conflict) -> Response:
    """The sheet as it was typed, based on the newest revision, and what came between."""
    theirs = store().get(mine.id)
    with engine().connect() as connection:
        revision = browsing.revision_of(connection, mine.id)
    changes = differences.between(theirs, mine.with_status(theirs.status)) if theirs else ()
    history = store().revisions(mine.id)
    return _editor(
        replace(sheet, base=revision),
        status=409,
        conflict=conflict.message,
        changes=changes,
        other=history[-1] if history else None,
    )


def _joined(sheet: Sheet, record_id: str) -> Response:
    """The sheet of another record, with this one's reviews, claim and phrasings added."""
    record = store().get(record_id)
    if record is None:
        raise NotFound("there is no such record")
    with engine().connect() as connection:
        revision = browsing.revision_of(connection, record_id)
    target = sheet_of(record, revision, sheet.case_id)
    known = {(line.publisher, line.url) for line in target.reviews}
    further = [
        line
        for line in sheet.reviews
        if not line.is_empty and (line.publisher, line.url) not in known
    ]
    told = [sheet.claim, *sheet.phrasings.splitlines()]
    joined = _with_phrasings(target.with_reviews([*target.reviews, *further]), told)
    return _editor(joined, joined=True)


def _with_phrasings(sheet: Sheet, texts: list[str]) -> Sheet:
    """With those texts that are not among its wordings yet, typing aside."""
    lines = sheet.phrasings.splitlines()
    known = {normalised_claim(text) for text in (sheet.claim, *lines)}
    new = [text.strip() for text in texts if text.strip() and normalised_claim(text) not in known]
    return replace(sheet, phrasings="\n".join([*lines, *new]))


def _keep_distinctions(record_id: str) -> None:
    """What was said of near records: `apart.ID` fields that are not empty."""
    from ...rebuttals.store.database import writing

    said = {
        name.removeprefix("apart."): value
        for name, value in request.form.items()
        if name.startswith("apart.") and value.strip()
    }
    if said:
        with writing(engine()) as connection:
            for other, why in said.items():
                if store().get(other) is not None and other != record_id:
                    remarks.distinguish(connection, record_id, other, why, me().name)


def _try(record: Record, sheet: Sheet, most_read: int) -> trying.Outcome:
    with engine().connect() as connection:
        misses = near_misses.recent(connection, limit=trying.MISSES)
    return trying.try_out(record, sheet.trial, misses, most_read)


def _bring() -> drafting.Found:
    link = request.form.get("link", "").strip()
    upload = request.files.get("file")
    if link:
        return drafting.from_link(link[:2000], fetcher())
    if upload and upload.filename:
        with upload.stream as stream:
            return drafting.from_bytes(stream.read(drafting.MOST_BYTES + 1))
    return drafting.from_text(request.form.get("text", ""))


def _from_case(case_id: int) -> Sheet:
    """A sheet with what readers quoted as the claim."""
    with engine().connect() as connection:
        case = queue.get(connection, case_id)
    return Sheet(case_id=case_id, claim=" ".join(case.title.split()) if case.kind == "tip" else "")


def _suggested(sheet: Sheet) -> list[str]:
    """Wordings that readers and pages used, and the sheet does not have yet."""
    texts: list[str] = []
    with engine().connect() as connection:
        if sheet.case_id is not None:
            reports = queue.reports_of(connection, sheet.case_id)
            texts += [report.quote for report in reports if report.quote]
        if sheet.id:
            texts += [one.passage for one in near_misses.recent(connection, record_id=sheet.id)]
    wider = _with_phrasings(sheet, list(dict.fromkeys(texts)))
    new = wider.phrasings.splitlines()[len(sheet.phrasings.splitlines()) :]
    return [text for text in new if len(text) <= 200][:SUGGESTED]


def _hidden(sheet: Sheet) -> list[tuple[str, str]]:
    """The fields of a sheet, for a form that carries it unseen."""
    names = ("claim", "phrasings", "language", "verdict", "rebuttal", "first_seen", "expires")
    fields = [(name, str(getattr(sheet, name))) for name in names]
    for row, line in enumerate(sheet.reviews):
        fields += [
            (f"reviews.{row}.{name}", str(getattr(line, name)))
            for name in ReviewLine.__dataclass_fields__
        ]
    return [*fields, ("case", str(sheet.case_id or "")), ("step", "look")]


def _editor(sheet: Sheet, status: int = 200, **more: Any) -> Response:
    leave_out = [sheet.id] if sheet.id else []
    with engine().connect() as connection:
        apart = remarks.distinct_from(connection, sheet.id) if sheet.id else {}
    view: dict[str, Any] = {
        "problems": {},
        "outcome": None,
        "conflict": None,
        "changes": (),
        "other": None,
        "refused": (),
        "joined": False,
        "brought": False,
        "looked": False,
    }
    return page(
        "editor",
        status,
        sheet=sheet,
        near=nearest.near(sheet.claim, leave_out=leave_out) if sheet.claim else [],
        apart=apart,
        suggested=_suggested(sheet),
        verdicts=VERDICTS,
        kinds=KINDS,
        record_languages=LANGUAGES,
        topics=all_topics(),
        **(view | more),
    )
