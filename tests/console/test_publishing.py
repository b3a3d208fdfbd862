"""Who may publish what: the second pair of eyes, interests, conflicts, undo, the public log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from workshop import HOT, join, keep, revision

from mingbian.console import publishing
from mingbian.console.publishing import Change, NotYours
from mingbian.console.store import log, proposals, queue, remarks
from mingbian.errors import Conflict, Invalid, TooManyRequests
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.store.database import writing

ALERT = replace(HOT, id="alert", claim="喝热水能治好癌症", verdict="false", status="draft")
WHY = "卫健委发布了说明"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


def waiting(store: Store, record_id: str = "alert") -> proposals.Proposal:
    with store.engine.connect() as connection:
        [one] = proposals.of_record(connection, record_id)
    return one


def steps(store: Store) -> list[tuple[str, str]]:
    with store.engine.connect() as connection:
        return [(one.action, one.record.id) for one in log.decisions(connection)]


def test_an_alert_goes_live_when_another_curator_has_approved_it(store):
    lin, wang = join(store, "lin"), join(store, "wang")
    assert publishing.publish(store, Change(ALERT, 0, WHY), lin) == "waiting"
    assert store.get("alert").status == "in_review"
    with pytest.raises(NotYours):
        publishing.approve(store, waiting(store), lin)
    one = waiting(store)
    publishing.approve(store, one, wang)
    assert store.get("alert").status == "published"
    with pytest.raises(Conflict):
        publishing.approve(store, one, wang)
    with store.engine.connect() as connection:
        assert queue.open_count(connection) == 0


def test_what_is_no_alert_a_curator_publishes_alone(store):
    assert publishing.publish(store, Change(HOT, 0, WHY), join(store, "lin")) == "live"
    assert steps(store) == [("published", "hot-water")]


def test_a_mild_record_does_not_become_an_alert_without_a_second_look(store):
    lin = join(store, "lin")
    publishing.publish(store, Change(HOT, 0, WHY), lin)
    sharper = replace(HOT, verdict="false")
    base = revision(store, HOT.id)
    assert publishing.publish(store, Change(sharper, base, WHY), lin) == "waiting"
    assert store.get(HOT.id).verdict == "misleading"


def test_whoever_worked_on_it_does_not_approve_it(store):
    lin, wang, mei = (join(store, name) for name in ("lin", "wang", "mei"))
    publishing.save_draft(store, Change(ALERT, 0, ""), wang)
    publishing.publish(store, Change(ALERT, 1, WHY), lin)
    with pytest.raises(NotYours):
        publishing.approve(store, waiting(store), wang)
    publishing.approve(store, waiting(store), mei)


def test_a_contributor_proposes_and_does_not_approve(store):
    ann = join(store, "ann", "contributor")
    assert publishing.publish(store, Change(HOT, 0, WHY), ann) == "waiting"
    bob = join(store, "bob", "contributor")
    with pytest.raises(NotYours):
        publishing.approve(store, waiting(store, HOT.id), bob)
    other = replace(HOT, rebuttal="我来改一改别人的草稿，这样写也许更清楚一些。", status="draft")
    with pytest.raises(NotYours):
        publishing.save_draft(store, Change(other, 1, ""), bob)
    publishing.publish(store, Change(other, 1, WHY), bob)
    assert store.get(HOT.id).rebuttal == HOT.rebuttal


def test_one_contributor_cannot_fill_the_queue(store):
    ann = join(store, "ann", "contributor")
    for number in range(publishing.MOST_WAITING):
        record = replace(HOT, id=f"r-{number}", claim=f"第{number}个说法，大家都在传")
        publishing.publish(store, Change(record, 0, WHY), ann)
    with pytest.raises(TooManyRequests):
        publishing.publish(store, Change(HOT, 0, WHY), ann)


def test_a_contributor_begins_no_end_of_drafts(store, monkeypatch):
    monkeypatch.setattr(publishing, "MOST_DRAFTS", 2)
    ann, lin = join(store, "ann", "contributor"), join(store, "lin")
    drafts = [replace(HOT, id=f"d-{n}", claim=f"第{n}个说法", status="draft") for n in range(4)]
    for number in range(2):
        publishing.save_draft(store, Change(drafts[number], 0, WHY), ann)
    with pytest.raises(TooManyRequests):
        publishing.save_draft(store, Change(drafts[2], 0, WHY), ann)
    publishing.save_draft(store, Change(replace(drafts[1], region="CN-11"), 1, WHY), ann)
    publishing.save_draft(store, Change(drafts[3], 0, WHY), lin)
    assert store.get("d-2") is None


@pytest.mark.parametrize("what", [{"record_id": "alert"}, {"publisher": "某地卫健委"}])
def test_who_declared_an_interest_does_not_approve(store, what):
    lin, wang = join(store, "lin"), join(store, "wang")
    publishing.publish(store, Change(ALERT, 0, WHY), lin)
    with writing(store.engine) as connection:
        remarks.declare(connection, "wang", "我在那里工作", **what)
    with pytest.raises(NotYours, match="interest"):
        publishing.approve(store, waiting(store), wang)


def test_who_declared_an_interest_does_not_publish_alone_either(store):
    lin = join(store, "lin")
    with writing(store.engine) as connection:
        remarks.declare(connection, "lin", "我在那里工作", publisher="某地卫健委")
    with pytest.raises(NotYours):
        publishing.publish(store, Change(HOT, 0, WHY), lin)


def test_a_proposal_for_what_was_changed_meanwhile_is_refused(store):
    lin, wang = join(store, "lin"), join(store, "wang")
    keep(store, HOT)
    publishing.publish(store, Change(replace(HOT, verdict="false"), 1, WHY), lin)
    publishing.publish(store, Change(replace(HOT, region="CN"), 1, WHY), wang)
    with pytest.raises(Conflict):
        publishing.approve(store, waiting(store, HOT.id), wang)
    assert store.get(HOT.id).verdict == "misleading"


def test_sending_back_needs_a_reason_and_clears_the_queue(store):
    lin, wang = join(store, "lin"), join(store, "wang")
    publishing.publish(store, Change(ALERT, 0, WHY), lin)
    with pytest.raises(Invalid):
        publishing.send_back(store, waiting(store), wang, " ")
    publishing.send_back(store, waiting(store), wang, "请补上查证的链接")
    with store.engine.connect() as connection:
        assert queue.open_count(connection) == 0
    assert store.get("alert").status == "in_review"


def test_undo_goes_back_one_step_and_leaves_the_history(store):
    lin = join(store, "lin")
    publishing.publish(store, Change(HOT, 0, WHY), lin)
    publishing.retire(store, HOT.id, lin, "来源撤回了原文")
    publishing.undo(store, HOT.id, lin, revision(store, HOT.id))
    assert store.get(HOT.id) == HOT
    assert [step for step, _ in steps(store)] == ["published", "retired", "published"]
    with pytest.raises(Conflict):
        publishing.undo(store, HOT.id, lin, 1)


def test_undo_of_a_first_publication_takes_it_off_the_air(store):
    lin = join(store, "lin")
    keep(store, HOT)
    publishing.undo(store, HOT.id, lin, 1)
    assert store.get(HOT.id).status == "in_review"
    assert steps(store)[0] == ("withdrawn", HOT.id)


def test_publishing_closes_the_case_it_answers_and_tells_its_senders(store):
    lin = join(store, "lin")
    number = store.add_report("tip", "求核实", quote=HOT.claim)
    publishing.publish(store, Change(HOT, 0, WHY, case_id=1), lin)
    assert (store.report(number).state, store.report(number).answer) == ("accepted", WHY)


def test_a_case_in_somebody_elses_hands_is_not_answered_over_their_head(store):
    lin = join(store, "lin")
    store.add_report("tip", "求核实", quote=HOT.claim)
    with writing(store.engine) as connection:
        queue.claim(connection, 1, "wang", 1)
    with pytest.raises(Conflict):
        publishing.publish(store, Change(HOT, 0, WHY, case_id=1), lin)
    assert store.get(HOT.id) is None


def test_whoever_answered_the_dispute_does_not_decide_the_appeal(store):
    lin, wang = join(store, "lin"), join(store, "wang")
    number = store.add_report("dispute", "不对", record_id="x")
    with writing(store.engine) as connection:
        queue.finish(connection, 1, "declined", "原文就是这样写的", "lin", 1)
    store.add_report("appeal", "还是不对", record_id="x", appeal_of=number)
    with store.engine.connect() as connection:
        appeal = queue.get(connection, 2)
        assert not publishing.may_decide(connection, appeal, lin)
        assert publishing.may_decide(connection, appeal, wang)


def test_the_log_tells_every_step_that_readers_saw_and_no_other(store):
    lin = join(store, "lin")
    publishing.save_draft(store, Change(replace(HOT, status="draft"), 0, ""), lin)
    assert steps(store) == []
    publishing.publish(store, Change(HOT, 1, WHY), lin)
    changed = replace(HOT, region="CN")
    publishing.publish(store, Change(changed, revision(store, HOT.id), WHY), lin)
    publishing.retire(store, HOT.id, lin, "来源撤回了原文")
    assert [step for step, _ in steps(store)] == ["retired", "changed", "published"]


def test_a_reason_is_asked_for_before_anything_is_written(store):
    lin = join(store, "lin")
    for why in ("", "  ", "嗯", "长" * 1001):
        with pytest.raises(Invalid):
            publishing.publish(store, Change(HOT, 0, why), lin)
    assert store.get(HOT.id) is None


def test_nobody_brings_back_by_undo_what_they_declared_an_interest_in(store):
    lin, wang = join(store, "lin"), join(store, "wang")
    keep(store, HOT)
    publishing.retire(store, HOT.id, lin, WHY)
    with writing(store.engine) as connection:
        remarks.declare(connection, "wang", "我在那里工作", publisher=HOT.reviews[0].publisher)
    with pytest.raises(NotYours):
        publishing.undo(store, HOT.id, wang, 2)
    assert store.get(HOT.id).status == "retired"
    assert publishing.undo(store, HOT.id, lin, 2) == HOT


@pytest.mark.parametrize("what", [{"record_id": HOT.id}, {"publisher": HOT.reviews[0].publisher}])
def test_nobody_takes_from_readers_what_they_declared_an_interest_in(store, what):
    wang = join(store, "wang")
    keep(store, HOT)
    with writing(store.engine) as connection:
        remarks.declare(connection, "wang", "我在那里工作", **what)
    with pytest.raises(NotYours):
        publishing.retire(store, HOT.id, wang, WHY)
    with pytest.raises(NotYours):
        publishing.undo(store, HOT.id, wang, 1)
    assert store.get(HOT.id).status == "published"
