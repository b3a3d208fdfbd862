"""How well the source check tells sentences whose source has no name (PolNeAR's layout)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from ..checks.source import find
from ..pipeline.capture import Capture
from ..pipeline.extract import extract
from ..pipeline.page import Knowledge, Page
from ..pipeline.sentences import split

VAGUE, NAMED = "vague_only", "named"


class _NoRebuttals:
    """No record: the source check looks nothing up."""

    version = "none"

    def matches(self, page: Page) -> tuple[()]:
        return ()


def evaluate_sources(folder: Path, split_name: str | None = None) -> dict[str, float]:
    """Figures for the check on `<folder>/<split_name>.jsonl`, one sentence a row.

    A row counts as marked when the check marks a page of this one sentence.  Raises OSError when
    there is no such file.
    """
    knowledge = Knowledge(rebuttals=_NoRebuttals(), now=datetime.now(UTC))
    rows = [
        json.loads(line)
        for line in (folder / f"{split_name or 'test'}.jsonl")
        .read_text(encoding="utf-8")
        .split("\n")
        if line
    ]
    marked = [is_marked(row["text"], knowledge) for row in rows]
    labels = [row["label"] for row in rows]
    return _figures(labels, marked)


def is_marked(text: str, knowledge: Knowledge) -> bool:
    """Whether the source check marks a page that consists of this text."""
    capture = Capture(text=text)
    article = extract(capture)
    page = Page(capture, article, split(article), "none")
    return next(find(page, knowledge), None) is not None


def _figures(labels: list[str], marked: list[bool]) -> dict[str, float]:
    pairs = list(zip(labels, marked, strict=True))
    right = sum(mark for label, mark in pairs if label == VAGUE)
    precision = right / max(1, sum(marked))
    recall = right / max(1, labels.count(VAGUE))
    return {
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
        "precision": precision,
        "recall": recall,
        "named_marked_rate": sum(mark for label, mark in pairs if label == NAMED)
        / max(1, labels.count(NAMED)),
    }
