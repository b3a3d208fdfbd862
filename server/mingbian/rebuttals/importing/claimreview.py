"""schema.org ClaimReview: in pages as JSON-LD or microdata, in JSON files, in DataFeeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from ...records import Verdict
from ..validate import brief
from ..verdicts import only_explains, verdict_of_rating
from .feeds import is_feed, items_of
from .linked_data import Graph, kinds_of, text_of
from .model import Draft, Item, Refusal, Source, unknown_rating
from .pages import PageFacts, facts_of, is_json, looks_like_html, structured_data
from .texts import address, clean, language_of

#: Other names of a publication that carries ClaimReviews, in schema.org's tree.
_ORGANIZATION = ("Organization", "NewsMediaOrganization", "NGO", "Corporation", "WebSite")

_ADDRESS = re.compile(r"https?://", re.I)


def read(source: Source) -> Iterator[Item]:
    """Every ClaimReview of the source; when there is none, the reason."""
    if is_feed(source.text):
        yield from _of_feed(source)
    elif looks_like_html(source.text):
        yield from _of_page(source, facts_of(source))
    else:
        yield from _of_page(source, PageFacts(url=source.url))


def _of_feed(source: Source) -> Iterator[Item]:
    """The ClaimReviews that the items of an RSS or Atom feed carry."""
    found = 0
    for number, (content, facts) in enumerate(items_of(source), start=1):
        if "ClaimReview" in content.text:
            found += 1
            yield from _of_page(content, facts, f"item {number}, ")
    if not found:
        reason = "no item of this feed carries a ClaimReview; import the pages it leads to"
        yield Refusal("feed", reason)


def _of_page(source: Source, facts: PageFacts, place: str = "") -> Iterator[Item]:
    values, broken = structured_data(source)
    for one in broken:
        yield Refusal(f"{place}{one.where}", one.reason)
    graph = Graph(values)
    reviews = graph.of_kind("ClaimReview")
    for number, review in enumerate(reviews, start=1):
        yield _draft(f"{place}ClaimReview {number}", review, graph, facts)
    if not reviews and not broken:
        yield Refusal(f"{place}page", _why_none(source, graph))


def _why_none(source: Source, graph: Graph) -> str:
    kinds = sorted(graph.kinds)
    if not kinds and is_json(source.text):
        return "this JSON is none that is known: no ClaimReview and no record"
    if not kinds and source.text.strip() and not looks_like_html(source.text):
        return "it is no page, feed, JSON, digest or table that is known"
    if not kinds:
        return "the page carries no structured data, so no ClaimReview"
    return f"no ClaimReview in the page's structured data, only {brief(', '.join(kinds))}"


def _draft(where: str, review: dict[str, Any], graph: Graph, facts: PageFacts) -> Item:
    """The draft of one ClaimReview, or what it lacks."""
    claim = _claim(review, graph)
    if not claim:
        return Refusal(where, "claimReviewed is missing")
    stated = text_of(review.get("inLanguage")) or facts.language
    words, verdict = _rating(review, graph, language_of(claim, stated))
    if verdict is None:
        return unknown_rating(where, words)
    publisher = _publisher(review, graph, facts)
    if not publisher:
        return Refusal(where, "it does not say who reviewed the claim")
    url = _address(review, graph, facts)
    return Draft(
        where=where,
        claim=claim,
        verdict=verdict,
        rating=words or None,
        publisher=publisher,
        url=url,
        title=_title(review, url, facts),
        date=_date(review, url, facts),
        rebuttal=_explanation(review, words, graph, url, facts),
        language=stated,
        first_seen=_made_on(review, graph),
    )


def _claim(review: dict[str, Any], graph: Graph) -> str:
    """claimReviewed, or what the Claim or CreativeWork under review says."""
    item = graph.node(review.get("itemReviewed"))
    nested = graph.node(item.get("itemReviewed")) if item else {}
    written = [
        text_of(review.get("claimReviewed")),
        text_of(item.get("claimReviewed")),
        text_of(nested.get("claimReviewed")),
    ]
    if "Claim" in kinds_of(item):
        written += [text_of(item.get("text")), text_of(item.get("name"))]
    return next((clean(text) for text in written if text and clean(text)), "")


def _rating(review: dict[str, Any], graph: Graph, language: str) -> tuple[str, Verdict | None]:
    """What the rating says, and its verdict: of several ratings the first one that is known.

    When two that are known differ there is no verdict, nor when one says that it is none.
    """
    value = review.get("reviewRating")
    values = value if isinstance(value, list) else [value]
    ratings = [graph.node(one) or {"alternateName": one} for one in values] or [{}]
    read = [_one_rating(rating, language) for rating in ratings]
    for words, _ in read:
        if only_explains(words):
            return words, None
    known = [one for one in read if one[1]]
    if len({verdict for _, verdict in known}) > 1:
        return " / ".join(words or str(verdict) for words, verdict in known), None
    return (known or read)[0]


def _one_rating(rating: dict[str, Any], language: str) -> tuple[str, Verdict | None]:
    """The rating's words, and the verdict by these or by its value on its scale."""
    words = clean(text_of(rating.get("alternateName")) or text_of(rating.get("name")) or "")
    numbers = (rating.get("ratingValue"), rating.get("worstRating"), rating.get("bestRating"))
    value = text_of(numbers[0])
    if not words and value and verdict_of_rating(value, language=language):
        words = clean(value)  # a word where the number should be
    verdict = verdict_of_rating(words, *numbers, language=language)
    if not words and value and verdict is None:
        words = f"ratingValue {value}"
    return words, verdict


