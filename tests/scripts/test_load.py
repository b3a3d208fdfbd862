"""The verdict of `scripts/bench load`: no error, and memory that neither grows nor shrinks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "benchmarks"))

from load import Minute, verdict


def minutes(*totals: int, **errors: int) -> list[Any]:
    """One row a minute: two processes that have so much together."""
    rows = [(Minute([1.0]), {"master": (1, 100), "child": (1, total - 100)}) for total in totals]
    rows[-1][0].errors.update(errors)
    return rows


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        (minutes(1000, 1040, 960), 0),
        (minutes(1000, 1060), 1),
        (minutes(1000, 940), 1),
        (minutes(1000, 1060, 1000), 1),
        (minutes(1000, 1000, server_error=1), 1),
    ],
)
def test_it_holds_without_errors_and_within_five_percent(rows: Any, status: int) -> None:
    assert verdict(rows, 60.0 * len(rows)) == status


def test_the_memory_after_each_minute_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    verdict(minutes(1000, 1040, 960), 180.0)
    printed = capsys.readouterr().out
    for line in (
        "after minute 1: 1000 MB, +0.0%",
        "after minute 2: 1040 MB, +4.0%",
        "after minute 3: 960 MB, -4.0%",
    ):
        assert line in printed
