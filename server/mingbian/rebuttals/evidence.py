"""What speaks for and against two texts making the same claim."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from .entities import entities
from .passages import amount
from .polarity import flipped, opposites
from .quantities import days, others, quantities
from .words import has_chinese, words

#: About the cosine of a passage with its nearest claims, right or wrong; and where neither is
#: Chinese: the encoder puts English sentences further apart.
USUAL_COSINE, USUAL_LATIN_COSINE = 0.9, 0.83
#: As how many shared words a Latin one counts: a Chinese one is several, its characters and pairs.
LATIN_WORD = 2.0
#: What says less than this (see `passages.amount`: nine characters, six words) makes a claim only
#: where it has this share of its words: "我憋了四十秒，还行" is near any tale of held breath.
BRIEF, ALL_BUT = 1.5, 0.5


@dataclass(frozen=True)
class Evidence:
    """Evidence about a passage and a wording of a record's claim; counts unless said."""

    nearness: float  # cosine of their vectors, less what is usual of near claims in their script
    covered: float  # share of the wording's words, weighed by rarity, that the passage has
    covering: float  # share of the passage's words that the wording has
    shared: float  # log of 1 + the shared words, each as a share of the wording's rarest; of Latin
    # words twice as many
    other_numbers: float  # of the wording, for which the passage has others, at most 3
    other_places: float  # 1 when both name places and share none
    flipped: float  # words affirmed in one and denied in the other, at most 3
    opposites: float  # pairs of opposite words split between the two, at most 2
    other_day: bool = False  # both name days by month and day, and share none
    brief: bool = False  # the passage says little, and that in other words than the wording


def weigh(passage: str, wording: str, cosine: float, weight: Callable[[str], float]) -> Evidence:
    """Compare a passage with a wording; `weight` tells how rare a word is."""
    ours, theirs = entities(wording).places, entities(passage).places
    our_numbers, their_numbers = quantities(wording), quantities(passage)
    our_days, their_days = days(our_numbers), days(their_numbers)
    wanted, given = _rarities(wording, weight), _rarities(passage, weight)
    common = sum(rarity for word, rarity in wanted.items() if word in given)
    rarest = max(wanted.values(), default=1.0)
    chinese = has_chinese(passage + wording)
    covered = _share(common, wanted)
    return Evidence(
        nearness=cosine - (USUAL_COSINE if chinese else USUAL_LATIN_COSINE),
        covered=covered,
        covering=_share(common, given),
        shared=math.log1p((1 if chinese else LATIN_WORD) * common / rarest),
        other_numbers=min(others(our_numbers, their_numbers), 3),
        other_places=float(bool(ours and theirs) and not ours & theirs),
        flipped=min(flipped(wording, passage), 3),
        opposites=min(opposites(wording, passage), 2),
        other_day=bool(our_days and their_days) and not our_days & their_days,
        brief=amount(passage) < BRIEF and covered < ALL_BUT,
    )


def held(wanted: str, given: str, weight: Callable[[str], float]) -> float:
    """Share of the words of `wanted`, weighed by rarity, that `given` has; 0 to 1."""
    have, rarities = set(words(given)), _rarities(wanted, weight)
    return _share(sum(rarity for word, rarity in rarities.items() if word in have), rarities)


def _rarities(text: str, weight: Callable[[str], float]) -> dict[str, float]:
    return {word: weight(word) for word in words(text)}


def _share(common: float, rarities: dict[str, float]) -> float:
    total = sum(rarities.values())
    return common / total if total else 0.0
