"""How often one client may ask."""

from __future__ import annotations

import pytest

from mingbian.api import limits
from mingbian.api.limits import RateLimit
from mingbian.errors import TooManyRequests


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_bucket_is_full_at_first_and_fills_with_time(clock: Clock) -> None:
    limit = RateLimit(60, clock)
    for _ in range(60):
        limit.take("192.0.2.1")
    with pytest.raises(TooManyRequests) as refused:
        limit.take("192.0.2.1")
    assert refused.value.retry_after == 2  # one second, rounded up with room
    clock.now += 1
    limit.take("192.0.2.1")


def test_waiting_as_long_as_told_is_long_enough(clock: Clock) -> None:
    limit = RateLimit(1, clock)
    limit.take("192.0.2.1")
    with pytest.raises(TooManyRequests) as refused:
        limit.take("192.0.2.1")
    clock.now += refused.value.retry_after or 0
    limit.take("192.0.2.1")


def test_clients_do_not_share_a_bucket(clock: Clock) -> None:
    limit = RateLimit(1, clock)
    limit.take("192.0.2.1")
    limit.take("192.0.2.2")


def test_one_ipv6_network_is_one_client(clock: Clock) -> None:
    limit = RateLimit(1, clock)
    limit.take("2001:db8:0:1::1")
    limit.take("2001:db8:0:2::1")
    with pytest.raises(TooManyRequests):
        limit.take("2001:db8:0:1:ffff::2")


def test_the_buckets_do_not_grow_without_end(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_CLIENTS", 3)
    limit = RateLimit(1, clock)
    for last in range(100):
        limit.take(f"192.0.2.{last}")
    assert len(limit._buckets) == 3
