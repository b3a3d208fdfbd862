"""Records merged and split: what becomes of them, who may, and that it happens whole or not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mingbian.console import mending, publishing
from mingbian.console.joining import Division, divided, left_out, merged
from mingbian.console.publishing import NotYours
from mingbian.console.store import proposals, queue, remarks, successors
from mingbian.errors import Conflict, Invalid
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.store.database import writing

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
