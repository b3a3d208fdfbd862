"""What a search is limited to is looked for among all records, not among the nearest ones."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from mingbian.rebuttals import vectors as vectors_module
from mingbian.rebuttals.catalogue import Wanted
from mingbian.records import Review

#: Others, all of which share the query's words, while those that are wanted share none.
OTHERS, RARE, COMMON = 1500, 7, 400
QUERY = "第5号井水变成了甜的"


def reviewed(day: date) -> dict[str, object]:
    return {"reviews": (Review("某报", "media", "https://paper.example/1", date=day),)}


CASES = {
    "language": ({"language": "en"}, Wanted(language="en")),
    "topic": ({"topics": ("weather", "food")}, Wanted(topic="weather")),
    "verdict": ({"verdict": "true"}, Wanted(verdict="true")),
    "date": (reviewed(date(2026, 5, 1)), Wanted(since=date(2026, 4, 30))),
    "all": (
        {"language": "en", "topics": ("food",), "verdict": "true", **reviewed(date(2026, 5, 1))},
        Wanted("en", date(2026, 5, 1), "food", "true"),
    ),
}


@pytest.fixture(params=["every vector is compared", "lists"])
def kind(request, monkeypatch):
    if request.param == "lists":
        monkeypatch.setattr(vectors_module, "EXACT_UP_TO", 100)
        monkeypatch.setattr(vectors_module, "EXACT_OF_ALLOWED", 100)


@pytest.mark.usefixtures("kind")
@pytest.mark.parametrize("case", CASES)
def test_the_few_that_are_wanted_are_all_found_behind_thousands_of_nearer_ones(
    case, store, follower, look, make_record, numbered
):
    fields, wanted = CASES[case]
    few = [
        make_record(f"w-{n}", claim=f"stone {n} sings", phrasings=(), **fields) for n in range(RARE)
    ]
    store.save_many([*numbered(0, OTHERS), *few], who="test", why="first")
    snapshot = follower.begin(lambda line: None)
    assert set(look(snapshot, QUERY, RARE)).isdisjoint(record.id for record in few)
    found = look(snapshot, QUERY, RARE, wanted=wanted)
    assert sorted(found) == [record.id for record in few]


@pytest.mark.usefixtures("kind")
def test_the_best_of_many_wanted_ones_are_those_that_comparing_all_would_give(
    store, follower, make_record, numbered, vectors
):
    many = [
        make_record(f"w-{n:04}", claim=f"stone {n} sings", phrasings=(), language="en")
        for n in range(COMMON)
    ]
    store.save_many([*numbered(0, OTHERS), *many], who="test", why="first")
    snapshot = follower.begin(lambda line: None)
    [query] = vectors._encoder.queries(["words that no record has: xyzzy"])
    rows = np.flatnonzero([record.language == "en" for record, _ in snapshot.wordings])
    cosines = snapshot.cosines(query)[rows]
    best = [snapshot.wordings[row][0].id for row in rows[np.argsort(-cosines)[:10]]]
    found = snapshot.search("xyzzy", query[None, :], 10, Wanted(language="en"))
    assert len({record.id for record, _ in found} & set(best)) >= 9


def test_a_change_of_topic_moves_a_record_from_one_limit_to_the_other(
    store, follower, look, make_record, numbered
):
    store.save_many([*numbered(0, 20), make_record("w")], who="test", why="first")
    snapshot = follower.begin(lambda line: None)
    store.save(make_record("w", topics=("weather",)), who="test", why="moved")
    [snapshot] = follower.next(snapshot)
    assert look(snapshot, "热水治感冒", 30, wanted=Wanted(topic="weather")) == ["w"]
    assert "w" not in look(snapshot, "热水治感冒", 30, wanted=Wanted(topic="health"))


def test_a_topic_that_no_record_has_finds_nothing(store, follower, look, numbered):
    store.save_many(numbered(0, 5), who="test", why="first")
    snapshot = follower.begin(lambda line: None)
    assert look(snapshot, QUERY, wanted=Wanted(topic="nothing")) == []
