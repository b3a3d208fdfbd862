"""Free memory is given back after pages, and not after each."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from mingbian import memory
from mingbian.api.deadline import Desk
from mingbian.memory import Returner


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def given_back(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A line for each time that memory was given back."""
    times: list[str] = []
    monkeypatch.setattr(memory, "give_back", lambda: times.append("now"))
    return times


def test_it_is_given_back_once_in_a_while(given_back: list[str]) -> None:
    clock = Clock()
    returner = Returner(pause=10.0, clock=clock)
    seen = []
    for clock.now in (3.0, 10.0, 12.0, 19.0, 21.0):
        returner.now_and_then()
        seen.append(len(given_back))
    assert seen == [0, 1, 1, 1, 2]


def test_it_is_given_back_at_once_when_no_page_is_being_read(given_back: list[str]) -> None:
    returner = Returner(pause=10.0, clock=Clock())
    returner.now_and_then(idle=True)
    assert len(given_back) == 1


def test_the_desk_tells_whether_another_page_is_being_read() -> None:
    told: list[bool] = []
    both, leave = threading.Event(), threading.Event()

    def afterwards(idle: bool) -> None:
        told.append(idle)
        both.set()

    desk = Desk(2, 30.0, lambda: None, afterwards)
    long = threading.Thread(target=desk.run, args=[lambda: leave.wait(30)])
    long.start()
    desk.run(lambda: None)
    assert both.wait(30)
    leave.set()
    long.join()
    while len(told) < 2:
        threading.Event().wait(0.01)
    assert told == [False, True]


def test_while_one_thread_is_at_it_no_other_waits(monkeypatch: Any) -> None:
    begun, leave = threading.Event(), threading.Event()

    def slowly() -> None:
        begun.set()
        assert leave.wait(30)

    monkeypatch.setattr(memory, "give_back", slowly)
    returner = Returner(pause=0.0)
    first = threading.Thread(target=returner.now_and_then)
    first.start()
    assert begun.wait(30)
    returner.now_and_then()  # comes back at once, though the first is not done
    assert first.is_alive()
    leave.set()
    first.join()


def test_nobody_waits_for_what_comes_after_a_page() -> None:
    begun, leave = threading.Event(), threading.Event()

    def afterwards(_: bool) -> None:
        begun.set()
        leave.wait(30)

    desk = Desk(1, 30.0, lambda: None, afterwards)
    assert [desk.run(lambda: 1), desk.run(lambda: 2)] == [1, 2]  # its place is free meanwhile
    assert begun.wait(30)
    leave.set()


def test_what_the_system_s_library_lacks_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: object())
    memory.have_few_arenas()
    memory.give_back()
