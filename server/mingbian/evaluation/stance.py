"""How well a text that refutes what it speaks of is told from one that does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .text_page import page_of

REFUTES = "refute"


def evaluate_stance(folder: Path, split: str | None = None) -> dict[str, Any]:
    """Precision, recall and F1 of `debunks` on rows {"text", "label"} of `<split>.jsonl`.

    A row is right to be called debunking when its label is `refute`.  Without `split` every
    .jsonl file of the folder is read.
    """
    paths = [folder / f"{split}.jsonl"] if split else sorted(folder.glob("*.jsonl"))
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    pairs = [(_debunks(row["text"]), row["label"] == REFUTES) for row in rows]
    both = sum(said and true for said, true in pairs)
    said, true = sum(one for one, _ in pairs), sum(one for _, one in pairs)
    precision, recall = both / said if said else 0.0, both / true if true else 0.0
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return {
        "rows": len(rows),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
    }


def _debunks(text: str) -> bool:
    return page_of(text).stance == "debunks"
