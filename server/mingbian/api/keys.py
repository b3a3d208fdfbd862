"""Who is asking: the key that a request came with, and what it may do."""

from __future__ import annotations

from typing import cast

from flask import Request, g, request

from ..access.keys import Key
from ..errors import Forbidden, Unauthorized
from .shelf import shelf

#: How keys begin.  Google's clients always send some `key`; another kind than ours is not for us.
OURS = "mb_"


def key() -> Key | None:
    """The key of the present request, None when it came without one.

    Raises Unauthorized when the key is unknown or revoked: a client that means to use its key
    should learn that it does not work, and not run into the limits of strangers.
    """
    if "key" not in g:
        text = _presented(request)
        g.key = shelf().keys.find(text) if text is not None else None
    return cast("Key | None", g.key)


def scope_of(_request: Request) -> frozenset[str]:
    """What whoever sent the present request may do beside what anybody may; empty without a key.

    Raises Unauthorized as `key` does.
    """
    found = key()
    return found.scopes if found else frozenset()


def own() -> Key:
    """The key of the present request.  Raises Unauthorized without one."""
    found = key()
    if found is None:
        raise Unauthorized("this needs a key: Authorization: Bearer mb_…; POST /v1/keys makes one")
    return found


def require(scope: str) -> Key:
    """The key of the present request.  Raises Unauthorized without one, Forbidden without scope."""
    found = own()
    if scope not in found.scopes:
        raise Forbidden(f"this key has no scope {scope}", detail={"scope": scope})
    return found


def _presented(asking: Request) -> str | None:
    """The key as it was sent: as a bearer token, in X-API-Key, or as Google's clients send it."""
    kind, _, token = asking.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    if named := asking.headers.get("X-API-Key"):
        return named.strip()
    if asking.path.startswith("/v1alpha1/") and asking.args.get("key", "").startswith(OURS):
        return asking.args["key"]
    return None
