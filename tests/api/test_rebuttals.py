"""GET /v1/rebuttals and /v1/rebuttals/{id}."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_search_gives_scored_records(client: Any) -> None:
    found = client.get("/v1/rebuttals", query_string={"q": "大蒜治感冒"}).get_json()
    assert found["index_version"] == "small-1"
    assert [(hit["score"], hit["record"]["id"]) for hit in found["results"]] == [
        (0.9, "garlic-cures-colds")
    ]
    assert found["results"][0]["record"]["reviews"][0]["publisher"] == "示例辟谣站"


def test_nothing_found_is_an_empty_list(client: Any) -> None:
    answer = client.get("/v1/rebuttals", query_string={"q": "大蒜", "language": "en"})
    assert (answer.status_code, answer.get_json()["results"]) == (200, [])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"q": "a", "cursor": "made up"}, "cursor"),
        ({"cursor": "bnVsbA"}, "cursor"),
        ({"cursor": "WyJhIiwgWyJiIl1d"}, "cursor"),
        ({"q": ""}, "q"),
        ({"q": "蒜" * 1001}, "q"),
        ({"q": "a", "limit": "0"}, "limit"),
        ({"q": "a", "limit": "ten"}, "limit"),
        ({"q": "a", "since": "yesterday"}, "since"),
        ({"q": "a", "verdict": "fals"}, "verdict"),
    ],
)
def test_a_wrong_parameter_is_422_and_named(client: Any, query: Any, field: str) -> None:
    answer = client.get("/v1/rebuttals", query_string=query)
    assert answer.status_code == 422
    assert list(answer.get_json()["error"]["detail"]["fields"]) == [field]


def test_a_record_is_claimreview_when_asked_for(client: Any) -> None:
    answer = client.get(
        "/v1/rebuttals/garlic-cures-colds", headers={"Accept": "application/ld+json"}
    )
    data = answer.get_json(force=True)
    assert answer.mimetype == "application/ld+json"
    assert answer.headers["Vary"] == "Accept"
    assert data["@context"] == "https://schema.org"
    assert {node["@type"] for node in data["@graph"]} == {"ClaimReview"}
    first = data["@graph"][0]
    assert first["claimReviewed"] == "每天生吃一头大蒜可以治好感冒"
    assert (first["url"], first["author"]["name"]) == ("https://example.org/garlic", "示例辟谣站")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html", ""])
def test_any_other_client_gets_json(client: Any, accept: str) -> None:
    answer = client.get("/v1/rebuttals/garlic-cures-colds", headers={"Accept": accept})
    assert answer.mimetype == "application/json"


@pytest.mark.parametrize("record_id", ["nothing", "still-a-draft", "%00", "a b", "a" * 500])
def test_a_record_that_is_not_published_is_404(client: Any, record_id: str) -> None:
    answer = client.get(f"/v1/rebuttals/{record_id}")
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "not_found")
