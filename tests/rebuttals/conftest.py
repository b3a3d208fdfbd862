"""Stores in real databases, and records to keep in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import mingbian
from mingbian.rebuttals.store import Store
from mingbian.records import Record, Review


@pytest.fixture(scope="session")
def child_environment() -> dict[str, str]:
    """For a process that imports mingbian from the source tree under test."""
    return os.environ | {"PYTHONPATH": str(Path(mingbian.__file__).parents[1])}


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """For rules that do not depend on the database."""
    opened = Store.open(f"sqlite:///{tmp_path / 'mingbian.db'}")
    yield opened
    opened.close()


@pytest.fixture
def make_record() -> Callable[..., Record]:
    """Makes a record; what matters to a test is given by name."""

    def make(record_id: str = "hot-water", **fields: Any) -> Record:
        values: dict[str, Any] = {
            "claim": f"每天喝三杯热水能治好感冒（{record_id}）",
            "language": "zh-CN",
            "verdict": "false",
            "rebuttal": "热水能缓解不适，但不能杀死感冒病毒，感冒通常一周左右自愈。",
            "reviews": (
                Review("某地卫健委", "official", "https://wjw.example.cn/1", date=date(2024, 3, 1)),
            ),
            "phrasings": ("感冒不用吃药，喝热水就行", "热水治感冒"),
            "topics": ("health",),
        }
        return Record(id=record_id, **(values | fields))

    return make
