"""The passages of a page that are looked up: sentences, and short ones with their neighbour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..pipeline.article import Article
from ..pipeline.sentences import Sentence, spans
from .words import has_chinese

_UNITS = re.compile(r"(?P<chinese>[㐀-鿿])|[^\W\d_㐀-鿿]+")
#: Chinese characters, or words of other scripts, below which a text says too little to be a
#: claim: a heading such as "COVID-19" is near every record on its subject.
FEWEST_CHARACTERS, FEWEST_WORDS = 6, 4
#: Characters up to which two neighbours are also read together: a claim told in two breaths.
PAIR = 90
#: How much of a text is searched at a time beside the whole of it, as a multiple of what makes a
#: claim: about 24 characters or 16 words.  At twice as little, `evaluate retrieval` lost two
#: points on ct2022_2a_en, where a half-sentence finds every record on its subject.
WINDOW = 4
#: Windows of one text that are searched: a post has few more sentences that say something.
MOST_WINDOWS = 12
#: Characters from which a sentence is also read in parts, and the least that a part has: people
#: write whole posts with nothing but commas, and a vector of 300 characters is near no claim.
LONG, PART = 100, 36
_CLAUSE = re.compile(r"[，,；;：:。！!？?…\s]+")
#: Sentences of one page that are looked up: at 15 ms each they bound the time of a page.  A
#: longer page is a book or a thread; its beginning is read.
MOST = 300


@dataclass(frozen=True)
class Passage:
    """text == article.text[start:end]; `sentences` are the rows of `said` that it joins."""

    start: int
    end: int
    text: str
    sentences: tuple[int, ...]


def said(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that say something, long ones followed by their parts; at most MOST."""
    every = (part for sentence in sentences for part in (sentence, *parts(sentence)))
    return [part for part in every if says(part.text)][:MOST]


def parts(sentence: Sentence) -> list[Sentence]:
    """A long Chinese sentence cut where clauses end; none of another.

    An English one of as many characters is an ordinary sentence, and a part of it loses what the
    rest says of it ("there is no evidence that …").
    """
    if len(sentence.text) < LONG or not has_chinese(sentence.text):
        return []
    cuts, begin = [0], 0
    for match in _CLAUSE.finditer(sentence.text):
        if match.end() - begin >= PART and len(sentence.text) - match.end() >= PART:
            cuts.append(begin := match.end())
    cuts.append(len(sentence.text))
    found = [
        (start, start + len(sentence.text[start:end].rstrip())) for start, end in pairwise(cuts)
    ]
    return [
        Sentence(
            sentence.start + start, sentence.start + end, sentence.text[start:end], sentence.block
        )
        for start, end in found
        if len(found) > 1
    ]


def passages(article: Article, sentences: Sequence[Sentence]) -> list[Passage]:
    """Each of the sentences (see `said`), and pairs of neighbours within one block."""
    found = [Passage(one.start, one.end, one.text, (i,)) for i, one in enumerate(sentences)]
    for i, (one, two) in enumerate(pairwise(sentences)):
        if one.block == two.block and one.end <= two.start and two.end - one.start <= PAIR:
            text = article.text[one.start : two.end]
            found.append(Passage(one.start, two.end, text, (i, i + 1)))
    return found


def windows(text: str) -> list[str]:
    """The text, and when it is long its sentences, short ones together; at most MOST_WINDOWS."""
    found, begun = [], ""
    for start, end in spans(text):
        begun = f"{begun} {text[start:end]}".strip()
        if amount(begun) >= WINDOW:
            found.append(begun)
            begun = ""
    if amount(begun) >= WINDOW / 2:
        found.append(begun)
    return list(dict.fromkeys([text, *found]))[: MOST_WINDOWS + 1]


def says(text: str) -> bool:
    """Whether a text is long enough to claim something."""
    return amount(text) >= 1


def amount(text: str) -> float:
    """How much a text says: 1 is just enough for a claim."""
    units = [match["chinese"] for match in _UNITS.finditer(text)]
    characters = sum(unit is not None for unit in units)
    return characters / FEWEST_CHARACTERS + (len(units) - characters) / FEWEST_WORDS
