"""Does the page use a trick, or does it report on it, teach about it or answer it?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..pipeline.page import Page
from ..pipeline.sentences import Sentence
from ._outlets import is_official
from ._phrases import phrases
from ._reading import around, is_chinese, is_question, matches, once, text_of

#: Different words of reporting that a page needs: one may be a name or a chance.
WORDS = 2
#: In the title or the opening one is enough: it says what the page is about.
OPENING = 120
_DENIED = re.compile(r"(?:不是|并非|绝非|绝不是|不会|没有|没|别|非|not an?|no)\s?$", re.IGNORECASE)


def tells_about_tricks(page: Page) -> bool:
    """Whether naming a trick on this page means to report, to teach or to answer it.

    True for a page that debunks, for a public body's page and for one about rumours, fraud or
    the rules against them.  "This is no rumour" does not count.
    """
    return once(page, "about_tricks", lambda: _tells_about_tricks(page))


def _tells_about_tricks(page: Page) -> bool:
    if page.stance == "debunks" or is_official(page.capture.url):
        return True
    text = text_of(page)
    words = phrases("context", "reporting" if is_chinese(text) else "reporting_en")
    found = [match for match in words.finditer(text) if not _is_denied(match)]
    return any(match.start() < OPENING for match in found) or (
        len({match.group().lower() for match in found}) >= WORDS
    )


def _is_denied(match: re.Match[str]) -> bool:
    return bool(_DENIED.search(match.string[max(0, match.start() - 6) : match.start()]))


def is_answered(page: Page, sentence: Sentence) -> bool:
    """Whether the sentence or its neighbours answer what it tells: a denial, a reply, a check."""
    text = around(page, sentence)
    words = phrases("context", "answer" if is_chinese(text) else "answer_en")
    return any(not _is_denied(match) for match in words.finditer(text))


def claims(page: Page, pattern: re.Pattern[str]) -> Iterator[tuple[Sentence, re.Match[str]]]:
    """Sentences that state the pattern: not asked, denied, mentioned or answered close by."""
    for sentence, match in matches(page, pattern):
        asked_or_denied = is_question(sentence.text) or _is_denied(match)
        if not asked_or_denied and not is_answered(page, sentence):
            yield sentence, match
