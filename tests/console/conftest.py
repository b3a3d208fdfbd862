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
def url(tmp_path: Path) -> str:
    """Of the database; a module that must hold with every kind of database has its own."""
    return f"sqlite:///{tmp_path / 'mingbian.db'}"


@pytest.fixture
def desk_store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    yield opened
    opened.close()


@pytest.fixture
def app(desk_store: Store, url: str, tmp_path: Path) -> Iterator[Flask]:
    made: Any = create_app(Settings(instance=tmp_path, database=url), SmallLibrary())
    yield made
    extensions = made.extensions
    for opened in (extensions["mingbian.shelf"].store, extensions["mingbian.office"].store):
        opened.close()
    extensions["mingbian.allowances"].close()


@pytest.fixture
def desk(app: Flask, desk_store: Store) -> Callable[..., Browser]:
    """Signs somebody in."""

    def one(name: str, role: Any = "curator") -> Browser:
        return Browser(app.test_client(), desk_store, join(desk_store, name, role))

    return one
