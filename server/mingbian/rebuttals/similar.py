"""Published records that say what a new one says, in other words: for a curator to decide."""

from __future__ import annotations

import numpy as np

from ..records import Record
from .evidence import Evidence, weigh
from .judgement import Comparison, decision
from .library import Library

#: Records near the new one that are compared with it; a double is nearly always the first.
COMPARED = 5
#: Probability of the same claim from which a record is shown.  Lower than what marks a page: a
#: curator who looks in vain loses seconds, a double stays.
ALIKE = 0.3


def similar(library: Library, record: Record) -> list[tuple[Record, float]]:
    """Published records that may say what `record` says, and how surely, the surest first.

    Same topic with another number, another place or the opposite is not the same.  The record
    itself is left out.
    """
    found: dict[str, tuple[Record, float]] = {}
    for wording in record.wordings:
        for hit in library.search(wording, limit=COMPARED):
            if hit.record.id != record.id and hit.record.id not in found:
                found[hit.record.id] = hit.record, _likeness(library, record, hit.record)
    alike = [pair for pair in found.values() if pair[1] >= ALIKE]
    return sorted(alike, key=lambda pair: (-pair[1], pair[0].id))


def _likeness(library: Library, one: Record, other: Record) -> float:
    """How surely the two say the same: as their most alike wordings do, 0 to 1."""
    ours, theirs = library.encoder.queries(one.wordings), library.encoder.queries(other.wordings)
    cosines = ours @ theirs.T
    i, j = np.unravel_index(int(cosines.argmax()), cosines.shape)
    first, second, cosine = one.wordings[i], other.wordings[j], float(cosines[i, j])
    both_ways = [(first, second), (second, first)]
    compared = library.encoder.compare(both_ways)
    sure = 0.0
    for (passage, claim), outcomes in zip(both_ways, compared.tolist(), strict=True):
        evidence = weigh(passage, claim, cosine, library.snapshot.words.weight)
        if _contradicts(evidence):
            return 0.0
        sure = max(sure, decision().same_claim(evidence, Comparison(*outcomes)))
    return sure


def _contradicts(evidence: Evidence) -> bool:
    return bool(
        evidence.other_numbers or evidence.other_places or evidence.flipped or evidence.opposites
    )
