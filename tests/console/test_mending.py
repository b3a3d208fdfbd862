"""Records merged and split: what becomes of them, who may, and that it happens whole or not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from mingbian.console import mending, publishing
from mingbian.console.joining import Division, divided, left_out, merged
from mingbian.console.publishing import NotYours
from mingbian.console.store import log, proposals, queue, remarks, successors
from mingbian.errors import Conflict, Invalid
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.store.database import writing
from mingbian.rebuttals.store.tables import phrasings, reviews
from mingbian.records import Review

sys.path.insert(0, str(Path(__file__).parent))

from workshop import HOT, SOUP, join, keep, revision

PART = Division(
    claim="三杯热水赶走感冒",
    verdict="misleading",
    rebuttal="热水赶不走感冒病毒,只会让人觉得舒服一些,没有研究支持这个数量。",
    phrasings=frozenset({1}),
    reviews=frozenset({1}),
    both=frozenset({0}),
)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


def merge(store: Store, who: publishing.Account, one: str = SOUP.id, into: str = HOT.id) -> str:
    revisions = (revision(store, one), revision(store, into))
    return mending.merge(store, one, into, who, "说的是同一件事", revisions)


def test_a_merged_record_has_every_wording_and_review_once():
    whole = merged(HOT, SOUP)
    assert whole.phrasings == (*HOT.phrasings, SOUP.claim, "三杯热水赶走感冒")
    assert [one.publisher for one in whole.reviews] == ["某地卫健委", "示例辟谣站", "另一家报社"]
    assert whole.topics == ("health", "food")
    assert whole.first_seen == SOUP.first_seen
    assert (whole.verdict, whole.rebuttal, whole.claim) == (HOT.verdict, HOT.rebuttal, HOT.claim)
    assert merged(whole, SOUP) == whole


def test_wordings_that_find_no_room_are_named():
    full = replace(HOT, phrasings=tuple(f"第{n}种说法是这样的" for n in range(12)))
    assert merged(full, SOUP).phrasings == full.phrasings
    assert left_out(full, SOUP) == [SOUP.claim, *SOUP.phrasings]
    assert left_out(HOT, SOUP) == []


def test_reviews_that_find_no_room_are_named():
    many = tuple(Review(f"第{n}家", "media", f"https://a.example/{n}") for n in range(20))
    full = replace(HOT, reviews=many)
    other = Review("另一家报社", "media", "https://b.example/1", date=date(2024, 4, 2))
    one = replace(HOT, id="one", reviews=(many[3], other, Review("某报", "media")))
    assert left_out(full, one) == ["另一家报社 · 2024-04-02 · https://b.example/1", "某报"]


def test_merging_retires_the_one_and_what_waits_for_it_waits_for_the_other(store):
    keep(store, HOT, SOUP)
    store.add_report("dispute", "我喝了热水就好了", record_id=SOUP.id)
    assert merge(store, join(store, "lin")) == "live"
    assert store.get(SOUP.id) == SOUP.with_status("retired")
    assert store.get(HOT.id) == merged(HOT, SOUP)
    with store.engine.connect() as connection:
        [case] = queue.of_record(connection, HOT.id)
        [link] = successors.links_of(connection, SOUP.id)
        [back] = successors.links_of(connection, HOT.id)
    assert case.kind == "dispute"
    assert (link.other, link.how, link.onward) == (HOT.id, "merged", True)
    assert (back.other, back.onward) == (SOUP.id, False)


def test_a_merge_into_an_alert_waits_for_a_second_curator_and_changes_nothing_before(store):
    alert = replace(HOT, verdict="false")
    keep(store, alert, SOUP)
    lin, wang = join(store, "lin"), join(store, "wang")
    assert merge(store, lin) == "waiting"
    assert store.get(SOUP.id) == SOUP
    assert store.get(alert.id) == alert
    with store.engine.connect() as connection:
        [proposal] = proposals.of_record(connection, alert.id)
    with pytest.raises(NotYours):
        publishing.approve(store, proposal, lin)
    publishing.approve(store, proposal, wang)
    assert store.get(SOUP.id) == SOUP.with_status("retired")
    assert store.get(alert.id) == merged(alert, SOUP)


def test_what_the_merged_record_gained_meanwhile_is_not_lost_by_an_approval(store):
    keep(store, replace(HOT, verdict="false"), SOUP)
    lin, wang = join(store, "lin"), join(store, "wang")
    merge(store, lin)
    later = replace(SOUP, phrasings=(*SOUP.phrasings, "喝完热水立刻退烧"))
    keep(store, later)
    with store.engine.connect() as connection:
        [proposal] = proposals.of_record(connection, HOT.id)
    with pytest.raises(Conflict):
        publishing.approve(store, proposal, wang)
    assert store.get(SOUP.id) == later
    assert store.get(HOT.id).phrasings == HOT.phrasings


def test_a_merge_of_what_somebody_changed_meanwhile_is_refused(store):
    keep(store, HOT, SOUP)
    seen = (revision(store, SOUP.id), revision(store, HOT.id))
    keep(store, replace(HOT, region="CN-11"))
    with pytest.raises(Conflict):
        mending.merge(store, SOUP.id, HOT.id, join(store, "lin"), "说的是同一件事", seen)
    assert store.get(SOUP.id) == SOUP


@pytest.mark.parametrize(
    ("one", "into"),
    [("published", "draft"), ("published", "retired"), ("retired", "published")],
)
def test_a_merge_never_takes_a_mark_off_the_air(store, one, into):
    keep(store, HOT.with_status(into), SOUP.with_status(one))
    with pytest.raises(Invalid):
        mending.foresee_merge(store, SOUP.id, HOT.id)
    with pytest.raises(Invalid):
        mending.foresee_merge(store, HOT.id, HOT.id)


def test_somebody_with_an_interest_in_either_cannot_merge(store):
    keep(store, HOT, SOUP)
    lin = join(store, "lin")
    with writing(store.engine) as connection:
        remarks.declare(connection, lin.name, "我在那里工作", publisher="另一家报社")
    with pytest.raises(NotYours):
        merge(store, lin)
    assert store.get(SOUP.id) == SOUP


def test_drafts_are_merged_without_being_published(store):
    keep(store, HOT.with_status("draft"), SOUP.with_status("in_review"))
    assert merge(store, join(store, "lin")) == "saved"
    assert store.get(HOT.id) == merged(HOT, SOUP).with_status("draft")
    assert store.get(SOUP.id).status == "retired"


def merged_by(store: Store, record_id: str) -> successors.Merged | None:
    with store.engine.connect() as connection:
        return successors.merged_by(connection, record_id)


def cases_of(store: Store, record_id: str) -> list[tuple[int, str]]:
    with store.engine.connect() as connection:
        return [(case.id, case.state) for case in queue.of_record(connection, record_id)]


def decided(store: Store) -> list[tuple[str, str, str]]:
    with store.engine.connect() as connection:
        return [(one.action, one.record.id, one.why) for one in log.decisions(connection)]


def test_a_merge_is_undone_in_one_step_and_everything_is_as_before(store):
    keep(store, HOT, SOUP)
    for record in (HOT, SOUP):
        store.add_report("dispute", "我喝了热水就好了", record_id=record.id)
    before = {one: cases_of(store, one) for one in (HOT.id, SOUP.id)}
    earlier = {one: store.revisions(one) for one in (HOT.id, SOUP.id)}
    in_log = decided(store)
    lin = join(store, "lin")
    merge(store, lin)
    assert len(cases_of(store, HOT.id)) == 2
    merged = merged_by(store, SOUP.id)
    assert merged == merged_by(store, HOT.id)

    mending.unmerge(store, merged, lin)
    assert (store.get(HOT.id), store.get(SOUP.id)) == (HOT, SOUP)
    assert {one: cases_of(store, one) for one in before} == before
    assert store.merged_into(SOUP.id) is None
    why = f"undo of the merge of {SOUP.id} into {HOT.id}"
    for record_id, revisions in earlier.items():
        now = store.revisions(record_id)
        assert now[: len(revisions)] == revisions
        assert (now[-1].who, now[-1].why) == ("lin", why)
    assert decided(store)[:2] == [("changed", HOT.id, why), ("published", SOUP.id, why)]
    assert decided(store)[-len(in_log) :] == in_log
    with store.engine.connect() as connection:
        assert successors.links_of(connection, HOT.id) == []
    assert merged_by(store, HOT.id) is None
    assert merge(store, lin) == "live"


def test_the_records_are_found_by_their_own_wordings_again(store):
    keep(store, HOT, SOUP)
    lin = join(store, "lin")
    merge(store, lin)
    mending.unmerge(store, merged_by(store, HOT.id), lin)
    with store.engine.connect() as connection:
        for record in (HOT, SOUP):
            texts = select(phrasings.c.text).where(phrasings.c.record_id == record.id)
            ordered = texts.order_by(phrasings.c.position)
            assert tuple(connection.scalars(ordered)) == record.phrasings
            told = select(reviews.c.publisher).where(reviews.c.record_id == record.id)
            ordered = told.order_by(reviews.c.position)
            assert list(connection.scalars(ordered)) == [one.publisher for one in record.reviews]


def test_a_merge_that_was_approved_or_of_drafts_is_undone_as_well(store):
    alert = replace(HOT, verdict="false")
    drafts = (replace(HOT, id="d-1", status="draft"), replace(SOUP, id="d-2", status="draft"))
    keep(store, alert, SOUP, *drafts)
    lin, wang = join(store, "lin"), join(store, "wang")
    merge(store, lin)
    with store.engine.connect() as connection:
        [proposal] = proposals.of_record(connection, alert.id)
    publishing.approve(store, proposal, wang)
    mending.unmerge(store, merged_by(store, alert.id), lin)
    assert (store.get(alert.id), store.get(SOUP.id)) == (alert, SOUP)
    merge(store, lin, "d-2", "d-1")
    mending.unmerge(store, merged_by(store, "d-2"), lin)
    assert (store.get("d-1"), store.get("d-2")) == drafts


def test_what_was_changed_since_the_merge_is_not_lost_by_its_undo(store):
    keep(store, HOT, SOUP)
    lin = join(store, "lin")
    merge(store, lin)
    merged = merged_by(store, HOT.id)
    later = replace(store.get(HOT.id), region="CN-11")
    keep(store, later)
    with pytest.raises(Conflict):
        mending.unmerge(store, merged, lin)
    assert merged_by(store, HOT.id) is None
    assert merged_by(store, SOUP.id) is None
    assert store.get(HOT.id) == later
    assert store.get(SOUP.id).status == "retired"


def test_somebody_with_an_interest_does_not_bring_a_record_back(store):
    keep(store, HOT, SOUP)
    lin, wang = join(store, "lin"), join(store, "wang")
    merge(store, lin)
    with writing(store.engine) as connection:
        remarks.declare(connection, wang.name, "我在那里工作", record_id=SOUP.id)
    with pytest.raises(NotYours):
        mending.unmerge(store, merged_by(store, HOT.id), wang)
    assert store.get(SOUP.id).status == "retired"


def test_a_split_parts_wordings_and_reviews_as_chosen():
    rest, new = divided(HOT, PART, "c-new")
    assert rest == replace(HOT, phrasings=HOT.phrasings[:1], reviews=HOT.reviews[:1])
    assert (new.id, new.claim, new.status) == ("c-new", PART.claim, "draft")
    assert new.phrasings == HOT.phrasings[1:]
    assert new.reviews == HOT.reviews


@pytest.mark.parametrize(
    "wrong",
    [
        {"reviews": frozenset({0, 1}), "both": frozenset()},
        {"reviews": frozenset(), "both": frozenset()},
        {"claim": HOT.claim + "。"},
        {"claim": "短"},
        {"verdict": "no such"},
        {"rebuttal": ""},
    ],
)
def test_a_split_that_leaves_no_acceptable_record_is_refused(wrong):
    with pytest.raises(Invalid):
        mending.foresee_split(HOT, replace(PART, **wrong), "c-new")


def test_both_halves_of_a_split_are_live_together_and_known_to_be_different(store):
    keep(store, HOT)
    fate, new_id = mending.split(store, HOT, 1, PART, join(store, "lin"), "这是两个说法")
    assert fate == "live"
    assert store.get(new_id).status == "published"
    assert store.get(HOT.id).phrasings == HOT.phrasings[:1]
    with store.engine.connect() as connection:
        assert remarks.distinct_from(connection, HOT.id)[new_id].why == "这是两个说法"
        assert [one.how for one in successors.links_of(connection, new_id)] == ["split"]


def test_a_split_of_an_alert_waits_and_the_record_stays_as_it_is(store):
    alert = replace(HOT, verdict="false")
    keep(store, alert)
    fate, new_id = mending.split(store, alert, 1, PART, join(store, "lin"), "这是两个说法")
    assert fate == "waiting"
    assert store.get(alert.id) == alert
    with store.engine.connect() as connection:
        [rest] = proposals.of_record(connection, alert.id)
    publishing.approve(store, rest, join(store, "wang"))
    assert store.get(alert.id).phrasings == alert.phrasings[:1]
    assert store.get(new_id).status == "in_review"


def test_a_split_of_what_somebody_changed_meanwhile_makes_no_record(store):
    keep(store, HOT, replace(HOT, region="CN-11"))
    with pytest.raises(Conflict):
        mending.split(store, HOT, 1, PART, join(store, "lin"), "这是两个说法")
    assert sum(store.count().values()) == 1
