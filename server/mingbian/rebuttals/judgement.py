"""Is it the same claim, and is it asserted?  The decision over what the search found."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from ..pipeline.voice import Voice
from ..records import Record
from .evidence import Evidence

#: Probabilities closer to 0 or 1 than this say no more than this.
SUREST = 1e-4
#: Log-odds of the contrary (2 %) up to which it is no matter.
UNLIKELY = -4.0

Refusal = Literal["denied", "reported", "asked", "page_debunks", "unlike"]


@dataclass(frozen=True)
class Comparison:
    """A passage and a claim read side by side, as `encoder.comparing.TOLD` names it.

    The first four are probabilities by the trained comparison and sum to 1; what is found is told
    in cosines, 0 to 1 in practice.
    """

    different: float
    same: float  # the passage asserts the claim
    mentioned: float  # it denies, reports or asks the claim
    opposite: float  # it says the contrary
    claim_found: float = 0.0  # how well the claim's tokens are found in the passage
    claim_least: float = 0.0  # the quarter of them that is found least
    passage_found: float = 0.0  # the same of the passage's tokens in the claim
    passage_least: float = 0.0

    def found(self) -> tuple[float, ...]:
        """What is found of the one in the other, in the order of the fields."""
        return self.claim_found, self.claim_least, self.passage_found, self.passage_least


#: What a comparison says of two texts that have nothing in common.
DIFFERENT = Comparison(1.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Match:
    """A passage of the page, a record, and how sure we are that the one asserts the other."""

    record: Record
    start: int  # the passage, in code points of the article text
    end: int
    confidence: float  # calibrated probability that the passage asserts the record's claim
    same_claim: float  # probability that it is the same claim, whoever is speaking
    evidence: Evidence  # what the judgement was made from
    comparison: Comparison | None = None  # None where no comparison could have made it a mark
    wording: str = ""  # of the record's wordings, the one that was compared
    manner: float = 0.0  # how the page is told, see `encoder.reading.manner_of`
    voice: Voice = "asserted"  # who is speaking, by the words around
    page_debunks: bool = False

    def decided(self) -> Match:
        """The match as the decision judges it; what was not compared counts as different."""
        comparison = self.comparison or DIFFERENT
        asserted = self.voice == "asserted" and not self.page_debunks
        confidence = (
            decision().asserted(self.evidence, comparison, self.manner) if asserted else 0.0
        )
        same_claim = decision().same_claim(self.evidence, comparison)
        return replace(self, confidence=confidence, same_claim=same_claim)

    @property
    def refusal(self) -> Refusal | None:
        """Why the page is not marked for this match; None when it is sure enough."""
        if self.confidence >= decision().threshold:
            return None
        if self.same_claim < decision().threshold:
            return "unlike"
        if self.page_debunks:
            return "page_debunks"
        return "reported" if self.voice == "asserted" else self.voice


@dataclass(frozen=True)
class Decision:
    """What ships; fitted and calibrated by `scripts/fit_judgement`."""

    weights: tuple[float, ...]  # of the evidence, see `terms`
    bias: float
    comparison: float  # weight of the comparison's log-odds
    nearness: float  # weight of the cosine, beside what it weighs in the evidence
    contrary: float  # weight of the comparison's log-odds of the contrary above UNLIKELY
    found: tuple[float, ...]  # weights of what is found of the one text in the other
    manner: float  # weight of how the page is told
    slope: float  # calibration of the sum
    offset: float
    threshold: float  # below this confidence the page is silent

    def same_claim(self, evidence: Evidence, comparison: Comparison) -> float:
        """Probability of the same claim, whoever is speaking, and however."""
        told = replace(comparison, same=comparison.same + comparison.mentioned)
        return self._calibrated(self.score(evidence, told))

    def asserted(self, evidence: Evidence, comparison: Comparison, manner: float) -> float:
        """Probability that the claim is made, on a page that is told in this manner."""
        return self._calibrated(self.score(evidence, comparison, manner))

    def score(self, evidence: Evidence, comparison: Comparison, manner: float = 0.0) -> float:
        """What is calibrated: the log-odds that all of it gives together."""
        return (
            self.bias
            + _sum(self.weights, terms(evidence))
            + self.comparison * log_odds(comparison.same)
            + self.nearness * (evidence.cosine - evidence.usual)
            - self.contrary * max(0.0, log_odds(comparison.opposite) - UNLIKELY)
            + _sum(self.found, comparison.found())
            + self.manner * manner
        )

    def _calibrated(self, score: float) -> float:
        calibrated = self.slope * score + self.offset
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, calibrated))))


def terms(evidence: Evidence) -> list[float]:
    """What the decision weighs: the evidence, and how cosine and words bear each other out."""
    both = max(0.0, evidence.cosine - 0.8) * evidence.covered
    return [
        *evidence.values(),
        both,
        evidence.covered**2,
        evidence.covered * evidence.covering,
    ]


def best_of(evidence: Evidence) -> Comparison:
    """The best that a comparison could say of a pair, by what is known of it before.

    Surely the same, with as much found as usual where the two are as near and share as many
    words (fitted on the pairs of zh_checked), and of the claim more than in 99 of 100 of them.
    """
    near = evidence.cosine - evidence.usual
    usual = (
        0.4 + 0.47 * evidence.covered + 1.4 * near,
        0.34 + 0.34 * evidence.covered + 2.55 * near,
        0.3 + 0.68 * evidence.covering + 1.8 * near,
        0.11 + 0.42 * evidence.covering + 1.5 * near,
    )
    return Comparison(0.0, 1.0, 0.0, 0.0, *(max(0.0, min(1.0, value)) for value in usual))


def _sum(weights: Sequence[float], values: Sequence[float]) -> float:
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def log_odds(probability: float) -> float:
    """Of a probability that is kept away from 0 and 1."""
    kept = min(max(probability, SUREST), 1 - SUREST)
    return math.log(kept / (1 - kept))


@cache
def decision() -> Decision:
    """The decision that ships, from `decision.json` beside this file."""
    data = json.loads(Path(__file__).with_name("decision.json").read_text(encoding="utf-8"))
    del data["about"]
    return Decision(**data)
