"""The article's sentences, each with its place in the text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """text == article.text[start:end]; `block` is the index of its block in the article."""

    start: int
    end: int
    text: str
    block: int
