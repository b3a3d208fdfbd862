"""No page takes longer than it may, and none takes another one's place for good."""

from __future__ import annotations

import threading
import time

import pytest

from mingbian.api import deadline
from mingbian.api.deadline import Desk, Places
from mingbian.errors import NoArticle, TooManyRequests


def spin(stopped: threading.Event) -> None:
    """Work without end that notes when it is stopped, and swallows every Exception."""
    try:
        while True:
            try:
                sum(range(100))
            except Exception:  # noqa: S112 - as libraries do
                continue
    finally:
        stopped.set()


def desk(places: int = 1, seconds: float = 1.0, stuck: threading.Event | None = None) -> Desk:
    return Desk(places, seconds, (stuck or threading.Event()).set)


def test_the_result_and_the_exception_of_the_work_come_through() -> None:
    assert desk().run(lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        desk().run(lambda: 1 // 0)


def test_a_timeout_of_the_work_itself_is_not_taken_for_ours() -> None:
    def work() -> None:
        raise TimeoutError("of a lock")

    with pytest.raises(TimeoutError, match="of a lock"):
        desk().run(work)


def test_work_without_end_is_stopped_and_gives_its_place_back() -> None:
    stopped, stuck = threading.Event(), threading.Event()
    table = desk(stuck=stuck)
    with pytest.raises(NoArticle):
        table.run(lambda: spin(stopped))
    assert stopped.wait(30)
    assert table.run(lambda: "next") == "next"
    assert not stuck.is_set()


def test_when_every_place_is_taken_the_client_is_told_to_come_back() -> None:
    table, leave = desk(seconds=2), threading.Event()
    first = threading.Thread(target=table.run, args=[lambda: leave.wait(30)])
    first.start()
    while table._places._free:
        time.sleep(0.01)
    with pytest.raises(TooManyRequests) as refused:
        Desk.run(table, lambda: None)
    leave.set()
    first.join()
    assert refused.value.retry_after


def test_a_page_that_waited_long_is_not_called_unreadable() -> None:
    table, leave, stopped = desk(seconds=2), threading.Event(), threading.Event()
    first = threading.Thread(target=table.run, args=[lambda: leave.wait(30)])
    first.start()
    while table._places._free:
        time.sleep(0.01)
    threading.Timer(1.0, leave.set).start()
    with pytest.raises(TooManyRequests):
        table.run(lambda: spin(stopped))
    first.join()
    assert stopped.wait(30)


def test_places_are_given_in_the_order_of_coming() -> None:
    places, order = Places(1), list[int]()
    assert places.take(0)

    def wait(number: int) -> None:
        assert places.take(30)
        order.append(number)
        places.leave()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=[number]))
        threads[-1].start()
        while places.waiting <= number:
            time.sleep(0.001)
    places.leave()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]
    assert places.take(0)


def test_who_gives_up_waiting_leaves_no_gap() -> None:
    places = Places(1)
    assert places.take(0)
    assert not places.take(0.01)
    places.leave()
    assert places.take(0)


def test_work_that_cannot_be_stopped_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "GRACE", 0.1)
    stuck, leave = threading.Event(), threading.Event()
    with pytest.raises(NoArticle):
        desk(stuck=stuck).run(lambda: leave.wait(60))  # waits inside C code
    assert stuck.wait(30)
    leave.set()
