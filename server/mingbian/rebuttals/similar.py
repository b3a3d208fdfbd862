"""Published records that say what a new one says, in other words: for a curator to decide."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..records import Record
from .catalogue import Wanted
from .doubles import same_words, simplified
from .entities import Entities, entities
from .evidence import Evidence, weigh
from .judgement import Comparison, decision
from .library import Library
from .polarity import denied_pairs
from .vector_file import SUBJECT
from .words import has_chinese

#: Records near the new one that are compared with it; a double is nearly always the first.
COMPARED = 5
#: Probability of the same claim from which a record is shown.  Lower than what marks a page: a
#: curator who looks in vain loses seconds, a double stays.
ALIKE = 0.3
#: Cosine from which a record in another language is shown.  No word is shared there and the
#: comparison was not taught it.  Of 131 English claims of index/ 28 have a Chinese wording that
#: near, and 26 of these make the same claim.
ALIKE_ACROSS = 0.84


class Alike(NamedTuple):
    """A published record that may say what a new one says."""

    record: Record
    likeness: float  # 0 to 1
    sure: bool  # the same words: nothing but order and particles tells the claims apart


def similar(library: Library, record: Record) -> list[Alike]:
    """Published records that may say what `record` says, the surest first.

    Same topic with another number, another place, another name or the opposite is not the same.
    The record itself is left out.  Verdicts are not looked at.
    """
    found: dict[str, Alike] = {}
    for other in _near(library, record):
        if other.id != record.id and other.id not in found:
            sure = any(same_words(record.claim, wording) for wording in other.wordings)
            found[other.id] = Alike(other, 1.0 if sure else _likeness(library, record, other), sure)
    alike = [one for one in found.values() if one.likeness >= ALIKE]
    return sorted(alike, key=lambda one: (not one.sure, -one.likeness, one.record.id))


def _near(library: Library, record: Record) -> list[Record]:
    """What the search finds for each wording, and for the claim in the other languages."""
    hits = [hit for wording in record.wordings for hit in library.near(wording, COMPARED)]
    others = ("en",) if has_chinese(record.claim) else ("zh-CN", "zh-TW")
    for language in others:
        hits += library.near(record.claim, COMPARED, Wanted(language=language))
    return [hit.record for hit in hits]


def _likeness(library: Library, one: Record, other: Record) -> float:
    """How surely the two say the same: as their most alike wordings do, 0 to 1.

    Both are read in simplified characters: the encoder sets the scripts apart.
    """
    ours = [simplified(wording) for wording in one.wordings]
    theirs = [simplified(wording) for wording in other.wordings]
    first_side, second_side = (library.encoder.queries(some)[:, SUBJECT] for some in (ours, theirs))
    cosines = first_side @ second_side.T
    i, j = np.unravel_index(int(cosines.argmax()), cosines.shape)
    first, second, cosine = ours[i], theirs[j], float(cosines[i, j])
    ways = [(first, second), (second, first)]
    weighed = [weigh(*way, cosine, library.snapshot.words.weight) for way in ways]
    if any(_other_facts(evidence) for evidence in weighed):
        return 0.0
    if has_chinese(first) != has_chinese(second):
        return _across(library, first, second)
    if _other_names(first, second) or _denies(first, second, weighed):
        return 0.0
    compared = library.encoder.compare(ways).tolist()
    return max(
        decision().same_claim(evidence, Comparison(*outcomes))
        for evidence, outcomes in zip(weighed, compared, strict=True)
    )


def _across(library: Library, one: str, other: str) -> float:
    """The cosine of two texts in different languages, 0 where it is too low to tell."""
    vectors = library.encoder.passages([one, other])[:, SUBJECT]
    cosine = float(vectors[0] @ vectors[1])
    return min(cosine, 1.0) if cosine >= ALIKE_ACROSS else 0.0


def _other_facts(evidence: Evidence) -> bool:
    return bool(evidence.other_numbers or evidence.other_places or evidence.opposites)


def _denies(one: str, other: str, weighed: list[Evidence]) -> bool:
    """Whether one affirms what the other denies; two that both deny something may agree."""
    flipped = any(evidence.flipped for evidence in weighed)
    return flipped and bool(denied_pairs(one)[0]) != bool(denied_pairs(other)[0])


def _other_names(one: str, other: str) -> bool:
    """Whether each names a place, a person or something else that the other does not."""
    ours, theirs = entities(one), entities(other)
    return any(
        _lacks(other, mine) and _lacks(one, yours)
        for mine, yours in zip(_kinds(ours), _kinds(theirs), strict=True)
    )


def _kinds(names: Entities) -> tuple[frozenset[str], ...]:
    return names.places, names.persons, names.others


def _lacks(text: str, names: frozenset[str]) -> bool:
    folded = text.casefold()
    return any(name not in folded for name in names)
