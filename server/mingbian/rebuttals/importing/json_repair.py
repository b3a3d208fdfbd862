"""JSON as web pages write it.  What is repaired cannot change what the text says.

In this order, each step only when the one before did not do: comments and CDATA marks around
the JSON, raw line breaks in strings, a semicolon or a bracket too many at the end, several
values in one text, comments and trailing commas, wrong escapes, entities in place of quotation
marks, quotation marks that were not escaped inside a string.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

_WRAPPINGS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|"
    r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
_STRING = r'"(?:[^"\\]|\\.)*"'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TRAILING_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)
_WRONG_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_ENDS_STRING = re.compile(r'\s*(?:[}\]]|:|,\s*["{\[\d\-tfn]|,?\s*$)')
_EXTRA_ENDS = re.compile(r"[\s}\];]+$")
_BETWEEN = re.compile(r"[\s,;]*")


def loads(text: str) -> list[Any]:
    """The JSON values in a text, repaired where that is safe.

    Raises ValueError, saying where, when it is broken beyond that, also when it is nested
    deeper than Python reads.  An empty text holds no value.
    """
    plain = _unwrapped(text)
    first_error: ValueError | None = None
    for repair in _REPAIRS:
        plain = repair(plain)
        try:
            return _values(plain)
        except ValueError as error:
            first_error = first_error or error
    raise ValueError(str(first_error))


def _values(text: str) -> list[Any]:
    """Every value in the text: one, or several after one another."""
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    position = _after_space(text, 0)
    while position < len(text):
        if values and _EXTRA_ENDS.match(text, position):
            break
        try:
            value, position = decoder.raw_decode(text, position)
        except RecursionError:
            raise ValueError("nested too deeply to be read") from None
        values.append(value)
        position = _after_space(text, position)
    return values


def _after_space(text: str, position: int) -> int:
    found = _BETWEEN.match(text, position)
    return found.end() if found else position


def _unwrapped(text: str) -> str:
    plain = text.strip().removeprefix("\ufeff")
    for _ in range(3):  # a comment around a CDATA section around the JSON
        plain = _WRAPPINGS.sub("", plain).strip()
    return plain.rstrip(";")


def _without_comments(text: str) -> str:
    without = _COMMENT.sub(lambda found: found.group(1) or " ", text)
    return _TRAILING_COMMA.sub(lambda found: found.group(1) or "", without)


def _with_right_escapes(text: str) -> str:
    """`\\'` is an apostrophe; any other backslash that escapes nothing is itself."""
    return _WRONG_ESCAPE.sub(lambda found: r"\\", text.replace("\\'", "'"))


def _with_quotation_marks(text: str) -> str:
    """`{&quot;@type&quot;: …` is JSON that was escaped once too often."""
    return html.unescape(text) if re.match(r"\s*[\[{]\s*&quot;", text) else text


def _with_inner_quotes(text: str) -> str:
    """A quotation mark inside a string ends it only where JSON could go on after it."""
    out: list[str] = []
    inside = False
    position = 0
    while position < len(text):
        char = text[position]
        if char == "\\" and inside:
            out.append(text[position : position + 2])
            position += 2
            continue
        if char == '"':
            if inside and not _ENDS_STRING.match(text, position + 1):
                out.append("\\")
            else:
                inside = not inside
        out.append(char)
        position += 1
    return "".join(out)


_REPAIRS: tuple[Callable[[str], str], ...] = (
    str,
    _without_comments,
    _with_right_escapes,
    _with_quotation_marks,
    _with_inner_quotes,
)
