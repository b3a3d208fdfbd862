"""What schemathesis must be told about this service."""

from __future__ import annotations

import os
from typing import Any

import requests
import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(context: Any, value: Any) -> bytes:
    """Lines are sent as they are."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Whoever revokes a key revokes one made for that, and not the key of all other requests."""
    if case.method == "DELETE" and case.path == "/v1/keys/current":
        base = os.environ["MINGBIAN_SERVER"]
        made = requests.post(f"{base}/v1/keys", json={}, timeout=30).json()
        kwargs["headers"] = {**(kwargs.get("headers") or {}), "X-API-Key": made["key"]}
