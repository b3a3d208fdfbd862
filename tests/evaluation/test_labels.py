"""What `evaluate labels` is made of."""

import json
from pathlib import Path

import pytest

from mingbian.evaluation.labels import _at, calibration_error, right_in
from mingbian.evaluation.retrieval_set import record_of, rows


def test_only_a_line_feed_ends_a_row(tmp_path: Path) -> None:
    texts = ["一行\u2028还是同一行", "\x85", "二"]
    path = tmp_path / "posts.jsonl"
    path.write_text(
        "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), "utf-8"
    )
    assert [row["text"] for row in rows(path)] == texts


def test_a_document_is_false_unless_its_verdict_says_otherwise() -> None:
    told = {"id": "a", "claim": "https://example.org/picture.jpg", "title": "题", "text": "文"}
    assert record_of(told).verdict == "false"
    assert record_of(told).wordings == ("题",)
    assert record_of(told | {"verdict": "真"}).verdict == "true"


def test_confidence_that_keeps_its_word_has_no_calibration_error() -> None:
    judged = [(0.75, True)] * 3 + [(0.75, False)] + [(0.0, False)] * 50
    assert calibration_error(judged) == 0
    assert calibration_error([(0.95, False)] * 4) == pytest.approx(0.95)
    assert calibration_error([]) == 0


def test_a_mark_is_right_of_any_record_it_tells_of_by_its_own_confidence() -> None:
    mark = [("double", 0.9), ("own", 0.6)]
    assert right_in(mark, {"own"}) == 0.6
    assert right_in(mark[:1], {"own"}) == 0
    alarms = [0.7] + [0.1] * 99
    found = _at(0.01, [right_in(mark, {"own"}), 0.05], [0.0, 0.0], alarms)
    assert found == {"false_alarm_rate": 0.01, "recall": 0.5, "first": 0.0}
    assert _at(0.001, [0.6, 0.05], [0.0, 0.0], alarms)["recall"] == 0
