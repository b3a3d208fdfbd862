"""POST /v1/reports: what readers send reaches the curators' book."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mingbian.rebuttals.store import Store
from mingbian.settings import Settings


def test_a_dispute_is_kept_and_gets_a_number(client: Any, tmp_path: Path) -> None:
    sent = {
        "kind": "dispute",
        "reason": "这句话是在转述别人的话。",
        "url": "https://example.com/a",
        "quote": "每天生吃一头大蒜可以治好感冒",
        "record_id": "garlic-cures-colds",
    }
    answer = client.post("/v1/reports", json=sent)
    assert answer.status_code == 201
    store = Store.open(Settings(instance=tmp_path).database_url)
    kept = store.report(answer.get_json()["number"])
    store.close()
    assert kept is not None
    assert (kept.kind, kept.reason, kept.record_id) == (
        "dispute",
        sent["reason"],
        sent["record_id"],
    )
    assert kept.state == "open"


def test_what_no_database_can_hold_is_kept_all_the_same(client: Any) -> None:
    sent = json.dumps({"kind": "tip", "reason": "a\0b\ud800c", "url": "https://example.com/a"})
    answer = client.post("/v1/reports", data=sent, content_type="application/json")
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"reason": "a"}, "kind"),
        ({"kind": "praise", "reason": "a"}, "kind"),
        ({"kind": "tip"}, "reason"),
        ({"kind": "tip", "reason": ""}, "reason"),
        ({"kind": "tip", "reason": "a" * 5001}, "reason"),
        ({"kind": "tip", "reason": "a", "url": "javascript:alert(1)"}, "url"),
    ],
)
def test_a_wrong_report_is_422_and_named(client: Any, sent: Any, field: str) -> None:
    answer = client.post("/v1/reports", json=sent)
    assert answer.status_code == 422
    assert list(answer.get_json()["error"]["detail"]["fields"]) == [field]
