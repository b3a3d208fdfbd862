"""Does one text affirm what the other denies?  Negation and opposites, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..lexicons import lexicon
from .words import normalise

#: A verb that cannot come to its end, 打不开, 防不了癌: what it would be without the 不 and the 了.
_CANNOT = re.compile(r"(?=(?P<verb>[㐀-鿿])不(?:[了到得](?P<object>[㐀-鿿])|(?P<end>[㐀-鿿])))")
#: Characters between a negation and what it denies: 不 可 能 被 | 预防.
_REACH = 4
_CLAUSE = re.compile(r"[，。！？!?；;：:、,.\n（）()]")
_CHINESE_RUN = re.compile(r"[㐀-鿿]+")


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(lexicon("judgement")[name])


@cache
def _negation() -> re.Pattern[str]:
    ordered = sorted(_words("negations"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)))


@cache
def _not_negation() -> re.Pattern[str]:
    ordered = sorted(_words("not_negations"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)))


def denied_pairs(text: str) -> tuple[set[str], set[str]]:
    """Pairs of characters (or English words) that stand under a negation, and those that do not."""
    denied: set[str] = set()
    affirmed: set[str] = set()
    for clause in _CLAUSE.split(normalise(text)):
        masked = _not_negation().sub(lambda m: "　" * len(m.group()), clause)
        ends = [match.end() for match in _negation().finditer(masked)]
        for start, unit in _units(clause):
            reach = _REACH if unit[0] >= "㐀" else 24
            under = sum(1 for end in ends if 0 <= start - end <= reach)
            (denied if under % 2 else affirmed).add(unit)
        denied |= set(_unachieved(masked))
    return denied, affirmed


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
