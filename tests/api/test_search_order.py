"""The first of a search are ordered by more than the score; pages are cut by the score alone."""

from __future__ import annotations

from typing import Any

import pytest
from small_library import Hit, SmallLibrary

from mingbian.records import Record, Review


class Reordered(SmallLibrary):
    """Five records, the second nearest of which makes the claim."""

    def search(self, text: str, limit: int = 10, **_: Any) -> list[Hit]:
        scores = {"b": 0.8, "a": 0.9, "c": 0.7, "d": 0.6, "e": 0.5}
        review = Review("Example Check", "media", "https://example.org/1")
        return [
            Hit(Record(name, f"claim {name}", "en", "false", "No.", (review,)), score)
            for name, score in scores.items()
        ][:limit]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_pages_of_rebuttals_keep_the_searchs_order_and_give_each_once(
    client_of: Any, size: int
) -> None:
    client = client_of(Reordered())
    pages, cursor = [], {}
    while cursor is not None:
        query = {"q": "a claim", "limit": size, **cursor}
        answer = client.get("/v1/rebuttals", query_string=query).get_json()
        pages.append([hit["record"]["id"] for hit in answer["results"]])
        cursor = {"cursor": answer["next_cursor"]} if "next_cursor" in answer else None
    assert sorted(name for page in pages for name in page) == ["a", "b", "c", "d", "e"]
    assert pages[0][:2] == (["b", "a"] if size > 1 else ["a"])


def test_googles_shape_keeps_the_searchs_order(client_of: Any) -> None:
    asked = {"query": "a claim", "pageSize": 2}
    client = client_of(Reordered())
    first = client.get("/v1alpha1/claims:search", query_string=asked).get_json()
    asked["pageToken"] = first["nextPageToken"]
    second = client.get("/v1alpha1/claims:search", query_string=asked).get_json()
    texts = [[claim["text"] for claim in page["claims"]] for page in (first, second)]
    assert texts == [["claim b", "claim a"], ["claim c", "claim d"]]
