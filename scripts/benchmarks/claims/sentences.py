"""Real sentences: of the evaluation sets where they are, of the curated index elsewhere."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SETS = ROOT.parent / "shared" / "eval"
SEED = 2026

_SENTENCE = re.compile(r"[^。！？!?\n；;]+[。！？!?]?")
_NOISE = re.compile(r"https?://\S+|//@\S+?[:：]|@\S+|#")
_CHINESE = re.compile(r"[一-鿿]")
_FIELDS = ("claim", "title", "text", "premise", "hypothesis", "a", "b", "evidence")
#: Characters of a sentence that may be a claim, in Chinese and in other languages.
CHINESE_LENGTH, OTHER_LENGTH = range(10, 81), range(30, 241)


def sentences() -> list[str]:
    """Different sentences, in an order that is always the same."""
    found = sorted(set(_of_sets() if SETS.is_dir() else _of_index()))
    random.Random(SEED).shuffle(found)  # noqa: S311 - no secret
    return found


def _of_sets() -> Iterator[str]:
    for path in sorted(SETS.glob("*/*.jsonl")):
        if path.name == "gold.jsonl":
            continue
        for line in path.read_text(encoding="utf-8").split("\n"):
            row = json.loads(line or "{}")
            for field in _FIELDS:
                if isinstance(row.get(field), str):
                    yield from _split(row[field])


def _of_index() -> Iterator[str]:
    for path in (ROOT / "index" / "rebuttals").rglob("*.json"):
        row = json.loads(path.read_text(encoding="utf-8"))
        yield from (row["claim"], *row.get("phrasings", ()))


def _split(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(_NOISE.sub("", text)):
        sentence = match.group().strip()
        lengths = CHINESE_LENGTH if _CHINESE.search(sentence) else OTHER_LENGTH
        if len(sentence) in lengths:
            yield sentence
