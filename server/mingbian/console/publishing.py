"""May this record be published, by whom, and what then: every such rule is here.

- A contributor proposes; a curator publishes.
- A record whose mark is an alert (the severest) goes live only when a second curator has
  looked: not its author, and nobody who declared an interest in it.
- Taking something off the air takes one curator; so does going back one step, and filing a
  record under a topic or a region: no mark changes by it.
- Nothing is deleted.  Every step is a revision with who and why; the why is public.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from sqlalchemy import Connection

from ..checks.rebuttal import SEVERITY
from ..errors import Conflict, Invalid, MingbianError, TooManyRequests
from ..rebuttals.store import Step, Store
from ..rebuttals.store.database import writing
from ..rebuttals.store.model import Revision
from ..records import Record, Status
from .joining import merged
from .store import proposals, queue, remarks, successors
from .store.accounts import Account
from .store.proposals import Proposal

Fate = Literal["live", "waiting", "saved", "unchanged"]

#: Proposals of one contributor that wait at once: a day's work for whoever reads them; and
#: drafts that one has begun, which others find among the records.
MOST_WAITING, MOST_DRAFTS = 20, 50

#: Characters of a public reason: less says nothing.
SHORTEST_REASON, LONGEST_REASON = 4, 1000


class NotYours(MingbianError):
    """A rule of fairness forbids it: the author, the first answerer, somebody with an interest."""

    status, code = 403, "not_yours"


@dataclass(frozen=True)
class Change:
    """What somebody wants a record to be."""

    record: Record
    base_revision: int  # what it was written from; 0 for a new record
    why: str
    case_id: int | None = None  # that it answers
    absorbs: str | None = None  # a record that was merged into it, retired when it goes live


def is_alert(record: Record) -> bool:
    """Whether the record's mark is of the severest kind."""
    return SEVERITY.get(record.verdict) == "alert"


def needs_second_eyes(before: Record | None, after: Record) -> bool:
    """Whether another curator must look before `after` goes live."""
    if not is_alert(after):
        return False
    if before is None or before.status != "published":
        return True
    return _as_marked(before) != _as_marked(after)


def save_draft(store: Store, change: Change, who: Account) -> Fate:
    """Keep it without publishing.

    Conflict when another came first; Invalid for what is live; TooManyRequests for a contributor
    who has begun enough.
    """
    before = store.get(change.record.id)
    if before is not None and before.status in ("published", "retired"):
        raise Invalid("what has been published is not a draft; publish the change instead")
    if before is not None:
        _require_own_or_curator(store, before, who)
    else:
        _require_few_drafts(store, who)
    status: Status = "in_review" if before is not None and before.status == "in_review" else "draft"
    record = change.record.with_status(status)
    store.save(
        record, who=who.name, why=change.why or "draft", expected_revision=change.base_revision
    )
    return "saved"


def publish(store: Store, change: Change, who: Account) -> Fate:
    """Make it live, or propose it where a second pair of eyes is needed.

    Conflict when another changed the record meanwhile; Invalid without a reason.
    """
    reason_of(change.why)
    _require_case(store, change.case_id, who)
    before = store.get(change.record.id)
    wanted = change.record.with_status("published")
    if before == wanted and change.absorbs is None:
        return "unchanged"
    wanted_change = replace(change, record=wanted)
    if who.may("curator") and not needs_second_eyes(before, wanted):
        require_no_interest(store, who, wanted)
        _go_live(store, wanted_change, who)
        settle(store, change.case_id, change.why, who)
        return "live"
    propose(store, wanted_change, before, who)
    return "waiting"


def approve(store: Store, proposal: Proposal, who: Account) -> None:
    """Publish what another proposed.

    NotYours for its author, for whoever worked on it since it was last public, and for those
    with an interest; Conflict when the record was changed meanwhile.
    """
    if proposal.state != "open":
        raise Conflict("this proposal was decided before")
    why_not = obstacle(store, proposal, who)
    if why_not:
        raise NotYours(why_not)
    change = Change(
        proposal.record,
        proposal.base_revision,
        proposal.why,
        proposal.case_id,
        proposal.absorbs,
    )
    _go_live(store, change, who)
    with writing(store.engine) as connection:
        proposals.decide(connection, proposal.id, "approved", who.name, proposal.why)
    settle(store, proposal.case_id, proposal.why, who, for_whom=proposal.author)


