"""From what a client sent to a Capture: every rule about the fields together is here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from ..errors import AddressRefused, Invalid
from ..pipeline.capture import Capture, CapturedImage, LayoutNote
from .schemas.checking import CheckIn, ImageIn, LayoutNoteIn

#: Reads a page from the net: its markup, and the address it came from after redirects.
Fetch = Callable[[str], tuple[str, str]]


def capture_of(asked: CheckIn, fetch: Fetch) -> Capture:
    """The page that a client asked to have checked.

    Raises Invalid, which names the field; with `fetch`, what `fetch` raises.
    """
    _require_one_source(asked)
    html, url = asked.html, asked.url
    if asked.fetch:
        html, url = fetch(_address_to_fetch(asked))
    elif html is not None and url is None:
        raise _field("url", "is required with html")
    return Capture(
        html=html,
        text=asked.text,
        url=url,
        captured_at=asked.captured_at or datetime.now(UTC),
        language=asked.language,
        layout=tuple(map(_layout_note, asked.layout or ())),
        images=tuple(map(_image, asked.images or ())),
    )


def _require_one_source(asked: CheckIn) -> None:
    given = [name for name in ("html", "text") if getattr(asked, name) is not None]
    if asked.fetch and given:
        raise _field(given[0], "must be left out when fetch is true")
    if len(given) > 1:
        raise _field("text", "must be left out when html is given")
    if not asked.fetch and not given:
        raise _field("html", "is required, or text, or fetch with a url")


def _address_to_fetch(asked: CheckIn) -> str:
    if asked.url is None:
        raise _field("url", "is required with fetch")
    if not asked.url.startswith(("http://", "https://")):
        raise AddressRefused("only http and https addresses are fetched", detail={"field": "url"})
    return asked.url


def _field(name: str, problem: str) -> Invalid:
    return Invalid(f"{name} {problem}", detail={"fields": {name: [problem]}})


def _layout_note(note: LayoutNoteIn) -> LayoutNote:
    return LayoutNote(note.quote, note.font_px, note.contrast, note.visible)


def _image(image: ImageIn) -> CapturedImage:
    return CapturedImage(image.url, image.data)
