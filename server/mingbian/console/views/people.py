"""Accounts, for admins."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...errors import Invalid
from ...rebuttals.store.database import writing
from .. import tokens
from ..guard import me, open_to
from ..office import engine
from ..pages import page, tell
from ..store import accounts
from ..store.accounts import ROLES, Role
from .blueprint import console


@console.get("/people")
@open_to("admin")
def people() -> Response:
    """Everybody, and what was done to accounts."""
    return _people()


@console.post("/people/invite")
@open_to("admin")
def invite() -> Response:
    """A link for a new account; shown once."""
    token = tokens.new_token()
    with writing(engine()) as connection:
        accounts.invite(connection, tokens.digest(token), _role(), me().name)
    return _people(link=url_for("console.join", token=token, _external=True))


@console.post("/people/<name>/role")
@open_to("admin")
def change_role(name: str) -> AnyResponse:
    """Another role, from the next click on."""
    with writing(engine()) as connection:
        accounts.set_role(connection, name, _role(), me().name)
    tell("role_set", name=name)
    return redirect(url_for("console.people"), 303)


@console.post("/people/<name>/reset")
@open_to("admin")
def reset(name: str) -> Response:
    """A link for a new password; the second step is off and nobody is signed in any more."""
    token = tokens.new_token()
    with writing(engine()) as connection:
        account = accounts.required(connection, name)
        accounts.set_totp(connection, name, None, me().name)
        accounts.end_sessions(connection, account.id)
        accounts.invite(connection, tokens.digest(token), account.role, me().name, account)
    return _people(link=url_for("console.join", token=token, _external=True), link_for=name)


@console.post("/people/<name>/disable")
@open_to("admin")
def disable(name: str) -> AnyResponse:
    """Shut out at once, or let in again."""
    off = request.form.get("disabled") == "1"
    with writing(engine()) as connection:
        accounts.set_disabled(connection, name, off, me().name)
    tell("disabled" if off else "enabled", name=name)
    return redirect(url_for("console.people"), 303)


def _people(link: str | None = None, link_for: str | None = None) -> Response:
    with engine().connect() as connection:
        everyone, log = accounts.everyone(connection), accounts.log_of(connection)
    return page("people", everyone=everyone, log=log, roles=ROLES, link=link, link_for=link_for)


def _role() -> Role:
    role = request.form.get("role", "")
    if role not in ROLES:
        raise Invalid(f"no such role: {role[:20]}", detail={"field": "role"})
    return role
