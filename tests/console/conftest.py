"""The console in this process: a real database, the small library, people who are signed in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from mingbian.app import create_app
from mingbian.rebuttals.store import Store
from mingbian.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "api"))
sys.path.insert(0, str(Path(__file__).parent))

from small_library import SmallLibrary
from workshop import Browser, join


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'mingbian.db'}"


@pytest.fixture
def desk_store(sqlite_url: str) -> Iterator[Store]:
    opened = Store.open(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def app(desk_store: Store, sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    made: Any = create_app(Settings(instance=tmp_path, database=sqlite_url), SmallLibrary())
    yield made
    made.extensions["mingbian.shelf"].store.close()
    made.extensions["mingbian.office"].store.close()


@pytest.fixture
def desk(app: Flask, desk_store: Store) -> Callable[..., Browser]:
    """Signs somebody in."""

    def one(name: str, role: Any = "curator") -> Browser:
        return Browser(app.test_client(), desk_store, join(desk_store, name, role))

    return one
