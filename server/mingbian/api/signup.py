"""/v1/keys: anybody makes a key for themselves, asks about it, and revokes it.

The limit is a plain number of keys a day for one network.  A proof of work would cost a phone
more than it costs somebody with a rented machine, and a key gives little that many networks
would not: its own day's allowance.
"""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from ..access.allowances import DAY, Allowance, client_of
from ..access.keys import Key
from ..errors import Forbidden
from . import keys, limits
from .schemas.keys import KeyIn, KeyMade, KeyOut
from .shelf import shelf
from .showing import rfc3339

blueprint = APIBlueprint("keys", __name__, tag="keys")


@blueprint.post("/v1/keys")
@blueprint.input(KeyIn)
@blueprint.output(KeyMade, status_code=201, description="The key, shown this once")
@blueprint.doc(responses=[400, 401, 403, 413, 415, 422, 429, 503])
def make(json_data: KeyIn) -> dict[str, Any]:
    """Make a key

    No address and no name is asked for.  The key is shown this once; only a digest is kept.
    """
    most = limits.settings().signups_per_day
    if not most:
        raise Forbidden("keys are given out by the operator of this service alone")
    limits.take(client_of(request.remote_addr), [Allowance("sign-ups", most, DAY)])
    made, text = shelf().keys.add(json_data.name, origin="sign-up")
    return {**_shown(made), "key": text}


@blueprint.get("/v1/keys/current")
@blueprint.output(KeyOut)
@blueprint.doc(responses=[401, 429, 503])
def current() -> dict[str, Any]:
    """Ask about a key

    The key that the request is made with: what it may do.
    """
    return _shown(keys.own())


@blueprint.delete("/v1/keys/current")
@blueprint.output({}, status_code=204, description="Revoked")
@blueprint.doc(responses=[401, 429, 503])
def revoke() -> Response:
    """Revoke a key

    The key that the request is made with; the next request with it is refused.
    """
    shelf().keys.revoke(keys.own().id)
    return Response(status=204)


def _shown(shown: Key) -> dict[str, Any]:
    minute, day = limits.quotas(shown)
    return {
        "id": shown.id,
        "name": shown.name,
        "scopes": sorted(shown.scopes),
        "per_minute": minute,
        "per_day": day,
        "created_at": rfc3339(shown.created),
    }