def obstacle(store: Store, proposal: Proposal, who: Account) -> str | None:
    """Why this account may not approve the proposal, as a key of the texts; None when it may."""
    if not who.may("curator"):
        return "obstacle_role"
    if who.name == proposal.author or who.name in _authors(store, proposal.record.id):
        return "obstacle_author"
    with store.engine.connect() as connection:
        interest = remarks.interest_in(connection, who.name, proposal.record)
    return "obstacle_interest" if interest else None


def send_back(store: Store, proposal: Proposal, who: Account, reason: str) -> None:
    """Decline a proposal with a reason for its author; authors may take their own back."""
    if not who.may("curator") and who.name != proposal.author:
        raise NotYours("obstacle_role")
    state: proposals.State = "withdrawn" if who.name == proposal.author else "sent_back"
    with writing(store.engine) as connection:
        proposals.decide(connection, proposal.id, state, who.name, reason_of(reason))


def retire(
    store: Store, record_id: str, who: Account, why: str, *, expected_revision: int | None = None
) -> None:
    """Take a record off the air for good; its history stays.

    Raises NotYours when they declared an interest in the record.
    """
    record = store.get(record_id)
    if record is not None:
        require_no_interest(store, who, record)
    store.set_status(
        record_id,
        "retired",
        who=who.name,
        why=reason_of(why),
        expected_revision=expected_revision,
    )


def undo(store: Store, record_id: str, who: Account, expected_revision: int) -> Record:
    """Back to how the record was before its last revision; the record as it is then.

    What was public and approved before needs no new approval.  Conflict when the last revision
    is not the one that was looked at, or is the only one; NotYours where it would bring to readers,
    or take from them, what they declared an interest in.
    """
    history = store.revisions(record_id)
    if not history or history[-1].number != expected_revision:
        raise Conflict("somebody changed the record meanwhile")
    last, earlier = history[-1], history[:-1]
    if not earlier and last.record.status != "published":
        raise Conflict("there is nothing before this")
    wanted = earlier[-1].record if earlier else last.record.with_status("in_review")
    if wanted.status == "draft" and last.record.status in ("published", "retired"):
        wanted = wanted.with_status("in_review")
    for one in (last.record, wanted):
        require_may_restore(store, who, one)
    why = f"undo of revision {last.number}"
    store.save_all(steps_back(last, wanted), who=who.name, why=why)
    return wanted


def steps_back(last: Revision, wanted: Record) -> list[Step]:
    """The steps from a record's last revision to how it was before; out of retirement two."""
    if last.record.status == "retired" and wanted.status in ("draft", "published"):
        between = Step(wanted.with_status("in_review"), last.number)
        return [between, Step(wanted, last.number + 1)]
    return [Step(wanted, last.number)]


def require_may_restore(store: Store, who: Account, wanted: Record) -> None:
    """Raises NotYours where readers would see, or saw, what they declared an interest in."""
    if wanted.status == "published":
        require_no_interest(store, who, wanted)


def settle(
    store: Store, case_id: int | None, why: str, who: Account, for_whom: str | None = None
) -> None:
    """Close the case that a publication answers, where there is one and it is still open.

    One that somebody else than `who` and the author it is published for has taken meanwhile is
    left to them.
    """
    if case_id is None:
        return
    with writing(store.engine) as connection:
        case = queue.get(connection, case_id)
        if case.state == "open" and case.holder(datetime.now(UTC)) in (None, who.name, for_whom):
            queue.finish(
                connection, case_id, "accepted", why, who.name, case.version, for_whom=for_whom
            )


def may_decide(connection: Connection, case: queue.Case, who: Account) -> bool:
    """An appeal is not for whoever answered the dispute that it is about."""
    if case.kind != "appeal":
        return True
    return all(
        queue.answerer(connection, report.appeal_of) != who.name
        for report in queue.reports_of(connection, case.id)
    )


