"""How many rumour posts get their own rebuttal, and how many true posts are marked wrongly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..rebuttals.judgement import decision
from ..rebuttals.library import Library
from .retrieval_set import library_of, relevant, rows
from .text_page import page_of

#: False-alarm rates at which recall is shown.
RATES = (0.001, 0.01, 0.05)


def evaluate_labels(folder: Path, split: str | None = None) -> dict[str, Any]:
    """Recall of the right rebuttal, at the shipped threshold and at fixed false-alarm rates.

    A rumour post counts when its surest match is a right document.
    """
    library, right = library_of(folder), relevant(folder)
    posts = [row for row in rows(folder / "queries.jsonl") if split in (None, row.get("split"))]
    surest = [(_surest(library, post["text"]), right.get(post["id"], set())) for post in posts]
    hits = [confidence for (confidence, record), wanted in surest if record in wanted]
    alarms = [_surest(library, row["text"])[0] for row in rows(folder / "queries_neg.jsonl")]
    shipped = decision().threshold
    return {
        "at": [_at(rate, hits, alarms, len(posts)) for rate in RATES],
        "shipped": {
            "threshold": shipped,
            "recall": _share(sum(hit >= shipped for hit in hits), len(posts)),
            "false_alarm_rate": _share(sum(alarm >= shipped for alarm in alarms), len(alarms)),
        },
    }


def _surest(library: Library, text: str) -> tuple[float, str | None]:
    matches = library.matches(page_of(text))
    return (matches[0].confidence, matches[0].record.id) if matches else (0.0, None)


def _at(rate: float, hits: list[float], alarms: list[float], posts: int) -> dict[str, float]:
    """Recall above the confidence that at most this share of true posts exceeds."""
    allowed = int(rate * len(alarms))
    line = sorted(alarms, reverse=True)[allowed] if len(alarms) > allowed else 0.0
    return {"false_alarm_rate": rate, "recall": _share(sum(hit > line for hit in hits), posts)}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
