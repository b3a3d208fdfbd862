"""Retrieval sets: `docs.jsonl`, `queries.jsonl` and `qrels.tsv` (query 0 doc 1)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..rebuttals.encoder import open_encoder
from ..rebuttals.library import Library
from ..rebuttals.vector_store import VectorStore
from ..rebuttals.verdicts import verdict_of_words
from ..records import Record
from ..settings import Settings


def rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file.  Only a line feed ends a line: texts may hold U+2028."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def relevant(folder: Path) -> dict[str, set[str]]:
    """The right documents of each query."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, _, document, *_ = line.split("\t")
        found[query].add(document)
    return dict(found)


def record_of(document: dict[str, Any]) -> Record:
    """A document as a record: claim and title are its wordings, else its text is.

    A document whose verdict is not told, or in no words that are known, counts as false.
    """
    wordings = [document[name] for name in ("claim", "title") if _is_wording(document.get(name))]
    claim, *others = dict.fromkeys(wordings or [document.get("text") or document["rebuttal"]])
    return Record(
        id=document["id"],
        claim=claim,
        language=document.get("lang") or "zh-CN",
        verdict=verdict_of_words(document.get("verdict") or "") or "false",
        rebuttal=document.get("rebuttal") or document.get("text") or "",
        reviews=(),
        phrasings=tuple(others),
    )


def library_of(folder: Path, also: Iterable[Path] = ()) -> Library:
    """A throw-away library of the set's documents, and of those of `also` that are called false.

    Vectors are kept in the instance folder.
    """
    settings = Settings.from_environment()
    encoder = open_encoder(settings)
    documents = [*rows(folder / "docs.jsonl"), *_called_false(also)]
    records = {document["id"]: record_of(document) for document in documents}
    store = VectorStore(encoder, settings.instance / "vectors")
    return Library.of(records.values(), encoder, store)


def _called_false(folders: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for folder in folders:
        for document in rows(folder / "docs.jsonl"):
            if verdict_of_words(document.get("verdict") or "") == "false":
                yield document


def _is_wording(text: str | None) -> bool:
    """Some sets have the address of a picture where the claim should be."""
    return bool(text) and not str(text).startswith(("http://", "https://"))
