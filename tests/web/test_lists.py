"""Lists and searches page by page, while the index changes under them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from small_library import GARLIC, SmallLibrary

from mingbian.app import create_app
from mingbian.console.store import successors
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.store.database import writing
from mingbian.records import Record, Review
from mingbian.settings import Settings

PUBLISHER = Review("示例辟谣站", "science", "https://fact.example.org/a")


def numbered(number: int, **changes: Any) -> Record:
    named = replace(GARLIC, id=f"claim-{number:03}", claim=f"说法 {number}", reviews=(PUBLISHER,))
    return replace(named, **changes)


def store_of(site: FlaskClient) -> Store:
    store: Store = site.application.extensions["mingbian.shelf"].store
    return store


def save(site: FlaskClient, *records: Record) -> None:
    for record in records:
        store_of(site).save(record, who="test", why="test")


def pages(site: FlaskClient, /, **asked: Any) -> Iterator[list[str]]:
    """The ids of each page of /v1/rebuttals; the caller may change the index in between."""
    while True:
        answer = site.get("/v1/rebuttals", query_string=asked)
        assert answer.status_code == 200, answer.get_json()
        data = answer.get_json()
        yield [result["record"]["id"] for result in data["results"]]
        if "next_cursor" not in data:
            return
        asked["cursor"] = data["next_cursor"]


def claims(site: FlaskClient, /, **asked: Any) -> Iterator[list[str]]:
    """The same for /v1alpha1/claims:search, by the claims' texts."""
    while True:
        data = site.get("/v1alpha1/claims:search", query_string=asked).get_json()
        yield [claim["text"] for claim in data.get("claims", [])]
        if "nextPageToken" not in data:
            return
        asked["pageToken"] = data["nextPageToken"]


Way = Callable[[FlaskClient], Iterator[list[str]]]

