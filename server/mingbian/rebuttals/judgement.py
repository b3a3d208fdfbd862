"""Is it the same claim?  The second judgement over what the search found."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..records import Record


@dataclass(frozen=True)
class Match:
    """A passage of the page, a record, and how sure we are that they claim the same."""

    record: Record
    start: int  # the passage, in code points of the article text
    end: int
    confidence: float  # calibrated probability that the passage asserts the record's claim
    same_claim: float  # probability that it is the same claim, whoever is speaking
    reasons: dict[str, float] = field(default_factory=dict, compare=False)  # for ?explain=1
