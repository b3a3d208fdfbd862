"""Rendering: what every page of the console shares."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, flash, g, make_response, render_template, request
from flask_wtf.csrf import generate_csrf

from ..errors import MingbianError
from ..pipeline.capture import Language
from ..web.pages import safe_address
from ..web.words import LANGUAGES, language_of
from .guard import visitor
from .office import engine
from .store import mentions, queue
from .store.accounts import Account
from .words import Words

#: The cookie that remembers a choice of language, for a year.
LANGUAGE_COOKIE, YEAR = "mingbian_lang", 365 * 86400


#: Texts that the script shows, as keys after "js_".
_SCRIPT_TEXTS = (
    *("nearest_none", "nearest_failed", "add_review", "not_same", "live", "not_live"),
    *("keys", "keys_off", "keys_on"),
)


def page(template: str, /, status: int = 200, **view: Any) -> Response:
    """A page of the console."""
    words = spoken()
    account = visitor()
    text = render_template(
        f"console/{template}.html",
        t=words,
        account=account,
        languages=LANGUAGES,
        here=request.full_path.rstrip("?"),
        section=request.path.removeprefix("/console").strip("/").split("/")[0] or "queue",
        csrf=generate_csrf,
        safe_link=safe_address,
        open_cases=_waiting() if account else None,
        unread=_unread(account) if account else 0,
        script_texts=_script_texts(words),
        **view,
    )
    return make_response(text, status)


def tell(key: str, **values: object) -> None:
    """A message for the top of the next page."""
    flash(spoken()(key, **values))


def spoken() -> Words:
    """The texts in the visitor's language."""
    if "spoken" not in g:
        asked = request.cookies.get(LANGUAGE_COOKIE)
        g.spoken = Words(language_of(asked, request.accept_languages))
    return cast("Words", g.spoken)


def chosen(language: str) -> Language | None:
    """The language by its tag; None for one we do not speak."""
    return language if language in LANGUAGES else None


def refused(error: MingbianError) -> Response:
    """An error as a page; the words of a form that was refused are in it, to be copied."""
    kept = {
        name: value
        for name, value in request.form.items()
        if name not in ("csrf_token", "password", "again", "code", "old") and len(value) > 1
    }
    words = spoken()
    response = page(
        "refused",
        error.status,
        title=words.named("error", error.code),
        text=error.message,
        kept=kept,
    )
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _waiting() -> int:
    with engine().connect() as connection:
        return queue.open_count(connection)


def _unread(account: Account) -> int:
    with engine().connect() as connection:
        return mentions.unread(connection, account.name)


def _script_texts(words: Words) -> dict[str, str]:
    return {name: words(f"js_{name}") for name in _SCRIPT_TEXTS}