WAYS: dict[str, Way] = {
    "list": lambda site: pages(site, limit=4),
    "site": lambda site: claims(site, reviewPublisherSiteFilter="example.org", pageSize=4),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_there_throughout_comes_once_whatever_changes(fresh: Any, way: str) -> None:
    site, seen = fresh(), []
    save(site, *(numbered(number) for number in range(20)))
    for turn, page in enumerate(WAYS[way](site)):
        seen += page
        save(site, numbered(100 + turn), numbered(15 - turn, rebuttal=f"理由 {turn}。"))
        store_of(site).set_status(f"claim-{19 - turn:03}", "retired", who="test", why="test")
    names = "claim-{:03}" if way == "list" else "说法 {}"
    throughout = {names.format(number) for number in range(15)}
    assert len(seen) == len(set(seen))
    assert throughout <= set(seen)


def test_pages_while_others_write_without_a_pause(fresh: Any) -> None:
    site, stop = fresh(requests_per_minute=1_000_000), threading.Event()
    save(site, *(numbered(number) for number in range(60)))

    def write() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            save(site, numbered(turn % 60, rebuttal=f"理由 {turn}。"), numbered(1000 + turn))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            seen = [name for page in pages(site, limit=7) for name in page]
            assert len(seen) == len(set(seen))
            assert {f"claim-{number:03}" for number in range(60)} <= set(seen)
    finally:
        stop.set()
        writer.join()


def test_a_list_is_the_newest_first_and_only_what_is_published(fresh: Any) -> None:
    site = fresh()
    save(site, numbered(1), numbered(2, status="draft"), numbered(3))
    assert list(pages(site)) == [["claim-003", "claim-001"]]
    assert site.get("/v1/rebuttals").get_json()["results"][0]["score"] is None


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A store of records that each differ from the first in one thing."""
    settings = Settings(instance=tmp_path_factory.mktemp("varied"))
    site = create_app(settings, SmallLibrary()).test_client()
    save(
        site,
        numbered(1),
        numbered(2, language="en"),
        numbered(3, topics=("food", "health")),
        numbered(4, verdict="true"),
        numbered(5, reviews=(Review("a", "media", "https://other.example/?x=fact.example.org"),)),
        numbered(6, reviews=(replace(PUBLISHER, date=date(2024, 1, 2)),)),
    )
    return site


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"language": "en"}, [2]),
        ({"language": "zh"}, [6, 5, 4, 3, 1]),
        ({"language": "z%"}, []),
        ({"topic": "food"}, [3]),
        ({"topic": "foo"}, []),
        ({"topic": "food_"}, []),
        ({"verdict": "true"}, [4]),
        ({"site": "other.example"}, [5]),
        ({"site": "www.Example.org"}, [6, 4, 3, 2, 1]),
        ({"site": "ample.org"}, []),
        ({"since": "2024-01-02"}, [6]),
        ({"since": "2024-01-02", "topic": "food"}, []),
    ],
)
def test_filters_restrict_a_list(
    varied: FlaskClient, asked: dict[str, str], expected: list[int]
) -> None:
    (found,) = pages(varied, **asked)
    assert found == [f"claim-{number:03}" for number in expected]


@dataclass(frozen=True)
class Hit:
    record: Record
    score: float


class Moving(SmallLibrary):
    """A search whose hits the test changes between pages."""

    def __init__(self) -> None:
        self.hits = [Hit(numbered(number), round(1 - number / 100, 4)) for number in range(12)]

    def search(self, text: str, limit: int = 10, **_: Any) -> Sequence[Any]:
        return sorted(self.hits, key=lambda hit: -hit.score)[:limit]


def moving(site: FlaskClient) -> Moving:
    library = Moving()
    site.application.extensions["mingbian.shelf"]._holdings = replace(
        site.application.extensions["mingbian.shelf"]._holdings, library=library
    )
    return library


@pytest.mark.parametrize(
    "ask",
    [
        lambda site: pages(site, q="说法", limit=3),
        lambda site: claims(site, query="说法", pageSize=3),
    ],
    ids=["rebuttals", "claims"],
)
def test_a_search_neither_repeats_nor_skips_when_records_come_and_go(fresh: Any, ask: Any) -> None:
    site = fresh()
    library, seen = moving(site), []
    for turn, page in enumerate(ask(site)):
        seen += page
        library.hits.append(Hit(numbered(200 + turn), 0.999))
        library.hits = [hit for hit in library.hits if hit.record.id != "claim-000"]
    assert len(seen) == 12
    assert len(set(seen)) == 12


def test_hits_that_fit_equally_well_are_all_given(fresh: Any) -> None:
    site = fresh()
    library = moving(site)
    library.hits = [Hit(numbered(number), 0.5) for number in range(10)]
    assert [name for page in pages(site, q="说法", limit=3) for name in page] == [
        f"claim-{number:03}" for number in range(10)
    ]


@pytest.mark.parametrize("changed", [{"q": "另一个"}, {"topic": "food"}, {"q": None}])
def test_a_cursor_belongs_to_its_question(fresh: Any, changed: dict[str, Any]) -> None:
    site = fresh()
    moving(site)
    first = {"q": "说法", "limit": 3}
    cursor = site.get("/v1/rebuttals", query_string=first).get_json()["next_cursor"]
    asked = {name: value for name, value in (first | changed).items() if value is not None}
    answer = site.get("/v1/rebuttals", query_string=asked | {"cursor": cursor})
    assert answer.status_code == 422
    assert list(answer.get_json()["error"]["detail"]["fields"]) == ["cursor"]
    more = site.get("/v1/rebuttals", query_string={"q": "说法", "limit": 7, "cursor": cursor})
    assert len(more.get_json()["results"]) == 7, "how many are asked for may change"


def test_the_address_of_a_merged_record_leads_to_the_one_it_went_into(fresh: Any) -> None:
    site = fresh()
    save(site, numbered(1), numbered(2))
    store = store_of(site)
    store.set_status("claim-001", "retired", who="test", why="test")
    assert site.get("/rebuttals/claim-001").status_code == 404
    with writing(store.engine) as connection:
        successors.merge(connection, one="claim-001", into="claim-002", into_before=1, who="test")
    answer = site.get("/rebuttals/claim-001")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/rebuttals/claim-002")
