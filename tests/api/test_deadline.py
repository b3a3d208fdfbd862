"""No page takes longer than it may, and none takes another one's place for good."""

from __future__ import annotations

import threading
import time

import pytest

from mingbian.api import deadline
from mingbian.api.deadline import Desk
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
    while table._places._value:  # type: ignore[attr-defined]
        time.sleep(0.01)
    with pytest.raises(TooManyRequests) as refused:
        Desk.run(table, lambda: None)
    leave.set()
    first.join()
    assert refused.value.retry_after


def test_work_that_cannot_be_stopped_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "GRACE", 0.1)
    stuck, leave = threading.Event(), threading.Event()
    with pytest.raises(NoArticle):
        desk(stuck=stuck).run(lambda: leave.wait(60))  # waits inside C code
    assert stuck.wait(30)
    leave.set()
