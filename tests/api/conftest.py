"""The application in this process, around the small library."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from mingbian.app import create_app
from mingbian.fetching import Fetcher
from mingbian.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))

from small_library import SmallLibrary

Client = Callable[..., FlaskClient]


@pytest.fixture
def client_of(tmp_path: Path) -> Client:
    """A client of an application with these settings."""

    def make(library: Any = None, fetcher: Fetcher | None = None, **values: Any) -> FlaskClient:
        settings = Settings(instance=tmp_path, **values)
        return create_app(settings, library or SmallLibrary(), fetcher=fetcher).test_client()

    return make


@pytest.fixture
def client(client_of: Client) -> FlaskClient:
    return client_of()
