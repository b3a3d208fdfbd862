"""GET /v1alpha1/claims:search: the index in the shape of Google's Fact Check Tools API."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from apiflask import APIBlueprint

from ..errors import Invalid
from ..rebuttals.verdicts import label_of
from ..records import Record, Review
from .schemas import ClaimsIn, ClaimsOut
from .shelf import shelf

blueprint = APIBlueprint("claims", __name__, tag="rebuttals")

#: Records a search is followed into; further ones have little to do with the query.
DEPTH = 200


@blueprint.get("/v1alpha1/claims:search")
@blueprint.input(ClaimsIn, location="query")
@blueprint.output(ClaimsOut)
@blueprint.doc(responses=[422, 429, 503])
def search(query_data: ClaimsIn) -> dict[str, Any]:
    """Search claims as with Google's Fact Check Tools

    The same parameters and the same answer, so that its clients work with another address.
    Fields without a value are left out.
    """
    start = _offset(query_data)
    wanted = [claim for claim in _claims(query_data) if claim["claimReview"]]
    page = wanted[start : start + query_data.pageSize]
    answer: dict[str, Any] = {"claims": page} if page else {}
    if start + query_data.pageSize < len(wanted):
        answer["nextPageToken"] = _token(start + query_data.pageSize)
    return answer


def _claims(asked: ClaimsIn) -> Iterator[dict[str, Any]]:
    since = None
    if asked.maxAgeDays is not None:
        since = (datetime.now(UTC) - timedelta(days=asked.maxAgeDays)).date()
    for hit in shelf().library.search(asked.query, limit=DEPTH, since=since):
        if _same_language(asked.languageCode, hit.record.language):
            yield _claim(hit.record, asked.reviewPublisherSiteFilter)


def _claim(record: Record, site: str | None) -> dict[str, Any]:
    claim: dict[str, Any] = {"text": record.claim}
    if record.first_seen:
        claim["claimDate"] = f"{record.first_seen.isoformat()}T00:00:00Z"
    claim["claimReview"] = [
        _review(record, review) for review in record.reviews if _is_from(review, site)
    ]
    return claim


def _review(record: Record, review: Review) -> dict[str, Any]:
    publisher = {"name": review.publisher}
    if review.url:
        publisher["site"] = _site(review.url)
    data: dict[str, Any] = {
        "publisher": publisher,
        "url": review.url,
        "title": review.title,
        "reviewDate": f"{review.date.isoformat()}T00:00:00Z" if review.date else None,
        "textualRating": label_of(record.verdict, record.language),
        "languageCode": record.language,
    }
    return {name: value for name, value in data.items() if value is not None}


def _is_from(review: Review, site: str | None) -> bool:
    return site is None or (review.url is not None and _site(review.url) == _plain_host(site))


def _site(url: str) -> str:
    return _plain_host(urlsplit(url).hostname or "")


def _plain_host(host: str) -> str:
    return host.lower().removeprefix("www.")


def _same_language(asked: str | None, language: str) -> bool:
    """Regions do not count, as at Google: zh finds zh-CN and zh-TW."""
    return asked is None or asked.partition("-")[0].lower() == language.partition("-")[0].lower()


def _token(offset: int) -> str:
    return base64.urlsafe_b64encode(str(offset).encode()).decode()


def _offset(asked: ClaimsIn) -> int:
    if asked.pageToken is None:
        return asked.offset
    try:
        offset = int(base64.urlsafe_b64decode(asked.pageToken.encode()))
    except (ValueError, binascii.Error):
        offset = -1
    if not 0 <= offset <= DEPTH:
        problem = "is not one that this service gave"
        raise Invalid(f"pageToken {problem}", detail={"fields": {"pageToken": [problem]}})
    return offset