def _publisher(review: dict[str, Any], graph: Graph, facts: PageFacts) -> str:
    """The author: for a ClaimReview, schema.org means the publisher of the review by that.

    Of several, an organisation before a person; an address only when nothing has a name.
    """
    hosts: list[str] = []
    for field in ("author", "publisher", "creator", "sourceOrganization"):
        value = review.get(field)
        nodes = sorted(graph.nodes(value), key=lambda one: "Person" in kinds_of(one))
        for text in [*(text_of(one.get("name")) for one in nodes), text_of(value)]:
            if text and _ADDRESS.match(text):
                hosts.append(urlsplit(address(text, None) or "").hostname or "")
            elif text and clean(text):
                return clean(text)
    return _organization(graph) or facts.site_name or next(filter(None, hosts), "")


def _organization(graph: Graph) -> str:
    """The publication that the rest of the page's data names."""
    for article in graph.of_kind("NewsArticle", "Article", "ReportageNewsArticle"):
        name = text_of(graph.node(article.get("publisher")).get("name"))
        if name and not _ADDRESS.match(name):
            return clean(name)
    for one in graph.of_kind(*_ORGANIZATION):
        name = text_of(one.get("name"))
        if name and not _ADDRESS.match(name):
            return clean(name)
    return ""


def _address(review: dict[str, Any], graph: Graph, facts: PageFacts) -> str | None:
    page = graph.node(review.get("mainEntityOfPage"))
    candidates = (
        text_of(review.get("url")),
        text_of(review.get("mainEntityOfPage")),
        page.get("@id"),
        page.get("url"),
        text_of(review.get("@id")),
    )
    found = (address(one, facts.url) for one in candidates if one)
    return next((one for one in found if one), None) or facts.url


def _title(review: dict[str, Any], url: str | None, facts: PageFacts) -> str | None:
    own = text_of(review.get("name")) or text_of(review.get("headline"))
    return own or (facts.title if facts.is_at(url) else None)


def _date(review: dict[str, Any], url: str | None, facts: PageFacts) -> str | None:
    """The day of the review; the page's own when the review is this page and says none."""
    own = text_of(review.get("datePublished")) or text_of(review.get("dateCreated"))
    return own or (facts.published if facts.is_at(url) else None)


def _explanation(
    review: dict[str, Any], words: str | None, graph: Graph, url: str | None, facts: PageFacts
) -> str | None:
    rating = graph.node(review.get("reviewRating"))
    written = [
        text_of(rating.get("ratingExplanation")),
        text_of(review.get("reviewBody")),
        text_of(review.get("description")),
        text_of(review.get("abstract")),
        words if words and len(words) > 40 else None,  # a sentence, not a word
        facts.description if facts.is_at(url) else None,
        text_of(review.get("name")) or text_of(review.get("headline")),
    ]
    return next((text for text in written if text and len(clean(text)) >= 20), None)


def _made_on(review: dict[str, Any], graph: Graph) -> str | None:
    item = graph.node(review.get("itemReviewed"))
    appearance = graph.node(item.get("firstAppearance"))
    return text_of(item.get("datePublished")) or text_of(appearance.get("datePublished"))
