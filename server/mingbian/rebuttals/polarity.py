"""Does one text affirm what the other denies?  Negation and opposites, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..lexicons import lexicon
from .words import normalise

#: A verb that cannot come to its end, 打不开, 防不了癌: what it would be without the 不 and the 了.
_CANNOT = re.compile(r"(?=(?P<verb>[㐀-鿿])不(?:[了到得](?P<object>[㐀-鿿])|(?P<end>[㐀-鿿])))")
#: Characters between a negation and what it denies: 不 可 能 被 | 预防.  A far one (未发现) denies
#: all that follows in its clause.
_REACH = 4
_CLAUSE = re.compile(r"[，。！？!?；;：:、,.\n（）()]")
_CHINESE_RUN = re.compile(r"[㐀-鿿]+")


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(lexicon("judgement")[name])


@cache
def _any_of(name: str) -> re.Pattern[str]:
    ordered = sorted(_words(name), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)))


def denied_pairs(text: str) -> tuple[set[str], set[str]]:
    """Pairs of characters (or English words) that stand under a negation, and those that do not."""
    denied: set[str] = set()
    affirmed: set[str] = set()
    for clause in _CLAUSE.split(normalise(text)):
        masked = _any_of("not_negations").sub(_blank, clause)
        far = [match.end() for match in _any_of("far_negations").finditer(masked)]
        masked = _any_of("far_negations").sub(_blank, masked)
        ends = [match.end() for match in _any_of("negations").finditer(masked)]
        for start, unit in _units(clause):
            reach = _REACH if unit[0] >= "㐀" else 24
            under = sum(0 <= start - end <= reach for end in ends) + sum(
                start >= end for end in far
            )
            (denied if under % 2 else affirmed).add(unit)
        denied |= set(_unachieved(masked))
    return denied, affirmed


def _blank(match: re.Match[str]) -> str:
    """Nothing, as long as what was found."""
    return "　" * len(match.group())


def _unachieved(clause: str) -> Iterator[str]:
    """打开 of 打不开, 防癌 of 防不了癌: pairs that a text holds apart and denies."""
    for match in _CANNOT.finditer(clause):
        verb, end = match["verb"], match["object"] or match["end"]
        if verb != end:  # 好不好 asks
            yield verb + end


def _units(clause: str) -> list[tuple[int, str]]:
    units = [
        (run.start() + i, run.group()[i : i + 2])
        for run in _CHINESE_RUN.finditer(clause)
        for i in range(len(run.group()) - 1)
    ]
    units += [(m.start(), m.group()) for m in re.finditer(r"[a-z]{4,}", clause)]
    return units


def flipped(claim: str, passage: str) -> int:
    """How many units the one text affirms and the other only denies; 0 when they agree."""
    claim_denied, claim_affirmed = denied_pairs(claim)
    passage_denied, passage_affirmed = denied_pairs(passage)
    against = (claim_affirmed - claim_denied) & (passage_denied - passage_affirmed)
    against |= (claim_denied - claim_affirmed) & (passage_affirmed - passage_denied)
    return len(against)


def opposites(claim: str, passage: str) -> int:
    """How many pairs of opposite words are split between the two texts (增加 / 减少)."""
    one, two = normalise(claim), normalise(passage)
    count = 0
    for left, right in lexicon("judgement")["opposites"]:
        in_one = (left in one) - (right in one)
        in_two = (left in two) - (right in two)
        count += in_one * in_two == -1
    return count