def reason_of(text: str) -> str:
    """The reason, trimmed.  Invalid when it says too little or too much."""
    reason = " ".join(text.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid(
            f"a reason has {SHORTEST_REASON} to {LONGEST_REASON} characters; it is public",
            detail={"field": "why"},
        )
    return reason


def _go_live(store: Store, change: Change, who: Account) -> None:
    """Publish, and retire what was merged into it, in one step.

    A new record passes through `in_review`, as every record does.
    """
    reason, record, base = reason_of(change.why), change.record, change.base_revision
    steps = []
    head = store.get(record.id)
    if head is None or head.status in ("draft", "retired"):
        steps.append(Step(record.with_status("in_review"), base))
        base += 1
    steps.append(Step(record, base))
    if change.absorbs is None:
        store.save_all(steps, who=who.name, why=reason)
    else:
        steps.append(Step(_absorbed(store, change.absorbs, record)))
        into = partial(
            successors.merge,
            one=change.absorbs,
            into=record.id,
            into_before=change.base_revision,
            who=who.name,
        )
        store.save_all(steps, who=who.name, why=reason, also=into)


def _absorbed(store: Store, record_id: str, into: Record) -> Record:
    """The record that was merged, as it is retired.

    Conflict when it is gone already, or has gained something since that `into` lacks.
    """
    other = store.get(record_id)
    if other is None or other.status == "retired":
        raise Conflict("the record to be merged was retired meanwhile")
    if merged(into, other) != into:
        raise Conflict("the record to be merged was changed meanwhile; merge it again")
    return other.with_status("retired")


def _as_marked(record: Record) -> Record:
    """The record but for what only sorts it."""
    return replace(record, topics=(), region=None)


def propose(store: Store, change: Change, before: Record | None, who: Account) -> None:
    """Keep it for a second pair of eyes.

    What is not public yet is saved as it is proposed, so that its page shows it; a draft of
    somebody else's is left as it is.  TooManyRequests for a contributor with enough waiting.
    """
    _require_patience(store, who)
    base = change.base_revision
    if before is None or (before.status in ("draft", "in_review") and _is_own(store, before, who)):
        waiting = change.record.with_status("in_review")
        if waiting != before:
            store.save(waiting, who=who.name, why=change.why, expected_revision=base)
            base += 1
    with writing(store.engine) as connection:
        proposals.propose(
            connection,
            change.record,
            base_revision=base,
            author=who.name,
            why=reason_of(change.why),
            case_id=change.case_id,
            absorbs=change.absorbs,
        )


def _authors(store: Store, record_id: str) -> set[str]:
    """Who has worked on the record since it was last public."""
    names: set[str] = set()
    for revision in reversed(store.revisions(record_id)):
        if revision.record.status == "published":
            break
        names.add(revision.who)
    return names


def _require_own_or_curator(store: Store, record: Record, who: Account) -> None:
    if not _is_own(store, record, who):
        raise NotYours("obstacle_role")


def _is_own(store: Store, record: Record, who: Account) -> bool:
    """Whether a draft may be written over: by its first author, and by curators."""
    return who.may("curator") or store.revisions(record.id)[0].who == who.name


def _require_patience(store: Store, who: Account) -> None:
    """Contributors do not fill the queue on their own."""
    _require_room(store, who, proposals.open_of, MOST_WAITING, "proposals are waiting already")


def _require_few_drafts(store: Store, who: Account) -> None:
    """Nor do they fill the list of records."""
    _require_room(store, who, proposals.drafts_of, MOST_DRAFTS, "drafts are not finished yet")


def _require_room(
    store: Store, who: Account, count: Callable[[Connection, str], int], most: int, told: str
) -> None:
    if who.may("curator"):
        return
    with store.engine.connect() as connection:
        if count(connection, who.name) >= most:
            raise TooManyRequests(f"{most} of your {told}")


def _require_case(store: Store, case_id: int | None, who: Account) -> None:
    """The case that a change answers is not in somebody else's hands."""
    if case_id is None:
        return
    with store.engine.connect() as connection:
        holder = queue.get(connection, case_id).holder(datetime.now(UTC))
    if holder not in (None, who.name):
        raise Conflict(f"{holder} is working on case {case_id}")


def require_no_interest(store: Store, who: Account, record: Record) -> None:
    """Raises NotYours when they declared an interest in the record."""
    with store.engine.connect() as connection:
        if remarks.interest_in(connection, who.name, record):
            raise NotYours("obstacle_interest")
