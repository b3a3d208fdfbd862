"""GET /v1alpha1/claims:search speaks as Google's Fact Check Tools API does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from small_library import Hit, SmallLibrary

from mingbian.records import Record, Review

PATH = "/v1alpha1/claims:search"


class ManyClaims(SmallLibrary):
    """25 records on one subject, reviewed a day apart; every second one in English."""

    def search(self, text: str, limit: int = 10, since: date | None = None, **_: Any) -> list[Hit]:
        today = datetime.now(UTC).date()
        records = [
            Record(
                id=f"claim-{number}",
                claim=f"说法 {number}",
                language="en" if number % 2 else "zh-CN",
                verdict="misleading",
                rebuttal="这一说法有误导。",
                reviews=(
                    Review(
                        publisher="Example Check",
                        kind="media",
                        url=f"https://www.example.org/{number}",
                        date=today - timedelta(days=number),
                    ),
                ),
            )
            for number in range(25)
        ]
        fits = [one for one in records if since is None or (one.reviews[0].date or today) >= since]
        return [Hit(one, 1 - place / 100) for place, one in enumerate(fits)][:limit]


def ask(client: Any, **query: Any) -> Any:
    answer = client.get(PATH, query_string=query)
    assert answer.status_code == 200
    return answer.get_json()


def texts(answer: Any) -> list[str]:
    return [claim["text"] for claim in answer.get("claims", [])]


def test_a_claim_has_googles_fields_and_no_empty_ones(client: Any) -> None:
    answer = ask(client, query="大蒜", key="ignored", alt="json")
    assert answer == {
        "claims": [
            {
                "text": "每天生吃一头大蒜可以治好感冒",
                "claimReview": [
                    {
                        "publisher": {"name": "示例辟谣站", "site": "example.org"},
                        "url": "https://example.org/garlic",
                        "title": "大蒜治不好感冒",
                        "reviewDate": "2024-05-06T00:00:00Z",
                        "textualRating": answer["claims"][0]["claimReview"][0]["textualRating"],
                        "languageCode": "zh-CN",
                    },
                    {
                        "publisher": {"name": "Example Check", "site": "example.org"},
                        "url": "https://example.org/en/garlic",
                        "textualRating": answer["claims"][0]["claimReview"][1]["textualRating"],
                        "languageCode": "zh-CN",
                    },
                ],
            }
        ]
    }


def test_nothing_found_is_an_empty_object(client: Any) -> None:
    assert ask(client, query="萝卜") == {}


def test_pages_follow_one_another_without_gap_or_repeat(client_of: Any) -> None:
    client, seen, token = client_of(ManyClaims()), [], None
    while True:
        answer = ask(client, query="说法", pageSize=10, **({"pageToken": token} if token else {}))
        seen += texts(answer)
        token = answer.get("nextPageToken")
        if token is None:
            break
    assert seen == [f"说法 {number}" for number in range(25)]


def test_an_offset_skips(client_of: Any) -> None:
    assert texts(ask(client_of(ManyClaims()), query="说法", offset=24)) == ["说法 24"]


@pytest.mark.parametrize("code", ["en", "en-GB", "EN"])
def test_a_language_restricts_whatever_its_region(client_of: Any, code: str) -> None:
    found = texts(ask(client_of(ManyClaims()), query="说法", languageCode=code, pageSize=100))
    assert found == [f"说法 {number}" for number in range(1, 25, 2)]


def test_an_age_restricts(client_of: Any) -> None:
    found = texts(ask(client_of(ManyClaims()), query="说法", maxAgeDays=3))
    assert found == ["说法 0", "说法 1", "说法 2", "说法 3"]


@pytest.mark.parametrize(
    ("site", "count"), [("example.org", 10), ("www.example.org", 10), ("a.b", 0)]
)
def test_a_site_restricts(client_of: Any, site: str, count: int) -> None:
    answer = ask(client_of(ManyClaims()), query="说法", reviewPublisherSiteFilter=site)
    assert len(texts(answer)) == count


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "query"),
        ({"query": "a", "pageSize": "0"}, "pageSize"),
        ({"query": "a", "pageToken": "made up"}, "pageToken"),
        ({"query": "a", "maxAgeDays": "-1"}, "maxAgeDays"),
    ],
)
def test_a_wrong_parameter_is_422_and_named(client: Any, query: Any, field: str) -> None:
    answer = client.get(PATH, query_string=query)
    assert answer.status_code == 422
    assert list(answer.get_json()["error"]["detail"]["fields"]) == [field]
