"""Results that a reader asked to keep: signed on the page, stored for a week, then gone.

The page that shows a result carries it in a form, signed, so that nothing is stored before the
reader asks and nobody can have a made-up result shown under our name.  The number of a kept
result is a keyed digest of that signature: it cannot be guessed, and asking twice keeps it once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from ..errors import Invalid, TooLarge
from ..rebuttals.store.kept import KeptResults
from .showing import Result

#: How long a kept result can be read.
DAYS = timedelta(days=7)

#: Seconds that a result's page can be kept from after the check.
SIGNED_FOR = 3600

#: Bytes of a result as JSON: a text of 100,000 Chinese characters with many marks.
MOST_BYTES = 500_000

#: Of the digest that is a result's number: 132 bits.
NUMBER_LENGTH = 22


@dataclass(frozen=True)
class Kept:
    """A result that was kept, under which number and until when."""

    number: str
    result: Result
    until: datetime


class Keeper:
    """Keeps results in the database; `secret` is shared by everything that serves it."""

    def __init__(self, results: KeptResults) -> None:
        self._results = results
        self._secret = results.secret()
        self._signer = URLSafeTimedSerializer(self._secret, salt="mingbian result")

    def signed(self, result: Result) -> str | None:
        """The result as a form can carry it; None for one that is too long to be kept."""
        size = len(json.dumps(result, ensure_ascii=False).encode())
        return str(self._signer.dumps(result)) if size <= MOST_BYTES else None

    def keep(self, signed: str, now: datetime) -> Kept:
        """Store a signed result.  Invalid when we did not sign it within the hour."""
        try:
            result: Result = self._signer.loads(signed, max_age=SIGNED_FOR)
        except (BadData, zlib.error, ValueError):
            raise Invalid("this result was not made here, or more than an hour ago") from None
        number, until = self._digest("number", signed), now + DAYS
        body = json.dumps(result, ensure_ascii=False)
        if len(body.encode()) > MOST_BYTES:
            raise TooLarge("this result is too long to be kept")
        stored = self._results.keep(number, body, now, until)
        return Kept(number, result, stored)

    def read(self, number: str, now: datetime) -> Kept | None:
        """A kept result; None where there is none, or no longer."""
        found = self._results.read(number, now)
        if found is None:
            return None
        return Kept(number, json.loads(found.body), found.until)

    def drop_key(self, number: str) -> str:
        """What the page that kept a result deletes it with."""
        return self._digest("drop", number)

    def drop(self, number: str, key: str) -> bool:
        """Delete a result; whether there was one and the key is right."""
        right = hmac.compare_digest(self.drop_key(number).encode(), key.encode())
        return right and self._results.drop(number)

    def _digest(self, purpose: str, text: str) -> str:
        digest = hmac.digest(self._secret, f"{purpose}:{text}".encode(), hashlib.sha256)
        return urlsafe_b64encode(digest).decode()[:NUMBER_LENGTH]


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)
