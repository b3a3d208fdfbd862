"""A text in both languages that we write."""

from __future__ import annotations


def both(chinese: str, english: str) -> dict[str, str]:
    """The entry of a text; Taiwan's wording is made from the Chinese one."""
    return {"zh-CN": chinese, "en": english}
