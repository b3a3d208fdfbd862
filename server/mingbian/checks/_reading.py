"""What the checks read of a page, and how its sentences hang together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import TypeVar

from ..pipeline.page import Page
from ..pipeline.sentences import Sentence

#: Code points that are read: four times the longest of the 126 development pages, and few
#: enough for every pattern of every check to stay within its time on a page made to be slow.
READ = 40_000
#: Sentences before and after a mark that may explain it: a claim is answered close by.
NEAR = 2
#: A page shorter than this is one passage: whatever it says belongs together.
SHORT = 600

_CJK = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")
_QUESTION = re.compile(r"[?？]|吗[。！]?$|是否|能不能|会不会|要不要|该不该|真的假的|何时")
_OPENING = "“‘\"「『《'"
_CLOSING = "”’\"」』》'"
#: A term of at most this many characters in quotation marks is named, not used.
TERM = 14
#: Characters to look back for the start of a speech.
SPEECH = 400
_SPEECH_SIGNS = (("“", "”"), ("「", "」"), ("『", "』"))

T = TypeVar("T")


def once(page: Page, name: str, compute: Callable[[], T]) -> T:
    """What several checks need of a page, computed once and kept with the page.

    The page's own `tree` is kept the same way; nothing outlives the page.
    """
    kept: dict[str, T] = page.__dict__
    key = f"_checks_{name}"
    if key not in kept:
        kept[key] = compute()
    return kept[key]


def text_of(page: Page) -> str:
    """The part of the article text that is read."""
    return page.article.text[:READ]


def sentences_of(page: Page) -> tuple[Sentence, ...]:
    """The sentences that end within the part that is read."""
    return tuple(sentence for sentence in page.sentences if sentence.end <= READ)


def is_chinese(text: str) -> bool:
    """Whether a text is mostly Chinese, by its first 2,000 characters."""
    head = text[:2000]
    return 3 * len(_CJK.findall(head)) > len(_LETTER.findall(head))


def is_question(sentence: str) -> bool:
    """Whether a sentence asks and does not state."""
    return bool(_QUESTION.search(sentence))


def around(page: Page, sentence: Sentence) -> str:
    """The sentence with its neighbours; the whole text where the page is short."""
    text = text_of(page)
    if len(text) <= SHORT:
        return text
    place = bisect_left(page.sentences, sentence.start, key=lambda each: each.start)
    near = page.sentences[max(0, place - NEAR) : place + NEAR + 1]
    return text[near[0].start : near[-1].end]


def is_mentioned(text: str, start: int, end: int) -> bool:
    """Whether the words stand alone in quotation marks: named as a term, not used.

    “网传” is a mention; “网传明天停水，快去囤水” is a speech, and its words are used in it.
    """
    before = text[max(0, start - TERM) : start]
    opened = max(before.rfind(sign) for sign in _OPENING)
    if opened < 0 or any(sign in before[opened + 1 :] for sign in _CLOSING):
        return False
    room = TERM - (len(before) - opened)
    after = text[end : end + max(1, room)]
    return any(sign in after for sign in _CLOSING)


def in_speech(text: str, place: int) -> bool:
    """Whether the place stands in quotation marks that opened in the same paragraph."""
    before = text[max(text.rfind("\n", 0, place) + 1, place - SPEECH) : place]
    return any(before.rfind(left) > before.rfind(right) for left, right in _SPEECH_SIGNS) or bool(
        before.count('"') % 2
    )


def matches(page: Page, pattern: re.Pattern[str]) -> Iterator[tuple[Sentence, re.Match[str]]]:
    """The first use of the pattern in each sentence, mentions left out."""
    text = text_of(page)
    for sentence in sentences_of(page):
        for match in pattern.finditer(sentence.text):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            if not is_mentioned(text, start, end):
                yield sentence, match
                break
