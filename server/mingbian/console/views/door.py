"""Coming in and going out: sign-in, sign-out, invitations, one's own account."""

from __future__ import annotations

from flask import Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...errors import Invalid, NotFound
from ...rebuttals.store.database import writing
from .. import passwords, tokens
from ..guard import drop_cookie, keep_cookie, me, open_to, this_session
from ..office import engine, sender
from ..pages import LANGUAGE_COOKIE, YEAR, chosen, page, tell
from ..signing_in import Refused, sign_in
from ..store import accounts, remarks, sessions
from .blueprint import console


class LinkGone(NotFound):
    """An invitation that was used or is too old, or that nobody made."""

    code = "link_gone"


@console.get("/sign-in")
@open_to(None)
def door() -> AnyResponse:
    """The form, or straight in for those who are signed in."""
    if this_session():
        return redirect(url_for("console.queue"), 303)
    return page("sign_in", back=_inside(request.args.get("back")), name="")


@console.post("/sign-in")
@open_to(None)
def come_in() -> AnyResponse:
    """A session for the right name, password and code."""
    form = request.form
    name, back = form.get("name", ""), _inside(form.get("back"))
    password = form.get("password", "")[: passwords.LONGEST]
    try:
        token = sign_in(engine(), name, password, form.get("code", "")[:20], sender())
    except Refused:
        return page("sign_in", 401, back=back, name=name[:40], refused=True)
    session.clear()  # forms from before the sign-in are no longer good
    return keep_cookie(redirect(back or url_for("console.queue"), 303), token)


@console.post("/sign-out")
@open_to(None)
def go_out() -> AnyResponse:
    """End the session here and in the database."""
    current = this_session()
    if current:
        with writing(engine()) as connection:
            sessions.end(connection, current.digest)
    session.clear()
    return drop_cookie(redirect(url_for("console.door"), 303))


@console.get("/join/<token>")
@open_to(None)
def join(token: str) -> Response:
    """An invitation, or a link for a new password."""
    return page("join", invitation=_invitation(token), token=token, name="")


@console.post("/join/<token>")
@open_to(None)
def joined(token: str) -> AnyResponse:
    """Make the account or set the password; the link is used up."""
    invitation = _invitation(token)
    account = invitation.account
    name = account.name if account else request.form.get("name", "").strip().lower()
    problem = _password_problem(name)
    if problem:
        return page("join", 422, invitation=invitation, token=token, name=name, problem=problem)
    kept = passwords.hashed(request.form["password"])
    with writing(engine()) as connection:
        accounts.use_invitation(connection, tokens.digest(token))
        if account:
            accounts.set_password(connection, account.name, kept, account.name)
        else:
            accounts.add(connection, name, invitation.role, kept, invitation.made_by)
    tell("joined")
    return redirect(url_for("console.door"), 303)


@console.get("/me")
def own() -> Response:
    """One's own account."""
    secret = None if me().totp else session.setdefault("totp", passwords.new_secret())
    address = passwords.address_of(secret, me().name) if secret else None
    with engine().connect() as connection:
        declared = remarks.interests_of(connection, me().name)
    return page("me", secret=secret, address=address, declared=declared)


@console.post("/me/interests")
def own_interest() -> AnyResponse:
    """Declare an interest in a publisher; it stays: who could take it back could approve."""
    publisher, why = request.form.get("publisher", ""), request.form.get("why", "")
    with writing(engine()) as connection:
        remarks.declare(connection, me().name, why, publisher=publisher.strip()[:120])
    tell("interest_kept")
    return redirect(url_for("console.own"), 303)


@console.post("/me/password")
def own_password() -> AnyResponse:
    """A new password; every browser is signed out, this one too."""
    account = me()
    _require_own_password(account)
    problem = _password_problem(account.name)
    if problem:
        raise Invalid(problem, detail={"field": "password"})
    kept = passwords.hashed(request.form["password"])
    with writing(engine()) as connection:
        accounts.set_password(connection, account.name, kept, account.name)
    session.clear()
    tell("password_set")
    return drop_cookie(redirect(url_for("console.door"), 303))


@console.post("/me/second-step")
def own_second_step() -> AnyResponse:
    """Turn the second step on with a first code, or off with the password."""
    account = me()
    _require_own_password(account)
    secret = None if account.totp else session.get("totp")
    if not account.totp:
        if not secret or passwords.step_of(secret, request.form.get("code", "")) is None:
            raise Invalid("this code is not right", detail={"field": "code"})
        session.pop("totp")
    with writing(engine()) as connection:
        accounts.set_totp(connection, account.name, secret, account.name)
    tell("totp_on" if secret else "totp_off")
    return redirect(url_for("console.own"), 303)


@console.post("/me/others")
def own_others() -> AnyResponse:
    """Sign out everywhere else."""
    current = this_session()
    if current:
        with writing(engine()) as connection:
            sessions.others(connection, current.account, current.digest)
    tell("others_out")
    return redirect(url_for("console.own"), 303)


@console.post("/language")
@open_to(None)
def language() -> AnyResponse:
    """Remember a choice of language."""
    response = redirect(_inside(request.form.get("back")) or url_for("console.queue"), 303)
    wanted = chosen(request.form.get("language", ""))
    if wanted:
        response.set_cookie(
            LANGUAGE_COOKIE, wanted, max_age=YEAR, samesite="Lax", secure=request.is_secure
        )
    return response


def _invitation(token: str) -> accounts.Invitation:
    with engine().connect() as connection:
        found = accounts.invitation(connection, tokens.digest(token))
    if found is None:
        raise LinkGone("this link was used, is too old, or never was")
    return found


def _password_problem(name: str) -> str | None:
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return "password_again"
    return passwords.problem_of(password, name)


def _require_own_password(account: accounts.Account) -> None:
    if not passwords.fits(request.form.get("old", "")[: passwords.LONGEST], account.password):
        raise Refused("the present password is wrong")


def _inside(address: str | None) -> str | None:
    """A path of this service, to go back to; None for anything that leads elsewhere."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    return address if address.isprintable() and "\\" not in address else None
