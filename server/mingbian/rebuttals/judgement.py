"""Is it the same claim?  The second judgement over what the search found."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..records import Record
from .evidence import Evidence


@dataclass(frozen=True)
class Match:
    """A passage of the page, a record, and how sure we are that they claim the same."""

    record: Record
    start: int  # the passage, in code points of the article text
    end: int
    confidence: float  # calibrated probability that the passage asserts the record's claim
    same_claim: float  # probability that it is the same claim, whoever is speaking
    evidence: Evidence  # what the judgement was made from


@dataclass(frozen=True)
class Decision:
    """A logistic decision over the evidence; fitted by `scripts/fit_judgement`."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    bias: float
    threshold: float  # below this confidence the page is silent

    def probability(self, evidence: Evidence) -> float:
        """Of the same claim, 0 to 1."""
        score = self.bias
        for value, mean, scale, weight in zip(
            terms(evidence), self.means, self.scales, self.weights, strict=True
        ):
            score += weight * (value - mean) / scale
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def terms(evidence: Evidence) -> list[float]:
    """What the decision weighs: the evidence, and how cosine and words bear each other out."""
    plain = evidence.values()
    both = max(0.0, evidence.cosine - 0.8) * evidence.covered
    return [*plain, both, evidence.covered**2, evidence.covered * evidence.covering]


@cache
def decision() -> Decision:
    """The decision that ships, from `decision.json` beside this file."""
    data = json.loads(Path(__file__).with_name("decision.json").read_text(encoding="utf-8"))
    return Decision(
        weights=tuple(data["weights"]),
        means=tuple(data["means"]),
        scales=tuple(data["scales"]),
        bias=data["bias"],
        threshold=data["threshold"],
    )
