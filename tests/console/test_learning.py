"""What curators learn from checks: nothing, unless the operator turned it on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_library import GARLIC, SmallLibrary

from mingbian.app import create_app
from mingbian.rebuttals.evidence import Evidence
from mingbian.rebuttals.judgement import Match, decision
from mingbian.rebuttals.store import near_misses
from mingbian.settings import Settings

PASSAGE = "听说每天生吃一头大蒜可以治好感冒"
TEXT = f"入冬以后天气越来越冷。{PASSAGE}，大家注意保暖。"


class NearLibrary(SmallLibrary):
    """Comes near to marking PASSAGE, and marks the record's own claim."""

    def matches(self, page: Any) -> Any:
        start = page.article.text.find(PASSAGE)
        if start < 0:
            return super().matches(page)
        near = decision().threshold - 0.01
        evidence = no_evidence()
        return [Match(GARLIC, start, start + len(PASSAGE), 0.0, near, evidence)]


def no_evidence() -> Evidence:
    return Evidence(*[0.0] * len(Evidence.__dataclass_fields__))


@pytest.mark.parametrize(("days", "kept"), [(0, 0), (30, 1)])
def test_a_near_miss_is_kept_only_where_it_was_turned_on(
    tmp_path: Path, days: int, kept: int
) -> None:
    app = create_app(Settings(instance=tmp_path, near_miss_days=days), NearLibrary())
    sent = {"text": TEXT, "url": "https://forum.example/secret?token=1"}
    assert app.test_client().post("/v1/check", json=sent).status_code == 200
    store = app.extensions["mingbian.shelf"].store
    with store.engine.connect() as connection:
        found = near_misses.recent(connection)
    store.close()
    assert len(found) == kept
    for one in found:
        assert (one.record_id, one.passage, one.site) == (GARLIC.id, PASSAGE, "forum.example")
        assert "secret" not in str(one)


def test_marks_are_counted_where_it_was_turned_on(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    app = create_app(Settings(instance=tmp_path, near_miss_days=30), SmallLibrary())
    page = {"text": f"入冬以后天气越来越冷。{GARLIC.claim}，大家注意保暖。"}
    for _ in range(2):
        app.test_client().post("/v1/check", json=page)
    store = app.extensions["mingbian.shelf"].store
    with store.engine.connect() as connection:
        marked = near_misses.most_marked(connection, datetime.now(UTC).date(), 5)
    store.close()
    assert marked == [(GARLIC.id, 2)]
