"""The queue: cases listed, claimed, released and closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from ...errors import Conflict, NotFound
from ...rebuttals.store import reports
from ...rebuttals.store.desk_tables import case_items, cases
from ...rebuttals.store.filing import CaseKind, close
from ...rebuttals.store.model import Report
from ...rebuttals.store.tables import reports as report_table

Order = Literal["reach", "age"]
Outcome = Literal["accepted", "declined", "done"]

#: A claim lapses after this long: whoever went home does not hold the case.
CLAIM = timedelta(hours=12)

#: Cases on a page.
PAGE = 50

#: Cases an export reads at once.
CHUNK = 500

#: Characters that LIKE reads as its own.
_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


@dataclass(frozen=True)
class Case:
    """Everything in the queue that is about the same thing."""

    id: int
    kind: CaseKind
    state: Literal["open", "closed"]
    key: str
    record_id: str | None
    title: str
    site: str | None
    reach: int
    size: int
    fresh: int
    first_at: datetime
    last_at: datetime
    version: int
    claimed_by: str | None
    claimed_at: datetime | None
    outcome: Outcome | None
    reason: str | None
    closed_by: str | None
    closed_at: datetime | None

    def holder(self, now: datetime) -> str | None:
        """Who holds it; None when nobody does, or when the claim has lapsed."""
        if self.claimed_at is None or now - self.claimed_at > CLAIM:
            return None
        return self.claimed_by


@dataclass(frozen=True)
class Filter:
    """Which cases are wanted."""

    kind: CaseKind | None = None
    held: Literal["", "free", "mine"] = ""
    text: str = ""
    site: str = ""
    state: Literal["open", "closed"] = "open"
    order: Order = "reach"


#: Where a page begins: the values of the order of the case before it.
After = tuple[int, datetime, int]


def listed(
    connection: Connection, wanted: Filter, who: str, after: After | None = None, limit: int = PAGE
) -> list[Case]:
    """The cases in their order, from the one after `after`."""
    query = select(cases).where(*_rules(wanted, who))
    order: Sequence[ColumnElement[Any]] = (cases.c.rank, cases.c.first_at, cases.c.id)
    if wanted.order == "age":
        order = (cases.c.first_at, cases.c.id)
    if after is not None:
        values = after if wanted.order == "reach" else after[1:]
        query = query.where(_beyond(order, values))
    found = connection.execute(query.order_by(*order).limit(limit))
    return [_case(row) for row in found]


def every(connection: Connection, wanted: Filter, who: str) -> Iterator[Case]:
    """All the cases that `listed` pages through, with bounded memory."""
    after: After | None = None
    while found := listed(connection, wanted, who, after, CHUNK):
        yield from found
        last = found[-1]
        after = -last.reach, last.first_at, last.id


def count(connection: Connection, wanted: Filter, who: str) -> int:
    """How many cases there are."""
    query = select(func.count()).select_from(cases).where(*_rules(wanted, who))
    return int(connection.scalar(query) or 0)


def open_count(connection: Connection) -> int:
    """How many cases are open."""
    query = select(func.count()).select_from(cases).where(cases.c.state == "open")
    return int(connection.scalar(query) or 0)


def counts_by_kind(connection: Connection, wanted: Filter, who: str) -> dict[str, int]:
    """How many cases of each kind the other filters leave."""
    rules = _rules(replace(wanted, kind=None), who)
    query: Select[str, int] = select(cases.c.kind, func.count()).where(*rules)
    return {row[0]: row[1] for row in connection.execute(query.group_by(cases.c.kind))}


def get(connection: Connection, case_id: int) -> Case:
    """The case.  NotFound when there is none."""
    row = connection.execute(select(cases).where(cases.c.id == case_id)).one_or_none()
    if row is None:
        raise NotFound(f"there is no case {case_id}")
    return _case(row)


def reports_of(connection: Connection, case_id: int, limit: int = 200) -> list[Report]:
    """What readers sent that is in the case, the oldest first."""
    query = (
        select(report_table)
        .join(case_items, case_items.c.report == report_table.c.number)
        .where(case_items.c.case_id == case_id)
        .order_by(case_items.c.id)
        .limit(limit)
    )
    return [reports.report_from(row) for row in connection.execute(query)]


def misses_of(connection: Connection, case_id: int, limit: int = 200) -> list[int]:
    """The numbers of the near-misses in the case."""
    query = select(case_items.c.near_miss).where(
        case_items.c.case_id == case_id, case_items.c.near_miss.is_not(None)
    )
    return list(connection.scalars(query.order_by(case_items.c.id.desc()).limit(limit)))


def of_record(connection: Connection, record_id: str, limit: int = 50) -> list[Case]:
    """The cases about a record, the newest first."""
    query = select(cases).where(cases.c.record_id == record_id)
    found = connection.execute(query.order_by(cases.c.last_at.desc()).limit(limit))
    return [_case(row) for row in found]


def claim(connection: Connection, case_id: int, who: str, version: int) -> None:
    """Take the case.  Conflict when somebody else holds it or was quicker."""
    now = datetime.now(UTC)
    free = or_(
        cases.c.claimed_by.is_(None), cases.c.claimed_by == who, cases.c.claimed_at < now - CLAIM
    )
    _step(connection, case_id, version, free, claimed_by=who, claimed_at=now)


def release(connection: Connection, case_id: int, who: str, version: int) -> None:
    """Give the case back.  Conflict when it is not one's own."""
    mine = cases.c.claimed_by == who
    _step(connection, case_id, version, mine, claimed_by=None, claimed_at=None)


