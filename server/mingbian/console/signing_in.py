"""Signing in, from name and password to a session."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, Engine

from ..errors import MingbianError
from ..rebuttals.store.database import writing
from . import passwords, tokens
from .store import accounts, attempts, sessions
from .store.accounts import Account


class Refused(MingbianError):
    """Name, password or code are wrong; which of them is not said."""

    status, code = 401, "sign_in_refused"


def sign_in(engine: Engine, name: str, password: str, code: str, sender: str) -> str:
    """The token of a new session.

    1. nobody who has failed too often is heard (TooManyRequests);
    2. the password, and the one-time code where the account asks for one, must be right
       (Refused; it takes as long for a name that nobody has);
    3. a session begins.
    """
    now = datetime.now(UTC)
    name = name.strip().lower()[:40]
    with engine.connect() as connection:
        attempts.check(connection, name, sender, now)
        account = accounts.by_name(connection, name)
    step = _proven(account, password, code)
    with writing(engine) as connection:
        attempts.check(connection, name, sender, now)  # a hundred at once were all let pass above
        if account is None or step is None or not _used(connection, account, step):
            attempts.failed(connection, name, sender, now)
            token = None
        else:
            attempts.forgive(connection, name, sender)
            token = tokens.new_token()
            sessions.begin(connection, tokens.digest(token), account, now)
    if token is None:
        raise Refused("name, password or code are wrong")
    return token


#: What `_proven` gives for an account without a second step.
_NO_STEP = -1


def _proven(account: Account | None, password: str, code: str) -> int | None:
    """The time step of the code, _NO_STEP where none is asked for; None when refused."""
    if account is None:
        passwords.waste_time(password)
        return None
    if not passwords.fits(password, account.password) or account.disabled:
        return None
    if account.totp is None:
        return _NO_STEP
    return passwords.step_of(account.totp, code, account.totp_step)


def _used(connection: Connection, account: Account, step: int) -> bool:
    return step == _NO_STEP or accounts.use_step(connection, account, step)
