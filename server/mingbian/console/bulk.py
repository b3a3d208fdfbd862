"""One change to many records: foreseen record by record, then made by the rules of each.

What is public goes through `publishing`, so what needs a second pair of eyes gets a proposal;
what is not public stays so.  Nothing is published that was not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from ..errors import Conflict, Invalid, MingbianError
from ..rebuttals.store import Store
from ..rebuttals.validate import validate_record
from ..records import Record
from . import publishing
from .publishing import Change, Fate
from .store import browsing, proposals
from .store.accounts import Account
from .topics import MOST as MOST_TOPICS
from .topics import all_topics

What = Literal["add_topic", "remove_topic", "region", "expires", "publisher", "retire"]
WHATS: tuple[What, ...] = get_args(What)

#: Records that are changed at once: as many as somebody can look through.
MOST = 200

#: Why a record is left alone, as keys of the texts.
Obstacle = Literal["same", "retired", "waiting", "full", "not_acceptable"]


@dataclass(frozen=True)
class Order:
    """What is to be done to each record."""

    what: What
    value: str = ""
    other: str = ""  # the publisher's new name


@dataclass(frozen=True)
class Planned:
    """What becomes of one record; `obstacle` says why nothing does."""

    before: Record
    revision: int
    after: Record
    obstacle: Obstacle | None
    needs_second_eyes: bool

    @property
    def changes(self) -> bool:
        """Whether anything is done."""
        return self.obstacle is None


@dataclass(frozen=True)
class Done:
    """What became of one record; `problem` where nothing did."""

    record: Record
    fate: Fate | Literal["retired"] | None
    problem: str | None = None


def order_of(what: str, value: str, other: str) -> Order:
    """The order that a form gives.  Invalid where it makes no sense."""
    value, other = " ".join(value.split()), " ".join(other.split())
    if what not in WHATS:
        raise Invalid("no such change", detail={"field": "what"})
    if what in ("add_topic", "remove_topic") and value not in all_topics():
        raise Invalid("no such topic", detail={"field": "topic"})
    if what == "publisher" and not (value and other):
        raise Invalid("give the publisher's name as it is and as it will be")
    if what == "expires" and value and _day(value) is None:
        raise Invalid("a day is written as 2024-05-01", detail={"field": "value"})
    return Order(what, value, other)


def plan(store: Store, order: Order, ids: Sequence[str]) -> list[Planned]:
    """What the order would do to each of these records, in their order.  Changes nothing."""
    with store.engine.connect() as connection:
        found = browsing.some(connection, list(dict.fromkeys(ids))[:MOST])
        waiting = proposals.waiting_for(connection, [record.id for record, _ in found])
    return [_planned(order, record, revision, record.id in waiting) for record, revision in found]


def carry_out(
    store: Store, order: Order, seen: Sequence[tuple[str, int]], who: Account, why: str
) -> list[Done]:
    """Do it to the records at the revisions that were seen, one by one.

    One that somebody changed meanwhile, or that is refused, is left alone and named.
    """
    reason = publishing.reason_of(why)
    revisions = dict(seen)
    return [
        _one(store, order, planned, revisions[planned.before.id], who, reason)
        for planned in plan(store, order, list(revisions))
    ]


def _one(store: Store, order: Order, planned: Planned, seen: int, who: Account, why: str) -> Done:
    record = planned.before
    try:
        if planned.revision != seen:
            raise Conflict("it was changed meanwhile")
        if planned.obstacle:
            return Done(record, None, f"bulk_{planned.obstacle}")
        if order.what == "retire":
            publishing.retire(store, record.id, who, why, expected_revision=seen)
            return Done(record, "retired")
        change = Change(planned.after, seen, why)
        make = publishing.publish if record.status == "published" else publishing.save_draft
        return Done(record, make(store, change, who))
    except MingbianError as error:
        return Done(record, None, error.message)


def _planned(order: Order, record: Record, revision: int, waits: bool) -> Planned:
    after = _CHANGES[order.what](record, order)
    obstacle = _obstacle(record, after, waits)
    second = (
        obstacle is None
        and record.status == after.status == "published"
        and publishing.needs_second_eyes(record, after)
    )
    return Planned(record, revision, after, obstacle, second)


def _obstacle(record: Record, after: Record, waits: bool) -> Obstacle | None:
    if record.status == "retired":
        return "retired"
    if waits:
        return "waiting"
    if after == record:
        return "same"
    if len(after.topics) > MOST_TOPICS:
        return "full"
    return "not_acceptable" if validate_record(after.to_json()) else None


def _with_topic(record: Record, order: Order) -> Record:
    return replace(record, topics=tuple(dict.fromkeys((*record.topics, order.value))))


def _without_topic(record: Record, order: Order) -> Record:
    return replace(record, topics=tuple(one for one in record.topics if one != order.value))


def _with_region(record: Record, order: Order) -> Record:
    return replace(record, region=order.value or None)


def _expiring(record: Record, order: Order) -> Record:
    return replace(record, expires=_day(order.value))


def _renamed(record: Record, order: Order) -> Record:
    reviews = (
        replace(one, publisher=order.other) if one.publisher == order.value else one
        for one in record.reviews
    )
    return replace(record, reviews=tuple(reviews))


def _retired(record: Record, _: Order) -> Record:
    return record.with_status("retired")


_CHANGES: dict[What, Callable[[Record, Order], Record]] = {
    "add_topic": _with_topic,
    "remove_topic": _without_topic,
    "region": _with_region,
    "expires": _expiring,
    "publisher": _renamed,
    "retire": _retired,
}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
