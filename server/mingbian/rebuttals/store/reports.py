"""What readers send: tips about pages and disputes of marks."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from ...errors import Conflict, NotFound
from .model import Report, ReportState
from .tables import reports

#: 32 signs that are not taken for one another when read aloud or copied by hand.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

#: 12 signs of 5 bits: guessing one number of a million reports takes 1e12 tries.
NUMBER_LENGTH = 12

#: Letters that are not in the alphabet, as those who copy by hand mean them.
MISREAD = str.maketrans("oil", "011")


def new_number() -> str:
    """A number to look a report up by, such as `7k3f-9q2m-x0ab`."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(NUMBER_LENGTH)))


def plain_number(typed: str) -> str | None:
    """The number that somebody means, in whatever case and with or without its dashes.

    None for what no number looks like: it need not be looked for.
    """
    signs = "".join(typed.split()).replace("-", "").lower().translate(MISREAD)
    if len(signs) != NUMBER_LENGTH or not set(signs) <= set(ALPHABET):
        return None
    return _grouped(signs)


def _grouped(signs: str) -> str:
    return "-".join(signs[i : i + 4] for i in range(0, NUMBER_LENGTH, 4))


def add(connection: Connection, report: Report) -> None:
    """Keep the report; characters a database cannot hold are replaced by U+FFFD."""
    connection.execute(
        insert(reports).values(
            number=report.number,
            kind=report.kind,
            state=report.state,
            reason=_storable(report.reason),
            url=_storable(report.url),
            quote=_storable(report.quote),
            record_id=_storable(report.record_id),
            annotation_id=_storable(report.annotation_id),
            created_at=report.created,
            sender=report.sender,
            appeal_of=report.appeal_of,
        )
    )


def get(connection: Connection, number: str) -> Report | None:
    """The report with this number."""
    row = connection.execute(select(reports).where(reports.c.number == number)).one_or_none()
    return report_from(row) if row else None


def may_appeal(connection: Connection, report: Report) -> bool:
    """Whether the answer can be appealed: to a dispute, when it was declined, and once."""
    if report.kind != "dispute" or report.state != "declined":
        return False
    appeal = select(reports.c.number).where(reports.c.appeal_of == report.number)
    return connection.execute(appeal).first() is None


def listed(
    connection: Connection, state: ReportState, record_id: str | None, limit: int
) -> list[Report]:
    """Reports in this state, about one record or any, the oldest first."""
    query = select(reports).where(reports.c.state == state)
    if record_id is not None:
        query = query.where(reports.c.record_id == record_id)
    ordered = query.order_by(reports.c.created_at, reports.c.number).limit(limit)
    return [report_from(row) for row in connection.execute(ordered)]


def answer(connection: Connection, number: str, state: ReportState, text: str, who: str) -> None:
    """Close an open report with an answer.

    Raises NotFound when there is none with this number, Conflict when it was answered before.
    """
    done = connection.execute(
        update(reports)
        .where(reports.c.number == number, reports.c.state == "open")
        .values(state=state, answer=text, answered_at=datetime.now(UTC), answered_by=who)
    )
    if done.rowcount == 1:
        return
    if get(connection, number) is None:
        raise NotFound(f"there is no report {number}")
    raise Conflict(f"report {number} was answered before")


def report_from(row: Any) -> Report:
    """The report of a row of the table."""
    return Report(
        number=row.number,
        kind=row.kind,
        reason=row.reason,
        created=row.created_at,
        url=row.url,
        quote=row.quote,
        record_id=row.record_id,
        annotation_id=row.annotation_id,
        state=row.state,
        answer=row.answer,
        answered=row.answered_at,
        answered_by=row.answered_by,
        sender=row.sender,
        appeal_of=row.appeal_of,
    )


def _storable(text: str | None) -> str | None:
    if text is None:
        return None
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")
