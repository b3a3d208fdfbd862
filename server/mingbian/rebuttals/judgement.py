"""Is it the same claim, and is it asserted?  The decision over what the search found."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
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

    The first four are probabilities by the trained comparison and sum to 1; the others are
    cosines, 0 to 1 in practice.
    """

    different: float
    same: float  # the passage asserts the claim
    mentioned: float  # it denies, reports or asks the claim
    opposite: float  # it says the contrary
    claim_found: float = 0.0  # how well the claim's tokens are found in the passage
    claim_nearness: float = 0.0  # of the two texts' claim vectors

    @property
    def apart(self) -> tuple[float, ...]:
        """What each text's own states tell: `encoder.comparing.APART`."""
        return self.claim_found, self.claim_nearness


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
        least = decision().threshold
        if self.confidence >= least:
            return None
        if self.same_claim < least:
            return "unlike"
        if self.page_debunks:
            return "page_debunks"
        if self.voice != "asserted":
            return self.voice
        told = _told(self.comparison or DIFFERENT)
        spoken_of = decision().asserted(self.evidence, told, self.manner) >= least
        return "reported" if spoken_of else "unlike"


@dataclass(frozen=True)
class Decision:
    """What ships; fitted and calibrated by `scripts/fit_judgement`."""

    weights: Mapping[str, float]  # of what `features` names
    bias: float
    threshold: float  # below this confidence the page is silent

    def same_claim(self, evidence: Evidence, comparison: Comparison) -> float:
        """Probability of the same claim, whoever is speaking, and however."""
        return self.asserted(evidence, _told(comparison), manner=0.0)

    def asserted(self, evidence: Evidence, comparison: Comparison, manner: float) -> float:
        """Probability that the claim is made, on a page that is told in this manner.

        0 where the two tell of different days, which no right pair does that
        `scripts/fit_judgement` counts, and where the passage says too little.
        """
        if evidence.other_day or evidence.brief:
            return 0.0
        score = self.score(features(evidence, comparison, manner))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))

    def score(self, known: Mapping[str, float]) -> float:
        """The log-odds that all of it gives together."""
        return self.bias + sum(weight * known[name] for name, weight in self.weights.items())


def features(evidence: Evidence, comparison: Comparison, manner: float) -> dict[str, float]:
    """What the decision weighs, by name.

    Neither other places nor opposite words: in what it is fitted on they hardly ever come by
    themselves, and their weights came out with the wrong sign, as that of what is found of the
    passage in the claim.  Nor names and numbers that the passage lacks: beside what is found of
    the claim they weigh nothing.
    """
    return {
        "nearness": evidence.nearness,
        "covered": evidence.covered,
        "covering": evidence.covering,
        "shared": evidence.shared,
        "other_numbers": evidence.other_numbers,
        "flipped": evidence.flipped,
        "same": log_odds(comparison.same),
        "contrary": max(0.0, log_odds(comparison.opposite) - UNLIKELY),
        "claim_found": comparison.claim_found,
        "claim_nearness": comparison.claim_nearness,
        "manner": manner,
    }


def _told(comparison: Comparison) -> Comparison:
    """The comparison where it is no matter whether the claim is made or spoken of."""
    return replace(comparison, same=comparison.same + comparison.mentioned)


def best_of(evidence: Evidence, claim_nearness: float) -> Comparison:
    """The best that a comparison could say of a pair, by what is known of it before.

    More found than in nearly all pairs that are as near and share as many words;
    `scripts/fit_judgement` counts the others.
    """
    claim = 0.31 + 0.57 * evidence.covered + 0.72 * evidence.nearness
    return best_beside(min(1.0, claim), claim_nearness)


def best_beside(claim_found: float, claim_nearness: float) -> Comparison:
    """The best that a comparison could say of a pair of which `Comparison.apart` is known.

    As surely the same as nearly no pair whose claim vectors lie as near; the others are counted,
    too.
    """
    same = 1 / (1 + math.exp(15.5 - 25.0 * claim_nearness))
    return Comparison(1 - same, same, 0.0, 0.0, claim_found, claim_nearness)


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
