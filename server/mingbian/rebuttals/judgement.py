"""Is it the same claim, and is it asserted?  The decision over what the search found."""

from __future__ import annotations

import json
import math
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
    """What the trained comparison makes of a passage and a claim; probabilities, summing to 1."""

    different: float
    same: float  # the passage asserts the claim
    mentioned: float  # it denies, reports or asks the claim
    opposite: float  # it says the contrary


#: What a comparison says of two texts that say the same, and of two that have nothing in common:
#: none makes a pair surer than the one, or less sure than the other.
SAME, DIFFERENT = Comparison(0.0, 1.0, 0.0, 0.0), Comparison(1.0, 0.0, 0.0, 0.0)


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
    voice: Voice = "asserted"  # who is speaking, by the words around
    page_debunks: bool = False

    def decided(self) -> Match:
        """The match as the decision judges it; what was not compared counts as different."""
        comparison = self.comparison or DIFFERENT
        asserted = self.voice == "asserted" and not self.page_debunks
        confidence = decision().asserted(self.evidence, comparison) if asserted else 0.0
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
    slope: float  # calibration of the sum
    offset: float
    threshold: float  # below this confidence the page is silent

    def same_claim(self, evidence: Evidence, comparison: Comparison) -> float:
        """Probability of the same claim, whoever is speaking."""
        told = replace(comparison, same=comparison.same + comparison.mentioned)
        return self._calibrated(evidence, told)

    def asserted(self, evidence: Evidence, comparison: Comparison) -> float:
        """Probability that the claim is made."""
        return self._calibrated(evidence, comparison)

    def score(self, evidence: Evidence, comparison: Comparison) -> float:
        """What is calibrated: the log-odds that the evidence and the comparison give together."""
        weighed = zip(terms(evidence), self.weights, strict=True)
        return (
            self.bias
            + sum(value * weight for value, weight in weighed)
            + self.comparison * log_odds(comparison.same)
            + self.nearness * (evidence.cosine - evidence.usual)
            - self.contrary * max(0.0, log_odds(comparison.opposite) - UNLIKELY)
        )

    def _calibrated(self, evidence: Evidence, comparison: Comparison) -> float:
        score = self.slope * self.score(evidence, comparison) + self.offset
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def terms(evidence: Evidence) -> list[float]:
    """What the decision weighs: the evidence, and how cosine and words bear each other out."""
    both = max(0.0, evidence.cosine - 0.8) * evidence.covered
    return [
        *evidence.values(),
        both,
        evidence.covered**2,
        evidence.covered * evidence.covering,
    ]


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
