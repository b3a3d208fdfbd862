"""schema.org ClaimReview: in pages as JSON-LD or microdata, in JSON files, in DataFeeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..verdicts import verdict_of_rating
from .linked_data import Graph, kinds_of, text_of
from .model import Draft, Item, Refusal, Source
from .pages import PageFacts, facts_of, looks_like_html, structured_data
from .texts import address, clean

#: Other names of a publication that carries ClaimReviews, in schema.org's tree.
_ORGANIZATION = ("Organization", "NewsMediaOrganization", "NGO", "Corporation", "WebSite")


def read(source: Source) -> Iterator[Item]:
    """Every ClaimReview of the source; when there is none, the reason."""
    facts = facts_of(source) if looks_like_html(source.text) else PageFacts(url=source.url)
    values, broken = structured_data(source)
    yield from broken
    graph = Graph(values)
    reviews = graph.of_kind("ClaimReview")
    for number, review in enumerate(reviews, start=1):
        yield _draft(f"ClaimReview {number}", review, graph, facts)
    if not reviews and not broken:
        yield Refusal("page", _why_none(graph))


def _why_none(graph: Graph) -> str:
    kinds = sorted(graph.kinds)
    if not kinds:
        return "the page carries no structured data, so no ClaimReview"
    return f"no ClaimReview in the page's structured data, only {', '.join(kinds)}"


def _draft(where: str, review: dict[str, Any], graph: Graph, facts: PageFacts) -> Item:
    """The draft of one ClaimReview, or what it lacks."""
    claim = _claim(review, graph)
    if not claim:
        return Refusal(where, "claimReviewed is missing")
    words, numbers = _rating(review, graph)
    verdict = verdict_of_rating(words, *numbers)
    if verdict is None:
        shown = words or (f"ratingValue {numbers[0]}" if numbers[0] not in (None, "") else "")
        return Refusal(where, f"its rating is no known verdict: {shown or 'there is none'}")
    publisher = _publisher(review, graph, facts)
    if not publisher:
        return Refusal(where, "it does not say who reviewed the claim")
    url = _address(review, graph, facts)
    return Draft(
        where=where,
        claim=claim,
        verdict=verdict,
        rating=words,
        publisher=publisher,
        url=url,
        title=_title(review, url, facts),
        date=_date(review, url, facts),
        rebuttal=_explanation(review, words, graph, url, facts),
        language=text_of(review.get("inLanguage")) or facts.language,
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


def _rating(review: dict[str, Any], graph: Graph) -> tuple[str | None, tuple[Any, Any, Any]]:
    """The rating's words, and its value with the ends of its scale."""
    rating = graph.node(review.get("reviewRating"))
    words = text_of(rating.get("alternateName")) or text_of(rating.get("name"))
    numbers = (rating.get("ratingValue"), rating.get("worstRating"), rating.get("bestRating"))
    value = text_of(numbers[0])
    if not words and value and verdict_of_rating(value):
        words = value  # a word where the number should be
    return (clean(words) if words else None), numbers


def _publisher(review: dict[str, Any], graph: Graph, facts: PageFacts) -> str:
    """The author: for a ClaimReview, schema.org means the publisher of the review by that."""
    for field in ("author", "publisher", "creator", "sourceOrganization"):
        for one in graph.nodes(review.get(field)):
            name = text_of(one.get("name"))
            if name and clean(name):
                return clean(name)
        name = text_of(review.get(field))
        if name:
            return clean(name)
    return _organization(graph) or facts.site_name or ""


def _organization(graph: Graph) -> str:
    """The publication that the rest of the page's data names."""
    for article in graph.of_kind("NewsArticle", "Article", "ReportageNewsArticle"):
        name = text_of(graph.node(article.get("publisher")).get("name"))
        if name:
            return clean(name)
    for one in graph.of_kind(*_ORGANIZATION):
        name = text_of(one.get("name"))
        if name:
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
