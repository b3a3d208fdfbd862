"""A draft that is tried marks what it would mark once published, though less is compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mingbian.checks.rebuttal import told
from mingbian.evaluation.text_page import page_of
from mingbian.rebuttals import trial
from mingbian.rebuttals.encoder import Encoder, open_encoder
from mingbian.rebuttals.evidence import held
from mingbian.rebuttals.judgement import Match, decision
from mingbian.rebuttals.judging import candidates_of
from mingbian.rebuttals.library import Library
from mingbian.rebuttals.trial import trial_of
from mingbian.rebuttals.vector_store import VectorStore
from mingbian.records import Record
from mingbian.settings import Settings

SETTINGS = Settings.from_environment()


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(SETTINGS)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    paths = sorted((SETTINGS.index / "rebuttals" / "food").glob("*.json"))[:20]
    return [Record.from_json(json.loads(path.read_text(encoding="utf-8"))) for path in paths]


def marks(matches: list[Match], record_id: str) -> list[tuple[int, int, float]]:
    sure = [match for match in matches if match.confidence >= decision().threshold]
    return [
        (group[0].start, group[0].end, match.confidence)
        for group in told(sure)
        for match in group
        if match.record.id == record_id
    ]


@pytest.mark.slow
def test_a_trial_marks_as_the_library_would(
    encoder: Encoder, records: list[Record], tmp_path: Path
) -> None:
    vectors = VectorStore(encoder, tmp_path)
    *published, a, b, c = records
    drafts = [a, b, c]
    before = Library.of(published, encoder, vectors)
    seen = 0
    for draft in drafts:
        after = Library.of([*published, draft], encoder, vectors)
        texts = [
            draft.claim,
            *draft.phrasings[:2],
            f"听说{draft.claim}，是真的吗？",
            f"别信：{draft.claim}是谣言。",
            *(other.claim for other in published[:4]),
        ]
        pages = [page_of(text) for text in texts]
        with trial_of(before, draft) as trial:
            for page, may in zip(pages, trial.may_mark(pages), strict=True):
                tried = marks(list(trial.matches(page)), draft.id) if may else []
                expected = marks(after.matches(page), draft.id)
                assert [mark[:2] for mark in tried] == [mark[:2] for mark in expected]
                # In another batch the products are rounded otherwise.
                sure = [mark[2] for mark in expected]
                assert [mark[2] for mark in tried] == pytest.approx(sure, abs=0.02)
                seen += len(tried)
    assert seen >= len(drafts)


@pytest.mark.slow
def test_a_page_is_looked_up_once_and_likeness_is_by_words(
    encoder: Encoder, records: list[Record], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, *published = records[:6]
    library = Library.of(published, encoder, VectorStore(encoder, tmp_path))
    looked_up: list[object] = []

    def counted(*given: Any) -> Any:
        looked_up.append(given[0])
        return candidates_of(*given)

    monkeypatch.setattr(trial, "candidates_of", counted)
    page = page_of(draft.claim)
    with trial_of(library, draft) as tried:
        assert tried.may_mark([page]) == [True]
        assert draft.id in {match.record.id for match in tried.matches(page)}
        passages = [draft.claim, draft.phrasings[0], "今天菜场的番茄很新鲜"]
        weight = library.snapshot.words.weight
        expected = [max(held(one, text, weight) for one in draft.wordings) for text in passages]
        likeness = tried.likeness(passages, draft.wordings)
    assert looked_up == [page]
    assert likeness == pytest.approx(expected, abs=0.1)
    assert likeness[0] == 1.0 > likeness[2]
