"""Retrieval sets: `docs.jsonl`, `queries.jsonl` and `qrels.tsv` (query 0 doc 1)."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from ..rebuttals.encoder import open_encoder
from ..rebuttals.library import Library
from ..rebuttals.vector_store import VectorStore
from ..records import Record
from ..settings import Settings


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def relevant(folder: Path) -> dict[str, set[str]]:
    """The right documents of each query."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, _, document, *_ = line.split("\t")
        found[query].add(document)
    return dict(found)


def record_of(document: dict[str, Any]) -> Record:
    """A document as a record: claim and title are its wordings, else its text is."""
    wordings = [document[name] for name in ("claim", "title") if document.get(name)]
    claim, *others = dict.fromkeys(wordings or [document.get("text") or document["rebuttal"]])
    return Record(
        id=document["id"],
        claim=claim,
        language=document.get("lang") or "zh-CN",
        verdict="false",
        rebuttal=document.get("rebuttal") or document.get("text") or "",
        reviews=(),
        phrasings=tuple(others),
    )


def library_of(folder: Path) -> Library:
    """A throw-away library of the set's documents; vectors are kept in the instance folder."""
    settings = Settings.from_environment()
    encoder = open_encoder(settings)
    records = [record_of(document) for document in rows(folder / "docs.jsonl")]
    return Library.of(records, encoder, VectorStore(encoder, settings.instance / "vectors"))
