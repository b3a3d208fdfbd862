"""Who may do what: every request to the console passes here first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from flask import Blueprint, Flask, Response, current_app, g, redirect, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from ..errors import MingbianError, NotFound
from ..rebuttals.store.database import writing
from ..web.headers import headers_with
from . import tokens
from .office import FormSession, engine
from .store import sessions
from .store.accounts import Account, Role

#: As on the pages for readers; the console's scripts may ask the service as well.
HEADERS = headers_with("connect-src 'self'")
POLICY = HEADERS["Content-Security-Policy"]

COOKIE = "mingbian_console"

View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()


class Forbidden(MingbianError):
    """The account's role does not reach this far."""

    status, code = 403, "forbidden"


class ForgedForm(MingbianError):
    """The form does not come from a page of ours, or from one that is too old."""

    status, code = 400, "form_expired"


def prepare(app: Flask) -> None:
    """Settings of the forms' cookie and of the guard against cross-site requests."""
    app.session_interface = FormSession()
    app.config.update(
        SESSION_COOKIE_NAME="mingbian_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,  # /v1 is called by programs: `watch` checks our forms
        WTF_CSRF_TIME_LIMIT=None,  # it lives as long as its cookie; sign-in changes it
    )
    csrf.init_app(app)


def watch(blueprint: Blueprint) -> None:
    """Put the guard in front of every view of the blueprint."""
    blueprint.before_request(_admit)
    blueprint.after_request(_headers)


def open_to(role: Role | None) -> Callable[[View], View]:
    """Says who may use a view: this role and those above it; None: everybody.

    A view that says nothing is for everybody who is signed in.
    """

    def mark(view: View) -> View:
        view.open_to = role  # type: ignore[attr-defined]
        return view

    return mark


def me() -> Account:
    """Who is signed in.  NotFound where nobody is: such views are not for everybody."""
    account = visitor()
    if account is None:
        raise NotFound("nobody is signed in")
    return account


def visitor() -> Account | None:
    """Who is signed in; None for a stranger."""
    session = this_session()
    return session.account if session else None


def this_session() -> sessions.Session | None:
    """The session of the present request, read from the database once a request."""
    if "session" not in g:
        g.session = _read_session()
    return cast("sessions.Session | None", g.session)


def keep_cookie(response: AnyResponse, token: str) -> AnyResponse:
    """Hand the token of a new session to the browser."""
    response.set_cookie(
        COOKIE, token, path="/console", httponly=True, secure=request.is_secure, samesite="Lax"
    )
    return response


def drop_cookie(response: AnyResponse) -> AnyResponse:
    """Take it back."""
    response.delete_cookie(COOKIE, path="/console")
    return response


def _read_session() -> sessions.Session | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    now = datetime.now(UTC)
    with engine().connect() as connection:
        session = sessions.find(connection, tokens.digest(token), now)
    if session and sessions.is_stale(session, now):
        with writing(engine()) as connection:
            sessions.touch(connection, session, now)
    return session


def _admit() -> AnyResponse | None:
    """Nobody in particular, or somebody whose role reaches; forms must be our own."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        _require_own_form()
    view = current_app.view_functions.get(request.endpoint or "")
    needed: Role | None = getattr(view, "open_to", "contributor")
    if request.endpoint == "console.static" or needed is None:
        return None
    account = visitor()
    if account is None:
        return _to_the_door()
    if not account.may(needed):
        raise Forbidden(f"this is for a {needed}")
    return None


def _to_the_door() -> AnyResponse:
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("console.door", back=back), 303)


def _require_own_form() -> None:
    try:
        csrf.protect()
    except CSRFError as error:
        raise ForgedForm(str(error.description)) from None


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "console.static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
