"""A saved file, or what was typed in, as a page to check."""

from __future__ import annotations

import re

from .pipeline.capture import Capture, Language
from .pipeline.decode import decode_html

#: Content with one of these is a page; any other is plain text.
MARKUP = re.compile(r"<(!doctype|html|head|body|meta|article|section|div|span|p|br|h[1-6])\b", re.I)


def capture_of_bytes(data: bytes, url: str | None, language: Language) -> Capture:
    """The page that a file holds, in whatever encoding."""
    return capture_of_text(decode_html(data), url, language)


def capture_of_text(content: str, url: str | None, language: Language) -> Capture:
    """The page that a text is: markup, or the words themselves."""
    if MARKUP.search(content):
        return Capture(html=content, url=url, language=language)
    return Capture(text=content, url=url, language=language)
