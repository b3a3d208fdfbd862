"""The text of index/judgement, and which part of it each learner may see.

The comparison, the manner, the claim vector and the decision that weighs them learn from text of
the same kind.  What the decision is fitted on must be new to the others, or it would trust them too
far.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from mingbian.evaluation.retrieval_set import rows

Learner = Literal["comparison", "manner", "claim_vector", "decision"]
Row = dict[str, Any]

#: The comparison learns from so many subjects and near claims, the first ones.
SUBJECTS, NEAR = 400, 240
#: Of those after them, and of the claims told freely, the decision learns from one in so many, the
#: others from the rest.
EACH_SUBJECT, EACH_NEAR, EACH_TOLD = 3, 2, 4

_SUBJECT_OF: dict[Learner, Callable[[int], bool]] = {
    "comparison": lambda at: at < SUBJECTS,
    "manner": lambda at: at < SUBJECTS or at % EACH_SUBJECT != 0,
    "claim_vector": lambda at: at < SUBJECTS or at % EACH_SUBJECT != 0,
    "decision": lambda at: at >= SUBJECTS and at % EACH_SUBJECT == 0,
}
_NEAR_OF: dict[Learner, Callable[[int], bool]] = {
    "comparison": lambda at: at < NEAR,
    "manner": lambda _: False,
    "claim_vector": lambda at: at < NEAR or at % EACH_NEAR != 0,
    "decision": lambda at: at >= NEAR and at % EACH_NEAR == 0,
}
_TOLD_OF: dict[Learner, Callable[[int], bool]] = {
    "comparison": lambda _: False,
    "manner": lambda _: False,
    "claim_vector": lambda at: at % EACH_TOLD != 0,
    "decision": lambda at: at % EACH_TOLD == 0,
}


def subjects(folder: Path, learner: Learner) -> list[Row]:
    """What was written about the subjects that are the learner's."""
    return _part(folder / "subjects.jsonl", _SUBJECT_OF[learner])


def near_claims(folder: Path, learner: Learner) -> list[Row]:
    """The claims, with what lies nearest to them, that are the learner's."""
    return _part(folder / "near.jsonl", _NEAR_OF[learner])


def told_freely(folder: Path, learner: Learner) -> list[Row]:
    """The claims, with what tells them or their contrary in other words, that are the learner's."""
    return _part(folder / "told.jsonl", _TOLD_OF[learner])


def _part(path: Path, is_for: Callable[[int], bool]) -> list[Row]:
    return [row for at, row in enumerate(rows(path)) if is_for(at)]
