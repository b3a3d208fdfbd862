"""What stands around a claim in its sentence: does it tell the claim for others, or deny it?

"某旅游博主在攻略里写了一句“…”" and "Almost half of the tourists answered that …" hold a claim word
for word.  What introduces a claim is said in a thousand ways, but it stands right before the
claim, and what the claim is called right after.  So the claim's own span is found first, by how
much of it a part of the text holds; of the words around it far less is enough than of those within.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Literal

from ..lexicons import lexicon

#: How much of a claim a text holds, 0 to 1.
Share = Callable[[str], float]

#: The least part in the claim that a text has: of what tells it freely the span is not known well.
LEAST = 0.45
#: Characters up to which a text is a sentence with a claim, and no wall of words.
MOST = 1000
#: Of that part the span keeps so much: less cuts into the claim's ends, more takes in words around
#: it that the claim happens to have as well.
KEPT = 0.94
#: Chinese characters before the claim among which is said who tells it; among which it is
#: introduced or denied; and those after it among which it is called what it is.
NAMED, BEFORE, AFTER = 60, 12, 16
#: As so many letters count as one of these characters.
LETTERS = 3
#: Letters before a quotation from which it may be someone's: fewer are a mark or a number.
SPEAKER = 4

_STOPS = "，,。：:；;！!？?)）\\s"
_WORDS = r"(?:[\w'-]+\s+)"
_OPENING = re.compile('[“《「『"][^“”《》「」『』"]{0,4}$')
_CLOSING = re.compile('[”》」』"]')
_SENTENCE_END = re.compile(r"[。！!？?]|\.\s")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


def framed(text: str, share: Share) -> Literal["denied", "reported"] | None:
    """Whether what stands around the claim in a text denies it, or tells that others say it."""
    span = claim_span(text, share)
    if span is None:
        return None
    claim = text[slice(*span)]
    before = _SENTENCE_END.split(text[: span[0]])[-1]
    after = _SENTENCE_END.split(text[span[1] :])[0]
    if _denies(before, after, share):
        return "denied"
    if _any("own").search(before[-NAMED:]):
        return None
    return "reported" if _is_quoted(before, claim) or _tells(before, after) else None


def claim_span(text: str, share: Share) -> tuple[int, int] | None:
    """The shortest part of a text that holds nearly as much of the claim as all of it does.

    None where the text holds too little of it, or is too long.
    """
    whole = share(text) if len(text) <= MOST else 0.0
    if whole < LEAST:
        return None
    least = KEPT * whole
    # No cut makes a text hold more, so either end is found by halving.
    left = _last(len(text), lambda at: share(text[at:]) >= least)
    cut = _last(len(text) - left, lambda at: share(text[left : len(text) - at]) >= least)
    return _whole_words(text, left, len(text) - cut)


def _last(end: int, holds: Callable[[int], bool]) -> int:
    """The last number below `end` for which it holds, as it does for 0 and up to there."""
    low = 0
    while end - low > 1:
        middle = (low + end) // 2
        low, end = (middle, end) if holds(middle) else (low, middle)
    return low


def _whole_words(text: str, left: int, right: int) -> tuple[int, int]:
    """The span, with the Latin words and numbers that it cuts."""
    while left > 0 and _is_inside(text, left):
        left -= 1
    while right < len(text) and _is_inside(text, right):
        right += 1
    return left, right


def _is_inside(text: str, at: int) -> bool:
    return all(one.isascii() and (one.isalnum() or one in "-'") for one in text[at - 1 : at + 1])


def _denies(before: str, after: str, share: Share) -> bool:
    near = _last_of(before, BEFORE), _first_of(after, AFTER)
    found = (
        *_any_before("denies_before_zh", f"(?=[^{_STOPS}]{{0,10}}$)").finditer(near[0]),
        # A sentence that begins with it is advice ("Never drink …"), and may be the claim itself.
        *_any_before("denies_before_en", rf"(?=\s{_WORDS}{{0,4}}$)", r"(?<=\S\s)").finditer(
            near[0]
        ),
        *_any("denies_after").finditer(near[1]),
    )
    # What the claim says itself denies nothing.
    return any(not share(match.group()) for match in found)


def _tells(before: str, after: str) -> bool:
    near = _last_of(before, BEFORE)
    chinese = _any_before("introduces_zh", f"[：:，,是]?(?:什么)?[^{_STOPS}]{{0,2}}$")
    english = _any_before("introduces_en", rf"[:,]?\s+{_WORDS}{{0,2}}$", r"(?<=\S\s)")
    called = _any("called").match(_first_of(after, AFTER))
    return bool(chinese.search(near) or english.search(near) or called)


def _is_quoted(before: str, claim: str) -> bool:
    """Whether a quotation opens right before the claim, after some words, and goes on in it."""
    opening = _OPENING.search(before)
    if not opening or len(before[: opening.start()].strip()) < SPEAKER:
        return False
    closing = _CLOSING.search(claim)
    return closing is None or closing.start() > len(claim) // 2


def _last_of(text: str, characters: int) -> str:
    return text[-characters * (LETTERS if _LATIN.search(text) else 1) :]


def _first_of(text: str, characters: int) -> str:
    return text[: characters * (LETTERS if _LATIN.search(text) else 1)]


@cache
def _any(name: str) -> re.Pattern[str]:
    """Any of the expressions of a list."""
    return _any_before(name, "")


@cache
def _any_before(name: str, ending: str, beginning: str = "") -> re.Pattern[str]:
    return re.compile(f"{beginning}(?:{'|'.join(lexicon('frame')[name])}){ending}", re.IGNORECASE)
