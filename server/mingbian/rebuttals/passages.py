"""The passages of a page that are looked up: sentences, and short ones with their neighbour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..pipeline.article import Article
from ..pipeline.sentences import Sentence

#: Letters and characters below which a sentence says too little to be a claim of its own.
SHORTEST = 6
#: Characters up to which two neighbours are also read together: a claim told in two breaths.
PAIR = 90


@dataclass(frozen=True)
class Passage:
    """text == article.text[start:end], white space apart."""

    start: int
    end: int
    text: str


def passages(article: Article, sentences: Sequence[Sentence]) -> list[Passage]:
    """Every sentence that says something, and pairs of neighbours within one block."""
    found = [Passage(one.start, one.end, one.text) for one in sentences if _says(one.text)]
    for one, two in zip(sentences, sentences[1:], strict=False):
        if one.block == two.block and two.end - one.start <= PAIR and _says(one.text):
            found.append(Passage(one.start, two.end, article.text[one.start : two.end]))
    return found


def _says(text: str) -> bool:
    return sum(character.isalnum() for character in text) >= SHORTEST
