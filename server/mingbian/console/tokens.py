"""Secrets that go out in links and cookies, and the digests that stay here."""

from __future__ import annotations

import hmac
import ipaddress
import os
import secrets
from datetime import date
from hashlib import sha256
from pathlib import Path

#: Bytes of a token: not to be guessed.
TOKEN_BYTES = 32

#: Of an IPv6 address, the network one subscriber gets.
IPV6_PREFIX = 64


def new_token() -> str:
    """A token for a link or a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is kept of a token: who reads the database cannot use it."""
    return sha256(token.encode()).hexdigest()


def secret_of(instance: Path) -> str:
    """The secret of this instance, made the first time; all its processes share it."""
    path = instance / "console.secret"
    instance.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(TOKEN_BYTES)
    making = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        making.touch(mode=0o600)
        making.write_text(fresh)
        try:
            os.link(making, path)  # fails when another process was first: theirs counts
        except FileExistsError:
            pass
        finally:
            making.unlink()
    return path.read_text()


def sender(secret: str, address: str | None, day: date) -> str:
    """A keyed hash of where something came from, the same for one calendar month.

    Enough to see that ten letters come from one place; it cannot be turned back without the
    secret, and the letters of two months cannot be laid side by side.
    """
    network = _network(address)
    keyed = hmac.new(secret.encode(), f"{day:%Y-%m} {network}".encode(), sha256)
    return keyed.hexdigest()[:32]


def _network(address: str | None) -> str:
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))
