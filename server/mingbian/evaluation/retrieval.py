"""How well a search finds the right record: words alone, vectors alone, and as it ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..rebuttals.snapshot import Snapshot
from .retrieval_set import library_of, relevant, rows

DEPTH = 5  # of MAP@5 and recall@5
#: Hits that are looked through for the reciprocal rank.
LIMIT = 50


def evaluate_retrieval(folder: Path, split: str | None = None) -> dict[str, Any]:
    """MAP@5, MRR and recall at 1 and 5 over a throw-away index of the set's documents.

    `words` is BM25 and `vectors` the exact cosine of the whole query with each wording, the best
    wording counting for its record; `shipped` is the search that serves requests, and `by_score`
    the same before its first hits are read.
    """
    library, right = library_of(folder), relevant(folder)
    queries = [
        row
        for row in rows(folder / "queries.jsonl")
        if split in (None, row.get("split")) and row["id"] in right
    ]
    texts, wanted = [row["text"] for row in queries], [right[row["id"]] for row in queries]
    snapshot = library.snapshot
    vectors = library.encoder.queries(texts)
    by_score, shipped = (
        [[hit.record.id for hit in search(text, limit=LIMIT)] for text in texts]
        for search in (library.near, library.search)
    )
    return {
        "queries": len(queries),
        "docs": len(snapshot.records),
        "words": figures(_ranked(snapshot, snapshot.words.scores, texts), wanted),
        "vectors": figures(
            [_order(snapshot, snapshot.cosines(vector)) for vector in vectors], wanted
        ),
        "by_score": figures(by_score, wanted),
        "shipped": figures(shipped, wanted),
    }


def figures(found: Sequence[Sequence[str]], wanted: Sequence[set[str]]) -> dict[str, float]:
    """The four figures for ranked record ids and the right ones."""
    pairs = list(zip(found, wanted, strict=True))
    return {
        "map_at_5": _mean([_precision(ids, right) for ids, right in pairs]),
        "mrr": _mean([_reciprocal(ids, right) for ids, right in pairs]),
        "recall_at_1": _mean([float(bool(set(ids[:1]) & right)) for ids, right in pairs]),
        "recall_at_5": _mean([float(bool(set(ids[:DEPTH]) & right)) for ids, right in pairs]),
    }


def _precision(ids: Sequence[str], right: set[str]) -> float:
    hits, total = 0, 0.0
    for place, name in enumerate(ids[:DEPTH], 1):
        if name in right:
            hits += 1
            total += hits / place
    return total / min(len(right), DEPTH)


def _reciprocal(ids: Sequence[str], right: set[str]) -> float:
    return next((1 / place for place, name in enumerate(ids, 1) if name in right), 0.0)


def _ranked(snapshot: Snapshot, score: Any, texts: Sequence[str]) -> list[list[str]]:
    return [_order(snapshot, score([text])[0]) for text in texts]


def _order(snapshot: Snapshot, scores: NDArray[np.float32]) -> list[str]:
    """Record ids by their best wording, at most LIMIT."""
    best: dict[str, float] = {}
    for wording in np.argsort(-scores, kind="stable")[: LIMIT * DEPTH]:
        best.setdefault(snapshot.wordings[wording][0].id, float(scores[wording]))
    return list(best)[:LIMIT]


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0
