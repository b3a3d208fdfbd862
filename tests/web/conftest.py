"""The application with its pages, around the small library and a store with a few records."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from mingbian.app import create_app
from mingbian.rebuttals.store import Store
from mingbian.records import Record, Review
from mingbian.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1] / "api"))
sys.path.insert(0, str(Path(__file__).parents[1] / "extension"))

from small_library import DRAFT, GARLIC, SmallLibrary

#: A record that no review of has an address: it can be read, but it goes into no feed.
UNLINKED = replace(
    GARLIC, id="unlinked", claim="喝醋能软化血管", reviews=(Review("示例辟谣站", "science"),)
)
HOSTILE = Record(
    id="hostile",
    claim='</script><script>alert("x")</script> & "quotes" \u2028',
    language="en",
    verdict="false",
    rebuttal="<img src=x onerror=alert(1)>",
    reviews=(
        Review(
            '<b>Example</b> & "Check"',
            "media",
            "https://example.org/?a=1&b=%22%3E",
            "</title><script>alert(2)</script>",
            date(2024, 1, 2),
        ),
    ),
    topics=("health",),
)


class WebLibrary(SmallLibrary):
    def get(self, record_id: str) -> Record | None:
        known = {one.id: one for one in (UNLINKED, HOSTILE)}
        return known.get(record_id) or super().get(record_id)


def open_site(folder: Path, **values: Any) -> FlaskClient:
    return create_app(Settings(instance=folder, **values), WebLibrary()).test_client()


def store_of(site: FlaskClient) -> Store:
    store = site.application.extensions["mingbian.shelf"].store
    assert isinstance(store, Store)
    return store


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client whose store holds the records; tests that use it change nothing they share."""
    client = open_site(tmp_path_factory.mktemp("site"), requests_per_minute=1_000_000)
    for record in (GARLIC, DRAFT, UNLINKED, HOSTILE):
        store_of(client).save(record, who="test", why="test")
    return client


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[..., FlaskClient]]:
    """Makes clients with settings of their own and an empty store."""
    made: list[FlaskClient] = []

    def make(**values: Any) -> FlaskClient:
        made.append(open_site(tmp_path / str(len(made)), **values))
        return made[-1]

    yield make
    for client in made:
        store_of(client).close()
