"""/openapi.json and /docs describe the API as it is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

PATHS = {
    "/v1/check": "post",
    "/v1/rebuttals": "get",
    "/v1/rebuttals/{record_id}": "get",
    "/v1/fingerprints": "get",
    "/v1/reports": "post",
    "/v1alpha1/claims:search": "get",
    "/healthz": "get",
    "/readyz": "get",
}

MORE = (
    ("/v1/reports/{number}", "get"),
    ("/v1/batches", "get"),
    ("/v1/batches", "post"),
    ("/v1/batches/{batch_id}", "get"),
    ("/v1/batches/{batch_id}", "delete"),
    ("/v1/batches/{batch_id}/cancel", "post"),
    ("/v1/batches/{batch_id}/results", "get"),
    ("/v1/keys", "post"),
    ("/v1/keys/current", "get"),
    ("/v1/keys/current", "delete"),
)


@pytest.fixture
def spec(client: Any) -> Any:
    return client.get("/openapi.json").get_json()


def test_it_is_openapi_3_1_and_names_every_operation(spec: Any) -> None:
    assert spec["openapi"].startswith("3.1.")
    there = {(path, method) for path, methods in spec["paths"].items() for method in methods}
    assert there == {*PATHS.items(), *MORE}


def test_every_operation_says_what_it_does_and_how_it_fails(spec: Any) -> None:
    ids = set()
    for operations in spec["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
            ids.add(operation["operationId"])
            for status, answer in operation["responses"].items():
                if status >= "400":
                    schema = answer["content"]["application/json"]["schema"]
                    assert resolved(schema, spec)["required"] == ["error"]
    assert len(ids) == len(PATHS) + len(MORE)


def test_every_reference_leads_somewhere(spec: Any) -> None:
    for reference in re.findall(r"'\$ref': '([^']+)'", str(spec)):
        assert resolved({"$ref": reference}, spec)


def test_the_answers_fit_the_description(client: Any, spec: Any) -> None:
    text = "每天生吃一头大蒜可以治好感冒，据知情人士透露，效果很好。"
    answers = {
        ("/v1/check", "200"): client.post("/v1/check", json={"text": text}),
        ("/v1/check", "422"): client.post("/v1/check", json={}),
        ("/v1/check", "415"): client.post("/v1/check", data="a"),
        ("/v1/rebuttals", "200"): client.get("/v1/rebuttals?q=大蒜"),
        ("/v1/rebuttals/{record_id}", "200"): client.get("/v1/rebuttals/garlic-cures-colds"),
        ("/v1/rebuttals/{record_id}", "404"): client.get("/v1/rebuttals/nothing"),
        ("/v1/reports", "201"): client.post("/v1/reports", json={"kind": "tip", "reason": "a"}),
        ("/v1alpha1/claims:search", "200"): client.get("/v1alpha1/claims:search?query=大蒜"),
        ("/v1/fingerprints", "200"): client.get("/v1/fingerprints"),
        ("/readyz", "200"): client.get("/readyz"),
    }
    for (path, status), answer in answers.items():
        assert str(answer.status_code) == status
        described = spec["paths"][path][PATHS[path]]["responses"][status]
        schema = described["content"]["application/json"]["schema"]
        Draft202012Validator({**schema, "components": spec["components"]}).validate(
            answer.get_json()
        )


def test_the_examples_of_the_description_work(client: Any, spec: Any) -> None:
    key = {"Authorization": f"Bearer {client.post('/v1/keys', json={}).get_json()['key']}"}
    for name, path in (
        ("CheckIn", "/v1/check"),
        ("KeyIn", "/v1/keys"),
        ("BatchIn", "/v1/batches"),
    ):
        for example in spec["components"]["schemas"][name]["examples"]:
            assert client.post(path, json=example, headers=key).status_code in (200, 201, 202)
    lines = spec["paths"]["/v1/batches"]["post"]["requestBody"]["content"]["application/x-ndjson"]
    sent = {"data": lines["example"].encode(), "content_type": "application/x-ndjson"}
    assert client.post("/v1/batches", headers=key, **sent).status_code == 202


def test_the_docs_show_every_operation_and_load_nothing_from_elsewhere(client: Any) -> None:
    page = client.get("/docs").get_data(as_text=True)
    for path in PATHS:
        assert path in page
    assert not re.findall(r"<(?:script|link|img|iframe)\b|\bsrc=|@import|url\(", page)
    assert all(target[0] in "#/" for target in re.findall(r'href="([^"]*)"', page))


def test_every_link_inside_the_docs_has_its_target(client: Any) -> None:
    page = client.get("/docs").get_data(as_text=True)
    targets = set(re.findall(r'id="([^"]+)"', page))
    assert {link for link in re.findall(r'href="#([^"]*)"', page)} <= targets


def resolved(schema: Any, spec: Any) -> Any:
    while "$ref" in schema:
        place = spec
        for part in schema["$ref"].removeprefix("#/").split("/"):
            place = place[part]
        schema = place
    return schema
