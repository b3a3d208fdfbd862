"""A few real records of the index, found where a text has one of their wordings.

It stands in for the encoder and the index alone; the records, the database and the service are
the real ones.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mingbian.pipeline.page import Page
from mingbian.rebuttals.evidence import Evidence
from mingbian.rebuttals.judgement import Match
from mingbian.records import Record

FOLDER = Path(__file__).resolve().parents[2] / "index" / "rebuttals"

#: Every record on food, and those of a second topic that tests tell them from.
TOPICS = ("food", "health")


def read_records() -> list[Record]:
    paths = sorted(path for topic in TOPICS for path in (FOLDER / topic).glob("*.json"))
    return [Record.from_json(json.loads(path.read_text(encoding="utf-8"))) for path in paths]


@dataclass(frozen=True)
class Hit:
    record: Record
    score: float


class SmallIndex:
    version = "small-2"

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = {record.id: record for record in records}

    def matches(self, page: Page) -> Sequence[Match]:
        found = []
        for record in self.records.values():
            for wording in record.wordings:
                start = page.article.text.find(wording.rstrip("。."))
                if start >= 0:
                    end, evidence = start + len(wording.rstrip("。.")), Evidence(0.99, *[0.0] * 7)
                    found.append(Match(record, start, end, 0.98, 0.99, evidence))
                    break
        return found

    def search(
        self,
        text: str,
        limit: int = 10,
        language: str | None = None,
        since: date | None = None,
        topic: str | None = None,
        verdict: str | None = None,
    ) -> Sequence[Hit]:
        scored = [
            Hit(record, round(max(_shared(text, wording) for wording in record.wordings), 4))
            for record in self.records.values()
            if (topic is None or topic in record.topics) and language in (None, record.language)
        ]
        near = sorted(scored, key=lambda hit: (-hit.score, hit.record.id))
        return [hit for hit in near if hit.score > 0][:limit]

    def get(self, record_id: str) -> Record | None:
        return self.records.get(record_id)

    def close(self) -> None:
        pass


def _shared(text: str, wording: str) -> float:
    """Share of the text's neighbouring letters that a wording has too."""
    pairs = {text[place : place + 2] for place in range(len(text) - 1)}
    return sum(pair in wording for pair in pairs) / max(1, len(pairs))
