"""A record as schema.org ClaimReview, for search engines and fact-checking tools."""

from __future__ import annotations

from typing import Any

from ..records import Record, Review, Verdict

#: 1 (false) to 5 (true), as Google's guidelines for ClaimReview number them.
RATINGS: dict[Verdict, tuple[int | None, str]] = {
    "false": (1, "False"),
    "misleading": (2, "Misleading"),
    "out_of_context": (2, "Out of context"),
    "outdated": (2, "Outdated"),
    "unproven": (3, "Unproven"),
    "satire": (None, "Satire"),
    "true": (5, "True"),
}


def claim_review(record: Record, address: str) -> dict[str, Any]:
    """The first review as a ClaimReview; further ones hang below `associatedClaimReview`.

    `address` is where this record is served.  A review without a link points there.
    """
    first, *others = (_review(record, review, address) for review in record.reviews)
    result = {"@context": "https://schema.org", "@id": address, **first}
    if others:
        result["associatedClaimReview"] = others
    return result


def _review(record: Record, review: Review, address: str) -> dict[str, Any]:
    value, name = RATINGS[record.verdict]
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": name}
    if value is not None:
        rating |= {"ratingValue": value, "worstRating": 1, "bestRating": 5}
    data: dict[str, Any] = {
        "@type": "ClaimReview",
        "url": review.url or address,
        "claimReviewed": record.claim,
        "inLanguage": record.language,
        "author": {"@type": "Organization", "name": review.publisher},
        "reviewRating": rating,
        "reviewBody": record.rebuttal,
        "itemReviewed": _claim(record),
    }
    if review.title:
        data["name"] = review.title
    if review.date:
        data["datePublished"] = review.date.isoformat()
    return data


def _claim(record: Record) -> dict[str, Any]:
    claim: dict[str, Any] = {"@type": "Claim", "text": record.claim}
    if record.first_seen:
        claim["datePublished"] = record.first_seen.isoformat()
    return claim
