"""A running service with a few real records, for clients of every kind."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


@pytest.fixture(scope="session")
def served(start: Callable[..., Any]) -> Any:
    """The service; `address` of the port is what clients are given."""
    server = start(
        str(HERE / "serve_index.py"),
        MINGBIAN_REQUESTS_PER_MINUTE="1000000",
        MINGBIAN_REQUESTS_PER_DAY="1000000",
    )
    server.wait_until_ready()
    return server


@pytest.fixture(scope="session")
def address(served: Any) -> str:
    return f"http://127.0.0.1:{served.port}"
