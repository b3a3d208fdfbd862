"""A record as schema.org ClaimReview."""

from __future__ import annotations

from typing import Any

from ...errors import Invalid
from ...records import Record, Review
from ..verdicts import label_of, rating_value_of

CONTEXT = "https://schema.org"

#: The ends of the scale that `verdicts.rating_value_of` counts on.
WORST, BEST = 1, 5


def to_claimreview(record: Record) -> dict[str, Any]:
    """JSON-LD: one ClaimReview for each review that can be linked, in a @graph when several.

    Only for records that are published and vetted: Invalid for one that is not published, or
    none of whose reviews has an address.
    """
    if not is_vetted(record):
        raise Invalid(f"record {record.id} is not published with a review that can be linked")
    nodes = review_nodes(record)
    if len(nodes) == 1:
        return {"@context": CONTEXT, **nodes[0]}
    return {"@context": CONTEXT, "@graph": nodes}


def is_vetted(record: Record) -> bool:
    """Whether a curator let it out and a reader can follow it to who says so."""
    return record.status == "published" and any(review.url for review in record.reviews)


def review_nodes(record: Record) -> list[dict[str, Any]]:
    """A ClaimReview node for each review with an address, without @context."""
    return [_node(record, review) for review in record.reviews if review.url]


def _node(record: Record, review: Review) -> dict[str, Any]:
    """The author is who reviewed the claim; that the data was put together here is said apart."""
    return _without_none(
        {
            "@type": "ClaimReview",
            "url": review.url,
            "claimReviewed": record.claim,
            "inLanguage": record.language,
            "name": review.title,
            "description": record.rebuttal,
            "datePublished": review.date.isoformat() if review.date else None,
            "author": {"@type": "Organization", "name": review.publisher},
            "reviewRating": _rating(record),
            "itemReviewed": _without_none(
                {
                    "@type": "Claim",
                    "text": record.claim,
                    "datePublished": record.first_seen.isoformat() if record.first_seen else None,
                }
            ),
            "sdPublisher": {"@type": "Organization", "name": "明辨 Mingbian"},
        }
    )


def _rating(record: Record) -> dict[str, Any]:
    rating: dict[str, Any] = {
        "@type": "Rating",
        "alternateName": label_of(record.verdict, record.language),
    }
    value = rating_value_of(record.verdict)
    if value is not None:
        rating |= {"ratingValue": value, "worstRating": WORST, "bestRating": BEST}
    return rating


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}
