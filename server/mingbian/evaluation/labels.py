"""How many rumour posts get their own rebuttal, and how many true posts are marked wrongly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..checks.rebuttal import told
from ..rebuttals.judgement import Match, decision
from ..rebuttals.library import Library
from .retrieval_set import library_of, relevant, rows
from .text_page import page_of

#: False-alarm rates at which recall is shown.
RATES = (0.001, 0.01, 0.05)
#: Bins of confidence over which the calibration error is taken.
BINS = 10

#: Of a post: the records that its surest mark tells of, the surest first, each with how sure.
Mark = list[tuple[str, float]]


def evaluate_labels(
    folder: Path,
    split: str | None = None,
    also: Sequence[Path] = (),
    true_posts: Sequence[Path] = (),
) -> dict[str, Any]:
    """Recall of the right rebuttal, at the shipped threshold and at fixed false-alarm rates.

    A rumour post counts when its surest mark shows a right document: as the first, or beside the
    first, each by its own confidence.  `first` counts the first alone.  The index holds the
    folder's documents and those of `also` that are called false; the true posts are the folder's
    and the rows of `true_posts` that are not labelled as rumours; `…_of_the_set` counts only
    the folder's.
    """
    library, right = library_of(folder, also), relevant(folder)
    posts = [row for row in rows(folder / "queries.jsonl") if split in (None, row.get("split"))]
    own = rows(folder / "queries_neg.jsonl")
    truths = [*own, *_not_rumours(true_posts)]
    marks = [_surest(library, post["text"]) for post in posts]
    alarms = [sure_of(_surest(library, row["text"])) for row in truths]
    of_the_set = alarms[: len(own)]
    wanted = [right.get(post["id"], set()) for post in posts]
    hits = [right_in(mark, ids) for mark, ids in zip(marks, wanted, strict=True)]
    firsts = [right_in(mark[:1], ids) for mark, ids in zip(marks, wanted, strict=True)]
    shipped = decision().threshold
    mentioning = [
        alarm for alarm, row in zip(alarms, truths, strict=True) if row.get("mentions_rumour")
    ]
    return {
        "records": len(library.snapshot.records),
        "rumour_posts": len(posts),
        "true_posts": len(truths),
        "at": [_at(rate, hits, firsts, alarms) for rate in RATES],
        "at_of_the_set": [_at(rate, hits, firsts, of_the_set) for rate in RATES],
        "shipped": {
            "threshold": shipped,
            "recall": _share(_above(hits, shipped), len(posts)),
            "first": _share(_above(firsts, shipped), len(posts)),
            "another_record": _share(
                sum(sure_of(mark) >= shipped > hit for mark, hit in zip(marks, hits, strict=True)),
                len(posts),
            ),
            "false_alarm_rate": _share(_above(alarms, shipped), len(alarms)),
            "false_alarms": _above(alarms, shipped),
            "false_alarms_of_the_set": _above(of_the_set, shipped),
            "mentions_marked": _above(mentioning, shipped),
        },
        "calibration_error": calibration_error(
            [(sure_of(mark), hit > 0) for mark, hit in zip(marks, hits, strict=True)]
            + [(alarm, False) for alarm in alarms]
        ),
    }


def calibration_error(judged: Iterable[tuple[float, bool]]) -> float:
    """Expected calibration error over BINS equal bins: confidence against the share that is right.

    Posts with no match at all, whose confidence is 0, say nothing of it and are left out.
    """
    known = [(sure, right) for sure, right in judged if sure > 0]
    error = 0.0
    for edge in range(BINS):
        within = [one for one in known if min(int(one[0] * BINS), BINS - 1) == edge]
        if within:
            sure = sum(confidence for confidence, _ in within)
            error += abs(sure - sum(right for _, right in within))
    return round(error / len(known), 4) if known else 0.0


def _not_rumours(files: Iterable[Path]) -> list[dict[str, Any]]:
    found = [row for file in files for row in rows(file)]
    return [row for row in found if row.get("label") not in ("rumor", "rumour")]


def _surest(library: Library, text: str) -> Mark:
    return mark_of(library.matches(page_of(text)))


def mark_of(matches: Iterable[Match]) -> Mark:
    """What the surest mark tells of; nothing where there is none.  The matches come best first."""
    return [(match.record.id, match.confidence) for match in next(iter(told(matches)), [])]


def sure_of(mark: Mark) -> float:
    """How sure the mark is; 0 where there is none."""
    return mark[0][1] if mark else 0.0


def right_in(mark: Mark, wanted: set[str]) -> float:
    """How sure the mark is of a right record; 0 where it tells of none."""
    return max((sure for record, sure in mark if record in wanted), default=0.0)


def line_at(rate: float, alarms: Sequence[float]) -> float:
    """The confidence that at most this share of true posts exceeds."""
    allowed = int(rate * len(alarms))
    return sorted(alarms, reverse=True)[allowed] if len(alarms) > allowed else 0.0


def _at(
    rate: float, hits: list[float], firsts: list[float], alarms: list[float]
) -> dict[str, float]:
    """Recall above the line of a false-alarm rate."""
    line = line_at(rate, alarms)
    return {
        "false_alarm_rate": rate,
        "recall": _share(sum(hit > line for hit in hits), len(hits)),
        "first": _share(sum(hit > line for hit in firsts), len(firsts)),
    }


def _above(values: list[float], line: float) -> int:
    return sum(value >= line for value in values)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
