"""What the console needs of the application it is mounted in."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import Any, cast

from flask import Flask, current_app, request
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Engine

from ..rebuttals.store import Store
from ..settings import Settings
from . import tokens


class Office:
    """The store and the secret of the instance; both are opened when first needed.

    Independent of the index: curators can sign in and read while that is being prepared.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def store(self) -> Store:
        """The records, and the database that holds everything else."""
        return Store.open(self.settings.database_url)

    @cached_property
    def secret(self) -> str:
        """Signs the cookie of the forms and keys the hashes of senders."""
        return tokens.secret_of(self.settings.instance)


class FormSession(SecureCookieSessionInterface):
    """Flask's own cookie: it holds the token against cross-site requests, and messages.

    Who is signed in is not in it; see store/sessions.py.
    """

    def get_signing_serializer(self, app: Flask) -> Any:
        """With the secret of the instance, which need not be there before anybody comes."""
        if not app.secret_key:
            app.secret_key = cast("Office", app.extensions["mingbian.office"]).secret
        return super().get_signing_serializer(app)

    def get_cookie_secure(self, app: Flask) -> bool:
        """Only over TLS, where this request came that way."""
        return bool(request.is_secure)


def office() -> Office:
    """The office of the application that is serving."""
    return cast("Office", current_app.extensions["mingbian.office"])


def store() -> Store:
    """The store."""
    return office().store


def engine() -> Engine:
    """The database."""
    return store().engine


def sender() -> str:
    """A keyed hash of where the present request comes from."""
    return tokens.sender(office().secret, request.remote_addr, datetime.now(UTC).date())
