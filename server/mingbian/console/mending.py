"""Merging records and splitting one: who may, and what is written together.

The rules of publishing hold: where the result marks as an alert, a second curator approves it,
and until then everything stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from ..errors import Conflict, Invalid, NotFound
from ..rebuttals.store import Step, Store
from ..rebuttals.store.database import writing
from ..rebuttals.validate import validate_record
from ..records import Record
from . import publishing
from .joining import Division, divided, merged
from .publishing import Change, Fate
from .sheets import new_id
from .store import remarks, successors
from .store.accounts import Account
from .store.successors import Merged


@dataclass(frozen=True)
class Merge:
    """Two records as they are, and the one that comes of them."""

    one: Record  # that is retired
    into: Record
    result: Record
    needs_second_eyes: bool


def foresee_merge(store: Store, one: str, into: str) -> Merge:
    """What merging would do.  NotFound; Invalid where it makes no sense."""
    leaves, stays = _required(store, one), _required(store, into)
    if one == into:
        raise Invalid("a record cannot be merged into itself", detail={"field": "into"})
    if "retired" in (leaves.status, stays.status):
        raise Invalid("one of the two is retired", detail={"field": "into"})
    if leaves.status == "published" and stays.status != "published":
        raise Invalid(
            "the other is not published; merge it into this one instead", detail={"field": "into"}
        )
    result = merged(stays, leaves)
    second = stays.status == "published" and publishing.needs_second_eyes(stays, result)
    return Merge(leaves, stays, result, second)


def merge(
    store: Store, one: str, into: str, who: Account, why: str, revisions: tuple[int, int]
) -> Fate:
    """Merge `one` into another record: that gains what it lacks, `one` is retired.

    Conflict when either of the two is not at the revision that was looked at.
    """
    plan = foresee_merge(store, one, into)
    reason = publishing.reason_of(why)
    _require_revision(store, one, revisions[0])
    _require_revision(store, into, revisions[1])
    publishing.require_no_interest(store, who, plan.one)
    if plan.into.status == "published":
        change = Change(plan.result, revisions[1], reason, absorbs=one)
        return publishing.publish(store, change, who)
    steps = [Step(plan.result, revisions[1]), Step(plan.one.with_status("retired"), revisions[0])]
    keep = partial(successors.merge, one=one, into=into, into_before=revisions[1], who=who.name)
    store.save_all(steps, who=who.name, why=reason, also=keep)
    return "saved"


def unmerge(store: Store, merged: Merged, who: Account) -> None:
    """Back to before a merge: both records, and what waited in the queue about the one.

    What was public and approved before needs no new approval.  Conflict when either of the two
    was changed since; NotYours as `publishing.undo`.
    """
    one, into = store.revisions(merged.one), store.revisions(merged.into)
    if (one[-1].number, into[-1].number) != (merged.one_after, merged.into_after):
        raise Conflict("one of the two was changed since they were merged")
    before = one[-2].record, into[merged.into_before - 1].record
    for record in before:
        publishing.require_may_restore(store, who, record)
    steps = [
        *publishing.steps_back(one[-1], before[0]),
        *publishing.steps_back(into[-1], before[1]),
    ]
    why = f"undo of the merge of {merged.one} into {merged.into}"
    back = partial(successors.unmerge, merged=merged)
    store.save_all(steps, who=who.name, why=why, also=back)


def foresee_split(record: Record, division: Division, new_id: str) -> tuple[Record, Record]:
    """What would stay and what would be new.  Invalid when either is no acceptable record."""
    rest, new = divided(record, division, new_id)
    for part in (new, rest):
        problems = validate_record(part.to_json())
        if problems:
            raise Invalid("; ".join(problems[:3]), detail={"field": "claim"})
    return rest, new


def split(
    store: Store, record: Record, revision: int, division: Division, who: Account, why: str
) -> tuple[Fate, str]:
    """Make two of a record; what became of it, and the id of the new one.

    Both go live together.  Where a second curator must look, both are proposed.  A record that
    is not published stays so, and so does its part.  Conflict as `merge`.
    """
    reason = publishing.reason_of(why)
    rest, new = foresee_split(record, division, new_id())
    _require_revision(store, record.id, revision)
    publishing.require_no_interest(store, who, record)
    keep = partial(_keep_split, one=record.id, new=new.id, who=who.name, why=reason)
    if record.status != "published":
        steps = [Step(rest, revision), Step(new, 0)]
        store.save_all(steps, who=who.name, why=reason, also=keep)
        return "saved", new.id
    if any(publishing.needs_second_eyes(record, part) for part in (rest, new)):
        publishing.propose(store, Change(new.with_status("published"), 0, reason), None, who)
        publishing.propose(store, Change(rest, revision, reason), record, who)
        with writing(store.engine) as connection:
            keep(connection)
        return "waiting", new.id
    steps = [
        Step(rest, revision),
        Step(new.with_status("in_review"), 0),
        Step(new.with_status("published"), 1),
    ]
    store.save_all(steps, who=who.name, why=reason, also=keep)
    return "live", new.id


def _keep_split(connection: Connection, one: str, new: str, who: str, why: str) -> None:
    successors.split(connection, one=one, new=new, who=who)
    remarks.distinguish(connection, one, new, why, who)


def _required(store: Store, record_id: str) -> Record:
    record = store.get(record_id)
    if record is None:
        raise NotFound(f"there is no record {record_id[:80]}")
    return record


def _require_revision(store: Store, record_id: str, expected: int) -> None:
    history = store.revisions(record_id)
    if not history or history[-1].number != expected:
        raise Conflict(f"record {record_id} was changed meanwhile")
