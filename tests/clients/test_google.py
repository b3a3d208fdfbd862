"""Google's own client libraries search this index with only the address changed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from googleapiclient.discovery import build, build_from_document
from googleapiclient.errors import HttpError
from small_index import read_records

HERE = Path(__file__).parent
QUERY = "牛奶和可乐一起喝会得结石"
CLAIM = "牛奶和可乐一起喝会生成碳酸钙沉淀，喝了会得结石。"


@pytest.fixture(scope="module", params=["discovered", "older address", "from a document"])
def tools(request: pytest.FixtureRequest, served: Any, address: str) -> Iterator[Any]:
    older = "/discovery/v1/apis/{api}/{apiVersion}/rest"
    if request.param == "from a document":
        document = served.get("/$discovery/rest?version=v1alpha1").json
        found = build_from_document(document, developerKey="any")
    else:
        path = (
            older if request.param == "older address" else "/$discovery/rest?version={apiVersion}"
        )
        found = build(
            "factchecktools",
            "v1alpha1",
            discoveryServiceUrl=address + path,
            developerKey="any",
            static_discovery=False,
        )
    yield found
    found.close()


def test_the_python_client_finds_a_claim_with_its_review(tools: Any) -> None:
    answer = tools.claims().search(query=QUERY, languageCode="zh-CN", pageSize=1).execute()
    (claim,) = answer["claims"]
    assert claim == {
        "text": CLAIM,
        "claimReview": [
            {
                "publisher": {"name": "果壳网流言百科", "site": "liuyan.guokr.com"},
                "url": "http://liuyan.guokr.com/article/2184/",
                "reviewDate": "2014-10-29T00:00:00Z",
                "textualRating": "谣言",
                "languageCode": "zh-CN",
            }
        ],
    }


def test_the_python_client_follows_the_pages_to_the_end(tools: Any) -> None:
    request, seen = tools.claims().search(query=QUERY, pageSize=7), []
    while request is not None:
        answer = request.execute()
        seen += [claim["text"] for claim in answer["claims"]]
        request = tools.claims().search_next(request, answer)
    assert len(seen) == len(set(seen)) > 7
    assert seen[0] == CLAIM


def test_a_site_alone_lists_every_claim_reviewed_there(tools: Any) -> None:
    expected = {
        record.claim
        for record in read_records()
        if any("guokr.com/" in (review.url or "") for review in record.reviews)
    }
    asked = {"reviewPublisherSiteFilter": "guokr.com", "pageSize": 20}
    request, seen = tools.claims().search(**asked), []
    while request is not None:
        answer = request.execute()
        seen += [claim["text"] for claim in answer["claims"]]
        request = tools.claims().search_next(request, answer)
    assert set(seen) == expected
    assert len(seen) == len(expected) > 20


def test_every_parameter_restricts(tools: Any) -> None:
    search = tools.claims().search
    assert "claims" not in search(query=QUERY, languageCode="xx").execute()
    assert "claims" not in search(query=QUERY, reviewPublisherSiteFilter="a.example").execute()
    age = (date.today() - date(2014, 10, 29)).days
    texts = [claim["text"] for claim in search(query=QUERY, maxAgeDays=age + 1).execute()["claims"]]
    assert CLAIM in texts
    newer = search(query=QUERY, maxAgeDays=age - 1, pageSize=100).execute()
    assert CLAIM not in [claim["text"] for claim in newer.get("claims", [])]
    second = search(query=QUERY, offset=1, pageSize=1).execute()["claims"][0]["text"]
    assert second == search(query=QUERY, pageSize=2).execute()["claims"][1]["text"]


def test_the_python_client_learns_what_was_wrong(tools: Any) -> None:
    with pytest.raises(HttpError) as refused:
        tools.claims().search(query=QUERY, pageToken="made up").execute()
    assert refused.value.status_code == 422
    assert "pageToken" in refused.value.reason


def test_another_version_is_not_there(served: Any) -> None:
    assert served.get("/$discovery/rest?version=v1").status == 404


def test_the_javascript_client_finds_the_same(address: str, served: Any) -> None:
    asked = {"query": QUERY, "pageSize": 7, "languageCode": "zh"}
    command = ["node", "search.mjs", address, json.dumps(asked)]
    assert (HERE / "node_modules").is_dir(), "run npm ci in tests/clients first"
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True)  # noqa: S603
    pages = json.loads(done.stdout)
    assert len(pages) > 1
    assert pages[0] == served.get(f"/v1alpha1/claims:search?{urlencode(asked)}").json
    assert "nextPageToken" not in pages[-1]
