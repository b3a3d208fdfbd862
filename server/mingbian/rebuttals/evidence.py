"""What speaks for and against two texts making the same claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

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

    cosine: float  # of their vectors, -1 to 1
    covered: float  # share of the wording's words, weighed by rarity, that the passage has
    covering: float  # share of the passage's words that the wording has
    same_numbers: float
    other_numbers: float
    absent_numbers: float
    other_places: float  # 1 when both name places and share none
    absent_names: float  # names of the wording that the passage lacks
    flipped: float  # words affirmed in one and denied in the other, at most 3
    opposites: float  # pairs of opposite words split between the two, at most 2
    usual: float = USUAL_COSINE  # cosine of a passage with near claims in its script

    def values(self) -> list[float]:
        """The evidence in the order of the fields, without what is only its measure."""
        return [float(getattr(self, field.name)) for field in fields(self) if field.name != "usual"]


def weigh(passage: str, wording: str, cosine: float, weight: Callable[[str], float]) -> Evidence:
    """Compare a passage with a wording; `weight` tells how rare a word is."""
    same, other, absent = agreement(quantities(wording), quantities(passage))
    claim_names, passage_names = entities(wording), entities(passage)
    names = claim_names.places | claim_names.persons | claim_names.others
    folded = normalise(passage)
    places = claim_names.places and passage_names.places
    return Evidence(
        cosine=cosine,
        covered=held(wording, passage, weight),
        covering=held(passage, wording, weight),
        same_numbers=min(same, 3),
        other_numbers=min(other, 3),
        absent_numbers=min(absent, 3),
        other_places=float(bool(places) and not claim_names.places & passage_names.places),
        absent_names=min(sum(name not in folded for name in names), 3),
        flipped=min(flipped(wording, passage), 3),
        opposites=min(opposites(wording, passage), 2),
        usual=USUAL_COSINE if has_chinese(passage + wording) else USUAL_LATIN_COSINE,
    )


def held(wanted: str, given: str, weight: Callable[[str], float]) -> float:
    """Share of the words of `wanted`, weighed by rarity, that `given` has; 0 to 1."""
    have = set(words(given))
    weights = {word: weight(word) for word in set(words(wanted))}
    total = sum(weights.values())
    return sum(value for word, value in weights.items() if word in have) / total if total else 0.0
