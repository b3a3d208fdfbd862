"""Filing into the curators' queue: what is about the same thing becomes one case.

Every function takes the connection of a `database.writing` transaction, so that two things
about the same never open two cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, func, insert, select, update

from ...errors import TooManyRequests
from ..doubles import claim_key
from .desk_tables import case_items, case_shingles, cases
from .model import Report
from .sketch import needed, sketch

CaseKind = Literal["tip", "dispute", "appeal", "near_miss", "import", "due", "approval"]
CASE_KINDS: tuple[CaseKind, ...] = (
    "appeal",
    "dispute",
    "tip",
    "near_miss",
    "approval",
    "due",
    "import",
)

#: Reports of one sender a day: far more than a reader meets, few enough to read.
A_DAY = 40

#: Seconds after which a sender that was refused may try again.
RETRY_AFTER = 3600

#: Characters of a case's title.
TITLE = 300


@dataclass(frozen=True)
class Filing:
    """One thing for the queue."""

    kind: CaseKind
    key: str  # the same for what is the same beyond doubt
    title: str
    at: datetime
    text: str | None = None  # compared with what open cases of the kind say
    record_id: str | None = None
    site: str | None = None
    sender: str | None = None
    report: str | None = None
    near_miss: int | None = None


def check_flood(connection: Connection, sender: str | None, now: datetime) -> None:
    """Raises TooManyRequests when one sender has filled the queue enough for a day."""
    if sender is None:
        return
    query = select(func.count()).select_from(case_items)
    sent = connection.scalar(
        query.where(case_items.c.sender == sender, case_items.c.at > now - timedelta(days=1))
    )
    if (sent or 0) >= A_DAY:
        raise TooManyRequests("enough reports from here for one day", retry_after=RETRY_AFTER)


def file_report(connection: Connection, report: Report) -> int:
    """File what a reader sent; the number of its case.

    Disputes of one record are one case; tips with nearly the same words are one; every appeal
    is a case of its own.
    """
    said = report.quote or report.reason
    key = {
        "dispute": f"dispute:{report.record_id}"
        if report.record_id
        else _text_key("dispute", said),
        "tip": _text_key("tip", said),
        "appeal": f"appeal:{report.number}",
    }[report.kind]
    by_words = report.kind == "tip" or (report.kind == "dispute" and not report.record_id)
    return file(
        connection,
        Filing(
            kind=report.kind,
            key=key,
            title=said,
            at=report.created,
            text=said if by_words else None,
            record_id=report.record_id,
            site=site_of(report.url),
            sender=report.sender,
            report=report.number,
        ),
    )


def file(connection: Connection, filing: Filing) -> int:
    """Add to the open case about the same thing, or open one; the number of the case."""
    hashes = sketch(filing.text) if filing.text else frozenset[int]()
    case_id = _open_case(connection, filing, hashes)
    if case_id is None:
        case_id = _new_case(connection, filing, hashes)
    _add_item(connection, case_id, filing)
    return case_id


def close(connection: Connection, case_id: int) -> None:
    """What must go with the closing of a case: later words like its own open a new one."""
    connection.execute(delete(case_shingles).where(case_shingles.c.case_id == case_id))


def site_of(url: str | None) -> str | None:
    """The host of an address; None where there is none."""
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def _text_key(kind: str, said: str) -> str:
    return f"{kind}:{claim_key(said)}"


def _open_case(connection: Connection, filing: Filing, hashes: frozenset[int]) -> int | None:
    same = select(cases.c.id).where(cases.c.key == filing.key[:240], cases.c.state == "open")
    found = connection.scalar(same)
    if found is not None or not hashes:
        return found
    shared = func.count()
    alike = (
        select(case_shingles.c.case_id)
        .join(cases, cases.c.id == case_shingles.c.case_id)
        .where(case_shingles.c.shingle.in_(hashes), cases.c.kind == filing.kind)
        .group_by(case_shingles.c.case_id)
        .having(shared >= needed(len(hashes)))
        .order_by(shared.desc(), case_shingles.c.case_id)
        .limit(1)
    )
    return connection.scalar(alike)


def _new_case(connection: Connection, filing: Filing, hashes: frozenset[int]) -> int:
    made = connection.execute(
        insert(cases)
        .values(
            kind=filing.kind,
            state="open",
            key=filing.key[:240],
            record_id=filing.record_id,
            title=_storable(filing.title)[:TITLE],
            site=filing.site,
            reach=0,
            rank=0,
            size=0,
            fresh=0,
            first_at=filing.at,
            last_at=filing.at,
            version=1,
        )
        .returning(cases.c.id)
    )
    case_id = int(made.scalar_one())
    if hashes:
        rows = [{"shingle": shingle, "case_id": case_id} for shingle in hashes]
        connection.execute(insert(case_shingles), rows)
    return case_id


def _add_item(connection: Connection, case_id: int, filing: Filing) -> None:
    """Count it: reach grows once a sender; a sender nobody heard of before is fresh."""
    new, fresh = _sender_is(connection, case_id, filing.sender)
    connection.execute(
        insert(case_items).values(
            case_id=case_id,
            report=filing.report,
            near_miss=filing.near_miss,
            sender=filing.sender,
            at=filing.at,
        )
    )
    connection.execute(
        update(cases)
        .where(cases.c.id == case_id)
        .values(
            size=cases.c.size + 1,
            reach=cases.c.reach + new,
            rank=cases.c.rank - new,
            fresh=cases.c.fresh + fresh,
            last_at=filing.at,
        )
    )


def _sender_is(connection: Connection, case_id: int, sender: str | None) -> tuple[int, int]:
    """1 or 0 each: whether the sender is new to the case, and new altogether."""
    if sender is None:
        return 1, 0
    seen = connection.execute(
        select(case_items.c.case_id).where(case_items.c.sender == sender).limit(1000)
    ).scalars()
    known = set(seen)
    return int(case_id not in known), int(not known)


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
