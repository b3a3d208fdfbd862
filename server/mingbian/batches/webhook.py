"""The message that a batch has ended: signed, sent to a public address, sent again when it fails.

It is signed as Standard Webhooks 1.0 says, so that the libraries there are for it can check it:
`webhook-signature: v1,<base64 of HMAC-SHA256(secret, "<webhook-id>.<webhook-timestamp>.<body>")>`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from ..errors import AddressRefused, MingbianError
from ..fetching import Fetcher

#: Minutes after which a message that did not arrive is sent again: for two days in all.
AGAIN_AFTER = (1, 5, 30, 120, 480, 960, 1440)

#: The receiver asks for no more messages (RFC 9110: 410 Gone).
GONE = 410


def send(
    fetcher: Fetcher, url: str, batch: dict[str, Any], secret: str, tries: int
) -> tuple[str, datetime | None]:
    """Tell a webhook that a batch has ended: what became of it, and when to try again, if so.

    `tries`: how often that was tried before.
    """
    try:
        status = fetcher.post(url, *_message(batch, secret, datetime.now(UTC)))
    except AddressRefused as error:
        return f"given up: {error.message}", None
    except MingbianError as error:
        outcome = error.message
    else:
        if 200 <= status < 300:
            return "delivered", None
        outcome = f"answered {status}"
        if status == GONE:
            return f"given up: {outcome}", None
    if tries >= len(AGAIN_AFTER):
        return f"given up: {outcome}", None
    return f"waiting: {outcome}", datetime.now(UTC) + timedelta(minutes=AGAIN_AFTER[tries])


def shown_secret(secret: str) -> str:
    """The secret as Standard Webhooks writes it: `whsec_` and base64."""
    return f"whsec_{base64.b64encode(secret.encode()).decode()}"


def signature(secret: str, number: str, timestamp: str, body: bytes) -> str:
    """The value of `webhook-signature`."""
    signed = f"{number}.{timestamp}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _message(batch: dict[str, Any], secret: str, now: datetime) -> tuple[bytes, dict[str, str]]:
    body = json.dumps({"type": "batch.ended", "data": batch}, ensure_ascii=False).encode()
    timestamp = str(int(now.timestamp()))
    return body, {
        "Content-Type": "application/json",
        "webhook-id": batch["id"],
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(secret, batch["id"], timestamp, body),
    }
