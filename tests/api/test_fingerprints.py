"""GET /v1/fingerprints: small, versioned, and asked for rarely."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from small_library import GARLIC

from mingbian.api.shelf import Shelf
from mingbian.rebuttals.store import Store

Client = Any


@pytest.fixture
def store(client: Client) -> Iterator[Store]:
    """The store of the service, with one record in it."""
    shelf: Shelf = client.application.extensions["mingbian.shelf"]
    shelf.store.save(replace(GARLIC, phrasings=("大蒜能治感冒",)), who="test", why="a test")
    return shelf.store


def test_they_hold_every_wording_and_no_text(client: FlaskClient, store: Store) -> None:
    answer = client.get("/v1/fingerprints")
    found = answer.get_json()
    assert (found["format"], found["wordings"]) == (1, 2)
    assert len(base64.b64decode(found["hashes"])) % 3 == 0
    assert "大蒜" not in answer.get_data(as_text=True)


def test_an_unchanged_index_is_not_sent_again(client: FlaskClient, store: Store) -> None:
    first = client.get("/v1/fingerprints")
    again = client.get("/v1/fingerprints", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = client.get("/v1/fingerprints", headers={"If-None-Match": '"another"'})
    assert other.status_code == 200


def test_they_may_be_kept_for_a_while(client: FlaskClient, store: Store) -> None:
    assert client.get("/v1/fingerprints").headers["Cache-Control"] == "public, max-age=3600"


def test_they_are_packed_for_those_who_can_unpack_them(client: FlaskClient, store: Store) -> None:
    plain = client.get("/v1/fingerprints")
    packed = client.get("/v1/fingerprints", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data


def test_another_index_has_another_tag(
    client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingbian.api.fingerprints.KEPT", 0.0)
    before = client.get("/v1/fingerprints")
    store.save(
        replace(GARLIC, id="other", claim="多吃绿豆可以治好糖尿病和高血压"),
        who="test",
        why="a test",
    )
    after = client.get("/v1/fingerprints", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.get_json()["wordings"] == 3
