"""The published rebuttals as Atom, RSS, JSON Feed and DataFeed, and a page for each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import feedparser
import pytest
from flask.testing import FlaskClient
from lxml import etree
from lxml import html as lxml_html
from small_library import DRAFT, GARLIC

from mingbian.rebuttals.store import Store
from mingbian.web import feeds

XML = ("atom", "rss")
ALL = tuple(feeds.FORMATS)


def store_of(site: FlaskClient) -> Store:
    store: Store = site.application.extensions["mingbian.shelf"].store
    return store


def save(site: FlaskClient, *numbers: int, **changes: Any) -> None:
    for number in numbers:
        one = replace(GARLIC, id=f"claim-{number}", claim=f"说法 {number}", **changes)
        store_of(site).save(one, who="test", why="test")


def ids(site: FlaskClient, path: str) -> list[str]:
    """The ids in a page of any feed."""
    answer = site.get(path)
    assert answer.status_code == 200
    ending = path.partition("?")[0].rpartition(".")[2]
    if ending in XML:
        return [entry.id.rpartition("/")[2] for entry in parsed(answer.data).entries]
    data = json.loads(answer.data)
    if ending == "json":
        return [item["id"].rpartition("/")[2] for item in data["items"]]
    return [element["item"][0]["claimReviewed"] for element in data["dataFeedElement"]]


def parsed(data: bytes) -> Any:
    found = feedparser.parse(data)
    assert not found.bozo, found.get("bozo_exception")
    return found


def pages(site: FlaskClient, ending: str, query: str = "") -> Iterator[str]:
    """The addresses of every page of a feed, by its own links."""
    address: str | None = f"/feeds/rebuttals.{ending}{query}"
    while address:
        yield address
        answer = site.get(address)
        link = answer.headers.get("Link", "")
        following = link.partition("<")[2].partition(">")[0] or None
        inside = None
        if ending in XML:
            links = parsed(answer.data).feed.get("links", [])
            inside = next((one.href for one in links if one.rel == "next"), None)
        elif ending == "json":
            inside = json.loads(answer.data).get("next_url")
        if ending != "jsonld":
            assert inside == following
        address = following and following.removeprefix("http://localhost")


@pytest.mark.parametrize("ending", XML)
def test_a_parser_of_feeds_reads_an_entry_whole(site: FlaskClient, ending: str) -> None:
    feed = parsed(site.get(f"/feeds/rebuttals.{ending}?language=zh-CN").data)
    assert "明辨" in feed.feed.title
    (entry,) = [one for one in feed.entries if "大蒜" in one.title]
    assert entry.title == "【谣言】每天生吃一头大蒜可以治好感冒"
    assert entry.link == "http://localhost/rebuttals/garlic-cures-colds"
    body = entry.summary
    for part in ("大蒜素在体外能抑菌", "示例辟谣站", "2024-05-06", "https://example.org/garlic"):
        assert part in body
    assert entry.updated_parsed if ending == "atom" else entry.published_parsed
    assert [tag.term for tag in entry.tags] == ["health"]


def test_a_json_feed_has_what_its_version_asks_for(site: FlaskClient) -> None:
    data = json.loads(site.get("/feeds/rebuttals.json").data)
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["feed_url"] == "http://localhost/feeds/rebuttals.json"
    for item in data["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert item["date_modified"].endswith("Z")
        assert item["authors"][0]["name"]


def test_a_data_feed_holds_claim_reviews(site: FlaskClient) -> None:
    data = json.loads(site.get("/feeds/rebuttals.jsonld").data)
    assert (data["@context"], data["@type"]) == ("https://schema.org", "DataFeed")
    for element in data["dataFeedElement"]:
        assert element["@type"] == "DataFeedItem"
        assert {node["@type"] for node in element["item"]} == {"ClaimReview"}
        assert all(node["url"] and node["author"]["name"] for node in element["item"])


@pytest.mark.parametrize("ending", ALL)
def test_only_what_is_published_and_can_be_followed_is_in(site: FlaskClient, ending: str) -> None:
    text = site.get(f"/feeds/rebuttals.{ending}").get_data(as_text=True)
    assert GARLIC.claim in text
    assert DRAFT.claim not in text
    assert "喝醋能软化血管" not in text


@pytest.mark.parametrize("ending", XML)
def test_hostile_records_stay_text(site: FlaskClient, ending: str) -> None:
    data = site.get(f"/feeds/rebuttals.{ending}?language=en").data
    etree.fromstring(data)
    assert b"<script" not in data
    (entry,) = parsed(data).entries
    body = lxml_html.fromstring(entry.summary)
    assert not body.xpath("//img|//b|//script")
    assert "<img src=x onerror=alert(1)>" in body.text_content()


@pytest.mark.parametrize("ending", ALL)
def test_a_reader_that_has_it_already_gets_304(site: FlaskClient, ending: str) -> None:
    path = f"/feeds/rebuttals.{ending}"
    first = site.get(path)
    assert first.headers["ETag"]
    for header in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = site.get(path, headers=header)
        assert (again.status_code, again.data) == (304, b"")
    changed = site.get(path, headers={"If-None-Match": 'W/"another"'})
    assert changed.status_code == 200


@pytest.mark.parametrize("change", ["new", "changed", "retired"])
def test_every_change_gives_another_tag(fresh: Any, change: str) -> None:
    site = fresh()
    save(site, 1, 2)
    path = "/feeds/rebuttals.atom"
    tag = site.get(path).headers["ETag"]
    if change == "new":
        save(site, 3)
    elif change == "changed":
        save(site, 1, rebuttal="另一个理由。")
    else:
        store_of(site).set_status("claim-1", "retired", who="test", why="test")
    after = site.get(path, headers={"If-None-Match": tag})
    assert after.status_code == 200
    expected = {"new": [3, 2, 1], "changed": [1, 2], "retired": [2]}[change]
    assert ids(site, path) == [f"claim-{number}" for number in expected]


@pytest.mark.parametrize("ending", ALL)
def test_the_pages_hold_everything_once_the_latest_first(
    fresh: Any, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "PAGE", 3)
    site = fresh()
    save(site, *range(8))
    save(site, 20, 21, language="en")
    addresses = list(pages(site, ending, "?language=zh-CN"))
    assert len(addresses) == 3
    names = "说法 {}" if ending == "jsonld" else "claim-{}"
    assert [one for address in addresses for one in ids(site, address)] == [
        names.format(number) for number in reversed(range(8))
    ]


def test_a_feed_of_nothing_is_a_feed(fresh: Any) -> None:
    site = fresh()
    for ending in ALL:
        assert ids(site, f"/feeds/rebuttals.{ending}") == []


def test_filters_restrict_and_wrong_ones_are_named(fresh: Any) -> None:
    site = fresh()
    save(site, 1)
    save(site, 2, topics=("food", "health"))
    save(site, 3, verdict="true")
    assert ids(site, "/feeds/rebuttals.json?topic=food") == ["claim-2"]
    assert ids(site, "/feeds/rebuttals.json?verdict=true") == ["claim-3"]
    assert ids(site, "/feeds/rebuttals.json?language=zh") == ["claim-3", "claim-2", "claim-1"]
    assert ids(site, "/feeds/rebuttals.json?topic=%25") == []
    for query in ("verdict=fals", "before=x", "before=-1", f"before={'9' * 30}"):
        assert site.get(f"/feeds/rebuttals.json?{query}").status_code == 422
    assert site.get("/feeds/rebuttals.xml").status_code == 404


def test_the_public_address_is_in_every_link(fresh: Any) -> None:
    site = fresh(public_url="https://mingbian.example/")
    save(site, 1)
    headers = {"Host": "evil.example"}
    for ending in ALL:
        text = site.get(f"/feeds/rebuttals.{ending}", headers=headers).get_data(as_text=True)
        assert "https://mingbian.example/feeds" in text
        assert "evil.example" not in text
    page = site.get("/rebuttals/garlic-cures-colds", headers=headers).get_data(as_text=True)
    assert "https://mingbian.example/rebuttals/garlic-cures-colds" in page
    assert "evil.example" not in page


def record_page(site: FlaskClient, record_id: str, path: str = "") -> Any:
    answer = site.get(f"/rebuttals/{record_id}{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return lxml_html.fromstring(answer.get_data(as_text=True))


def test_a_record_has_a_page_for_people(site: FlaskClient) -> None:
    page = record_page(site, "garlic-cures-colds")
    assert page.xpath("//h1/text()") == [GARLIC.claim]
    said = " ".join(page.text_content().split())
    for part in ("不实", GARLIC.rebuttal, "示例辟谣站", "2024年5月6日"):
        assert part in said
    assert "https://example.org/garlic" in page.xpath("//a/@href")
    base = "http://localhost/rebuttals/garlic-cures-colds"
    assert page.xpath("//link[@rel='canonical']/@href") == [base]
    spoken = {one.get("hreflang"): one.get("href") for one in page.xpath("//link[@hreflang]")}
    assert spoken == {"x-default": base} | {
        tag: f"{base}?lang={tag}" for tag in ("zh-CN", "zh-TW", "en")
    }


def test_the_page_holds_the_claim_review(site: FlaskClient) -> None:
    (script,) = record_page(site, "garlic-cures-colds").xpath("//script[@type]")
    data = json.loads(script.text)
    assert data["@graph"][0]["claimReviewed"] == GARLIC.claim
    assert not record_page(site, "unlinked").xpath("//script[@type]")


def test_a_hostile_record_breaks_out_of_nothing(site: FlaskClient) -> None:
    page = record_page(site, "hostile")
    assert len(page.xpath("//script")) == 2
    assert not page.xpath("//img|//b")
    assert json.loads(page.xpath("//script[@type]/text()")[0])["claimReviewed"].startswith(
        "</script>"
    )


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("application/json", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ("application/ld+json;q=0.5, application/json", "application/json"),
        ("image/png", "text/html"),
    ],
)
def test_a_record_comes_as_it_is_asked_for(site: FlaskClient, accept: str, kind: str) -> None:
    answer = site.get("/rebuttals/garlic-cures-colds", headers={"Accept": accept})
    assert answer.mimetype == kind
    assert "Accept" in answer.headers["Vary"]
    headers = {"Accept": accept, "If-None-Match": answer.headers["ETag"]}
    assert site.get("/rebuttals/garlic-cures-colds", headers=headers).status_code == 304


@pytest.mark.parametrize("record_id", ["nothing", "still-a-draft", "%00", "a" * 500])
def test_what_is_not_published_has_no_page(site: FlaskClient, record_id: str) -> None:
    answer = site.get(f"/rebuttals/{record_id}")
    assert answer.status_code == 404
    assert "这里没有东西" in answer.get_data(as_text=True)


def test_the_list_leads_to_records_feeds_and_older_ones(
    fresh: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingbian.web.rebuttal_pages.PAGE", 2)
    site = fresh()
    save(site, 1, 2, 3)
    seen, path = [], "/rebuttals"
    while path:
        page = lxml_html.fromstring(site.get(path).get_data(as_text=True))
        seen += page.xpath("//ul[@class='records']//a/@href")
        assert len(page.xpath("//link[@rel='alternate'][@type]")) == len(ALL)
        path = next(iter(page.xpath("//a[@rel='next']/@href")), "")
    assert seen == [f"/rebuttals/claim-{number}" for number in (3, 2, 1)]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣"])
def test_a_place_in_the_list_that_is_none_is_said_so(site: FlaskClient, before: str) -> None:
    answer = site.get("/rebuttals", query_string={"before": before})
    assert answer.status_code == 422
    assert answer.mimetype == "text/html"
