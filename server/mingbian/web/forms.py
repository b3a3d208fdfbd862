"""From what a reader typed or dropped to a page to check: every rule about the form is here."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Request

from ..errors import CrossSite, Invalid, TooLarge
from ..pipeline.capture import Capture, Language
from ..pipeline.decode import clean_text
from ..saved import capture_of_bytes, capture_of_text

#: Reads a page from the net: its markup, and the address it came from after redirects.
Fetch = Callable[[str], tuple[str, str]]

#: A link and nothing else, as it is pasted from an address bar.
_LINK = re.compile(r"[a-z][a-z0-9+.-]*://\S+", re.I)

#: The same without its scheme, as people write it: a host with a dot and letters after it.
_BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,24}(?:[/?#]\S*)?", re.I)


def capture_of(request: Request, language: Language, fetch: Fetch, limit: int) -> Capture:
    """The page that a reader asked to have checked.

    A link beside a file is the file's address.  Raises Invalid when nothing was sent, or both a
    text and a file; TooLarge; and what `fetch` raises.
    """
    typed = clean_text(request.form.get("page", "")).strip()
    link = _link(typed)
    upload = request.files.get("file")
    data = upload.read(limit + 1) if upload else b""
    if len(data) > limit or len(typed.encode()) > limit:
        raise TooLarge(f"at most {limit / 1e6:g} MB")
    if data:
        if typed and not (link or "").lower().startswith(("http://", "https://")):
            raise Invalid("a file and a text were sent; send one of them")
        return capture_of_bytes(data, link, language)
    if link:
        html, url = fetch(link)
        return Capture(html=html, url=url, language=language)
    if not typed:
        raise Invalid("nothing was sent")
    return capture_of_text(typed, None, language)


def require_own_form(request: Request) -> None:
    """Refuse a form that another site's page sends through the reader's browser.

    There is no session to ride on; but the reader's address would pay for the check, and the
    reader would find words here that he never typed.  Programs send neither header.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        same = site in ("same-origin", "none")
    else:
        origin = request.headers.get("Origin")
        same = origin is None or origin.partition("://")[2] == request.host
    if not same:
        raise CrossSite("this form was sent by another site")


def _link(typed: str) -> str | None:
    if _LINK.fullmatch(typed):
        return typed
    return f"https://{typed}" if _BARE.fullmatch(typed) else None
