"""A batch as the API shows it."""

from __future__ import annotations

from typing import Any

from ..batches.book import Batch
from ..batches.webhook import shown_secret
from .showing import rfc3339


def batch_json(batch: Batch) -> dict[str, Any]:
    """What may be seen of a batch by its owner and in the message at its end; no page's text."""
    return {
        "id": batch.id,
        "state": batch.state,
        "pages": batch.pages,
        "done": batch.done,
        "created_at": rfc3339(batch.created),
        "ended_at": rfc3339(batch.ended) if batch.ended else None,
        "expires_at": rfc3339(batch.expires),
        "results": f"/v1/batches/{batch.id}/results",
        "webhook": {"url": batch.webhook, "told": batch.told} if batch.webhook else None,
    }


def made_json(batch: Batch) -> dict[str, Any]:
    """The same for whoever made it, with the secret that its message is signed with."""
    shown = batch_json(batch)
    if batch.secret:
        shown["webhook"]["secret"] = shown_secret(batch.secret)
    return shown
