"""Passwords and one-time codes: hashed, checked, and refused when they are too weak."""

from __future__ import annotations

import re
import time
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: Characters of a password.  Length is what keeps a hash from being guessed; the upper end
#: keeps hashing cheap.
SHORTEST, LONGEST = 12, 200

#: Names of accounts: easy to type, impossible to confuse with markup or one another.
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]")

#: Steps of 30 seconds before and after now whose code is taken: clocks differ.
DRIFT = 1
STEP_SECONDS = 30

#: RFC 9106's second recommendation (64 MiB, three passes) in one lane: about 0.1 s.
_hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    return _hasher.hash(password)


def fits(password: str, kept: str) -> bool:
    """Whether this is the password whose hash is kept."""
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def waste_time(password: str) -> None:
    """Take as long as for a real account: the time must not tell that a name is unknown."""
    fits(password, _nobodys())


def problem_of(password: str, name: str) -> str | None:
    """The key of what is wrong with a new password; None when it may be used."""
    if not SHORTEST <= len(password) <= LONGEST:
        return "password_length"
    if name in password.casefold() or len(set(password)) < SHORTEST // 2:
        return "password_plain"
    return None


def new_secret() -> str:
    """A secret for an authenticator app."""
    return pyotp.random_base32()


def address_of(secret: str, name: str) -> str:
    """The otpauth: address an authenticator app opens."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Mingbian")


def step_of(secret: str, code: str, after: int | None = None) -> int | None:
    """The time step a code belongs to; None when it is wrong, too old, or not newer than
    `after`: a code that was looked over a shoulder does not serve again.
    """
    digits = re.sub(r"\s", "", code)
    now = int(time.time()) // STEP_SECONDS
    for step in range(now - DRIFT, now + DRIFT + 1):
        if after is not None and step <= after:
            continue
        if pyotp.utils.strings_equal(pyotp.TOTP(secret).at(step * STEP_SECONDS), digits):
            return step
    return None


@cache
def _nobodys() -> str:
    return hashed("the password of nobody at all")
