"""What speaks for and against two texts making the same claim."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from .entities import entities
from .polarity import flipped, opposites
from .quantities import agreement, quantities
from .words import has_chinese, normalise, words

#: About the cosine of a passage with its nearest claims, right or wrong; and where neither is
#: Chinese: the encoder puts English sentences further apart.
USUAL_COSINE, USUAL_LATIN_COSINE = 0.9, 0.875


@dataclass(frozen=True)
class Evidence:
    """Evidence about a passage and a wording of a record's claim; counts unless said."""

    nearness: float  # cosine of their vectors, less what is usual of near claims in their script
    covered: float  # share of the wording's words, weighed by rarity, that the passage has
    covering: float  # share of the passage's words that the wording has
    shared: float  # log of 1 + the shared words, each as a share of the wording's rarest
    other_numbers: float
    absent_numbers: float
    other_places: float  # 1 when both name places and share none
    absent_names: float  # names of the wording that the passage lacks
    flipped: float  # words affirmed in one and denied in the other, at most 3
    opposites: float  # pairs of opposite words split between the two, at most 2


def weigh(passage: str, wording: str, cosine: float, weight: Callable[[str], float]) -> Evidence:
    """Compare a passage with a wording; `weight` tells how rare a word is."""
    _, other, absent = agreement(quantities(wording), quantities(passage))
    claim_names, passage_names = entities(wording), entities(passage)
    names = claim_names.places | claim_names.persons | claim_names.others
    folded = normalise(passage)
    places = claim_names.places and passage_names.places
    wanted, given = _rarities(wording, weight), _rarities(passage, weight)
    common = sum(rarity for word, rarity in wanted.items() if word in given)
    chinese = has_chinese(passage + wording)
    return Evidence(
        nearness=cosine - (USUAL_COSINE if chinese else USUAL_LATIN_COSINE),
        covered=_share(common, wanted),
        covering=_share(common, given),
        shared=math.log1p(common / max(wanted.values(), default=1.0)),
        other_numbers=min(other, 3),
        absent_numbers=min(absent, 3),
        other_places=float(bool(places) and not claim_names.places & passage_names.places),
        absent_names=min(sum(name not in folded for name in names), 3),
        flipped=min(flipped(wording, passage), 3),
        opposites=min(opposites(wording, passage), 2),
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