def finish(
    connection: Connection,
    case_id: int,
    outcome: Outcome,
    reason: str,
    who: str,
    version: int,
    *,
    for_whom: str | None = None,
) -> None:
    """Close the case and answer everybody in it with the reason.

    Conflict when somebody else than `who` (or `for_whom`, who did the work) holds it, or changed
    it meanwhile.
    """
    now = datetime.now(UTC)
    mine_or_free = or_(
        cases.c.claimed_by.is_(None),
        cases.c.claimed_by.in_((who, for_whom or who)),
        cases.c.claimed_at < now - CLAIM,
    )
    _step(
        connection,
        case_id,
        version,
        mine_or_free,
        state="closed",
        outcome=outcome,
        reason=reason,
        closed_by=who,
        closed_at=now,
    )
    close(connection, case_id)
    _answer_all(
        connection, case_id, "declined" if outcome == "declined" else "accepted", reason, who
    )


def _answer_all(connection: Connection, case_id: int, state: str, text: str, who: str) -> None:
    numbers = select(case_items.c.report).where(
        case_items.c.case_id == case_id, case_items.c.report.is_not(None)
    )
    connection.execute(
        update(report_table)
        .where(report_table.c.number.in_(numbers), report_table.c.state == "open")
        .values(state=state, answer=text, answered_at=datetime.now(UTC), answered_by=who)
    )


def _step(
    connection: Connection, case_id: int, version: int, rule: ColumnElement[bool], **values: Any
) -> None:
    done = connection.execute(
        update(cases)
        .where(cases.c.id == case_id, cases.c.state == "open", cases.c.version == version, rule)
        .values(version=cases.c.version + 1, **values)
    )
    if done.rowcount == 1:
        return
    case = get(connection, case_id)
    holder = case.holder(datetime.now(UTC))
    raise Conflict(
        f"somebody else was quicker with case {case_id}",
        detail={"holder": holder, "state": case.state, "version": case.version},
    )


def _rules(wanted: Filter, who: str) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [cases.c.state == wanted.state]
    if wanted.kind:
        rules.append(cases.c.kind == wanted.kind)
    lapsed = datetime.now(UTC) - CLAIM
    if wanted.held == "mine":
        rules += [cases.c.claimed_by == who, cases.c.claimed_at >= lapsed]
    elif wanted.held == "free":
        rules.append(or_(cases.c.claimed_by.is_(None), cases.c.claimed_at < lapsed))
    if wanted.text:
        pattern = f"%{wanted.text.translate(_LIKE)}%"
        in_title = cases.c.title.ilike(pattern, escape="\\")
        rules.append(or_(in_title, cases.c.record_id == wanted.text))
    if wanted.site:
        rules.append(cases.c.site == wanted.site)
    return rules


def _beyond(order: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> ColumnElement[bool]:
    """What comes after these values in this order; the first part lets an index be used."""
    typed = [literal(value, column.type) for column, value in zip(order, values, strict=True)]
    return and_(order[0] >= typed[0], tuple_(*order) > tuple_(*typed))


def _case(row: Any) -> Case:
    return Case(**{name: getattr(row, name) for name in Case.__dataclass_fields__})


def answerer(connection: Connection, number: str | None) -> str | None:
    """Who answered the report with this number; None when nobody did."""
    if number is None:
        return None
    report = reports.get(connection, number)
    return report.answered_by if report else None
