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


@schemathesis.auth(refresh_interval=None)
class Keys:
    """The key of the run; whoever revokes a key revokes one that was made for that."""

    def get(self, case: Any, context: Any) -> str:
        """A key for this request."""
        if (case.method, case.path) == ("DELETE", "/v1/keys/current"):
            base = os.environ["MINGBIAN_SERVER"]
            return str(requests.post(f"{base}/v1/keys", json={}, timeout=60).json()["key"])
        return os.environ["MINGBIAN_KEY"]

    def set(self, case: Any, data: str, context: Any) -> None:
        """Send it."""
        case.headers = {**(case.headers or {}), "X-API-Key": data}
