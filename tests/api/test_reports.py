"""/v1/reports: what readers send reaches the curators' book, and they can ask what came of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

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


@pytest.fixture
def book(client: Any, tmp_path: Path) -> Any:
    """The curators' side of what the client talks to."""
    opened = Store.open(Settings(instance=tmp_path).database_url)
    yield opened
    opened.close()


SENT = {
    "kind": "dispute",
    "reason": "我只是转述，电话 13800000000。",
    "url": "https://example.com/private/a",
    "quote": "每天生吃一头大蒜可以治好感冒",
    "record_id": "garlic-cures-colds",
    "annotation_id": "urn:mingbian:7",
}


def asked(client: Any, number: str) -> Any:
    answer = client.get(f"/v1/reports/{number}")
    assert answer.status_code == 200
    return answer


def test_a_report_is_open_until_it_is_decided(client: Any) -> None:
    number = client.post("/v1/reports", json=SENT).get_json()["number"]
    seen = asked(client, number).get_json()
    assert seen.pop("sent_at").endswith("Z")
    assert seen == {
        "number": number,
        "kind": "dispute",
        "state": "open",
        "answer": None,
        "answered_at": None,
        "may_appeal": False,
    }


@pytest.mark.parametrize("state", ["accepted", "declined"])
def test_once_it_is_decided_the_reason_is_there(client: Any, book: Store, state: Any) -> None:
    number = client.post("/v1/reports", json=SENT).get_json()["number"]
    book.answer_report(number, state, "原文没有写明是转述。", who="lin")
    seen = asked(client, number).get_json()
    assert (seen["state"], seen["answer"]) == (state, "原文没有写明是转述。")
    assert seen["answered_at"] >= seen["sent_at"]
    assert seen["may_appeal"] is (state == "declined")


def test_an_appeal_has_a_number_and_an_answer_of_its_own(client: Any, book: Store) -> None:
    number = client.post("/v1/reports", json=SENT).get_json()["number"]
    book.answer_report(number, "declined", "原文没有写明是转述。", who="lin")
    appeal = book.add_report("appeal", "标题里写着网传", appeal_of=number)
    assert asked(client, number).get_json()["may_appeal"] is False
    assert asked(client, appeal).get_json()["kind"] == "appeal"


def test_neither_what_was_sent_nor_who_decided_is_shown(client: Any, book: Store) -> None:
    number = client.post("/v1/reports", json=SENT).get_json()["number"]
    kept = book.report(number)
    assert kept is not None
    assert kept.sender
    book.answer_report(number, "declined", "不改", who="curator-lin")
    answer = asked(client, number)
    text = answer.get_data(as_text=True)
    for private in [*SENT.values(), "13800000000", "curator-lin", kept.sender]:
        assert private == "dispute" or private not in text
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "number", ["0000-0000-0000", "1", "%00", "..%2f", "%F0%9F%8D%B5", "a" * 999]
)
def test_a_number_that_was_never_given_is_404(client: Any, number: str) -> None:
    answer = client.get(f"/v1/reports/{number}")
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "not_found"


def test_the_answers_are_as_described(client: Any, book: Store) -> None:
    spec = client.get("/openapi.json").get_json()
    operation = spec["paths"]["/v1/reports/{number}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": spec["components"]})
    number = client.post("/v1/reports", json=SENT).get_json()["number"]
    validator.validate(asked(client, number).get_json())
    book.answer_report(number, "accepted", "已改", who="lin")
    validator.validate(asked(client, number).get_json())
    assert {"404", "429", "503"} <= set(operation["responses"])
