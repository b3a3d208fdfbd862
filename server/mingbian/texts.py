"""What Mingbian says to people, in the language they asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from opencc import OpenCC

Texts = Mapping[str, Mapping[str, str]]  # key -> {"zh-CN": …, "en": …}


def say(texts: Texts, key: str, language: str, **values: object) -> str:
    """The text for `key` with its {placeholders} filled in.

    zh-TW is the zh-CN text converted with Taiwan's words; the values (quotes from pages and
    records) are left as they are.  KeyError for an unknown key.
    """
    entry = texts[key]
    if language == "zh-TW":
        template = _taiwan(entry["zh-CN"])
    else:
        template = entry.get(language, entry["zh-CN"])
    return template.format(**values)


@cache
def _taiwan(text: str) -> str:
    return str(OpenCC("s2twp").convert(text))
