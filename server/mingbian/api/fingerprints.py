"""GET /v1/fingerprints: the index as hashed words, for a look that sends nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any, cast

from apiflask import APIBlueprint
from flask import Response, current_app, request
from flask.blueprints import BlueprintSetupState

from ..rebuttals.fingerprints import (
    FORMAT,
    LEAST_SHARE,
    Fingerprints,
    fingerprints,
    fold_map,
)
from ..rebuttals.store import Store
from .schemas.rebuttals import FingerprintsOut
from .shelf import shelf

blueprint = APIBlueprint("fingerprints", __name__, tag="rebuttals")

#: Seconds that browsers and proxies may keep an answer without asking.
MAX_AGE = 3600

#: Seconds for which an answer is served although the index has changed: making one takes half a
#: second for each thousand records.
KEPT = 600.0


@dataclass(frozen=True)
class Made:
    """An answer, and the state of the index that it was made from."""

    of: tuple[int, date]
    at: float
    etag: str
    plain: bytes
    packed: bytes


class Press:
    """Makes the answer when it is asked for, and again when the index has changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: Made | None = None

    def answer(self, store: Store) -> Made:
        """The answer for the published records of a store, at most KEPT seconds behind it."""
        made = self._made
        if made is not None and time.monotonic() - made.at < KEPT:
            return made
        with self._lock:
            state = (store.latest_seq(), datetime.now(UTC).date())
            if self._made is None or self._made.of != state:
                self._made = _made(store, state)
            return self._made


@blueprint.record_once
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions["mingbian.fingerprints"] = Press()


@blueprint.get("/v1/fingerprints")
@blueprint.output(FingerprintsOut)
@blueprint.doc(responses=[429, 503])
def read() -> Response:
    """Read the index's fingerprints

    The rarest words of every wording as hashes: enough to find out, without sending anything,
    whether a page may repeat a rebutted claim.  Ask rarely, with `If-None-Match`.
    """
    press = cast("Press", current_app.extensions["mingbian.fingerprints"])
    made = press.answer(shelf().store)
    packs = request.accept_encodings.quality("gzip") > 0
    response = Response(made.packed if packs else made.plain, mimetype="application/json")
    if packs:
        response.content_encoding = "gzip"
    response.set_etag(made.etag, weak=True)
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE
    response.vary.add("Accept-Encoding")
    return cast("Response", response.make_conditional(request))


def _made(store: Store, state: tuple[int, date]) -> Made:
    found = fingerprints(store.published(), state[1])
    body = json.dumps(body_of(found), ensure_ascii=False, separators=(",", ":")).encode()
    etag = hashlib.sha256(body).hexdigest()[:20]
    return Made(state, time.monotonic(), etag, body, gzip.compress(body, mtime=0))


def body_of(found: Fingerprints) -> dict[str, Any]:
    """The answer as JSON has it."""
    traditional, simplified = fold_map()
    return {
        "format": FORMAT,
        "wordings": found.wordings,
        "least_share": LEAST_SHARE,
        "least_weight": found.least_weight,
        "least_short_weight": round(found.least_short_weight, 3),
        "fold": {"from": traditional, "to": simplified},
        "hashes": base64.b64encode(found.hashes).decode(),
        "counts": [list(pair) for pair in found.counts],
        "sets": base64.b64encode(found.sets).decode(),
    }
