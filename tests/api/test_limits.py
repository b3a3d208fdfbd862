"""How often one client may ask, counted in one place for all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mingbian.access.allowances import DAY, MINUTE, Allowance, Book
from mingbian.access.allowances import client_of as name_of
from mingbian.settings import Settings

TWO = Allowance("minute", 2, MINUTE)


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: Any, tmp_path: Path) -> Settings:
    if request.param == "sqlite":
        return Settings(instance=tmp_path)
    return Settings(instance=tmp_path, database=request.getfixturevalue("postgres").new_database())


@pytest.fixture
def book(settings: Settings, clock: Clock) -> Iterator[Book]:
    opened = Book.open(settings)
    opened._clock = clock
    yield opened
    opened.close()


def test_an_allowance_is_whole_at_first_and_comes_back_with_time(book: Book, clock: Clock) -> None:
    assert book.take("a", [TWO]).left[0].remaining == 1
    assert book.take("a", [TWO]).left[0].remaining == 0
    refused = book.take("a", [TWO])
    assert refused.wait == MINUTE // 2
    clock.now += refused.wait
    assert book.take("a", [TWO]).wait is None
    assert book.take("a", [TWO]).wait == MINUTE // 2


def test_what_is_left_says_when_all_of_it_is_back(book: Book, clock: Clock) -> None:
    (left,) = book.take("a", [TWO]).left
    assert (left.remaining, left.reset) == (1, MINUTE // 2)
    clock.now += left.reset
    assert book.take("a", [TWO]).left[0].remaining == 1


def test_clients_and_allowances_do_not_share(book: Book) -> None:
    for client in ("a", "b"):
        for name in ("minute", "day"):
            assert book.take(client, [Allowance(name, 1, DAY)]).wait is None


def test_a_refusal_by_one_allowance_costs_nothing_in_the_others(book: Book, clock: Clock) -> None:
    day = Allowance("day", 10, DAY)
    taken = [book.take("a", [TWO, day]).wait for _ in range(5)]
    assert [wait is None for wait in taken] == [True, True, False, False, False]
    (left,) = book.take("a", [day]).left
    assert left.remaining == 10 - 2 - 1


def test_a_request_may_be_worth_many_and_is_taken_whole_or_not_at_all(book: Book) -> None:
    ten = Allowance("day", 10, DAY)
    assert book.take("a", [ten], 7).left[0].remaining == 3
    assert book.take("a", [ten], 4).wait == DAY // 10
    assert book.take("a", [ten], 3).left[0].remaining == 0
    assert book.take("b", [ten], 11).wait == DAY


def test_a_quota_of_none_lets_nobody_through(book: Book) -> None:
    assert book.take("a", [Allowance("minute", 0, MINUTE)]).wait == MINUTE


def test_many_at_once_get_no_more_than_there_is(settings: Settings) -> None:
    books = [Book.open(settings) for _ in range(4)]  # as many workers
    through: list[bool] = []

    def ask(book: Book) -> None:
        for _ in range(20):
            through.append(book.take("a", [Allowance("day", 30, DAY)]).wait is None)

    threads = [threading.Thread(target=ask, args=[book]) for book in books]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for book in books:
        book.close()
    assert sum(through) == 30


def test_one_ipv6_network_is_one_client() -> None:
    assert name_of("2001:db8:0:1::1") == name_of("2001:db8:0:1:ffff::2")
    assert name_of("2001:db8:0:1::1") != name_of("2001:db8:0:2::1")
    assert name_of("192.0.2.1") != name_of("192.0.2.2")


def test_the_headers_say_what_is_left(client_of: Any) -> None:
    client = client_of(requests_per_minute=2, requests_per_day=100)
    answer = client.get("/v1/rebuttals?q=a")
    assert answer.headers["RateLimit-Policy"] == '"minute";q=2;w=60, "day";q=100;w=86400'
    assert answer.headers["RateLimit"] == '"minute";r=1;t=30, "day";r=99;t=864'
    client.get("/v1/rebuttals?q=a")
    refused = client.get("/v1/rebuttals?q=a")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) in range(25, 31)
    assert refused.headers["RateLimit"].startswith('"minute";r=0;t=')
    assert refused.get_json()["error"]["detail"]["allowance"] == "minute"


def test_probes_and_pages_for_people_are_not_counted(client_of: Any) -> None:
    client = client_of(requests_per_minute=1)
    for path in ("/healthz", "/readyz", "/metrics", "/docs", "/openapi.json"):
        answers = [client.get(path) for _ in range(3)]
        assert {answer.status_code for answer in answers} == {200}
        assert "RateLimit" not in answers[0].headers
