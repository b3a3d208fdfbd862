"""GET /v1alpha1/claims:search: the index in the shape of Google's Fact Check Tools API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from apiflask import APIBlueprint

from ..errors import Invalid
from ..rebuttals.store import Wanted
from ..rebuttals.store.listing import is_on, plain_site
from ..rebuttals.verdicts import label_of
from ..records import Record, Review
from .paging import DEPTH, Place, cursor_of, moment_of, place_of, question, ranked
from .schemas.claims import ClaimsIn, ClaimsOut
from .shelf import shelf

blueprint = APIBlueprint("claims", __name__, tag="rebuttals")

Claim = dict[str, Any]


@blueprint.get("/v1alpha1/claims:search")
@blueprint.input(ClaimsIn, location="query")
@blueprint.output(ClaimsOut)
@blueprint.doc(responses=[422, 429, 503])
def search(query_data: ClaimsIn) -> dict[str, Any]:
    """Search claims as with Google's Fact Check Tools

    The same parameters and the same answer, so that its clients work with another address.
    Fields without a value are left out.
    """
    asked = question(query_data.model_dump(exclude={"pageToken", "pageSize", "offset"}))
    placed = (_listed if query_data.query is None else _found)(query_data, asked)
    skip = query_data.offset if query_data.pageToken is None else 0
    page = placed[skip : skip + query_data.pageSize]
    answer: dict[str, Any] = {"claims": [claim for claim, _ in page]} if page else {}
    if skip + query_data.pageSize < len(placed):
        answer["nextPageToken"] = cursor_of(asked, page[-1][1])
    return answer


def _found(given: ClaimsIn, asked: str) -> list[tuple[Claim, Place]]:
    """Claims near the query with their places, as far as a search is followed."""
    after = place_of(given.pageToken, asked, "pageToken", (float, str))
    hits = ranked(shelf().library.search(given.query or "", limit=DEPTH), after)
    fitting = [hit for hit in hits if _fits(hit.record, given)]
    return _with_reviews(
        [(hit.record, [float(hit.score), hit.record.id]) for hit in fitting], given
    )


def _listed(given: ClaimsIn, asked: str) -> list[tuple[Claim, Place]]:
    """Claims reviewed on one site with their places, the newest first: a page and one more."""
    if given.reviewPublisherSiteFilter is None:
        problem = "is required unless reviewPublisherSiteFilter is given"
        raise Invalid(f"query {problem}", detail={"fields": {"query": [problem]}})
    after = place_of(given.pageToken, asked, "pageToken", (str, str))
    wanted = Wanted(
        language=given.languageCode and _plain_language(given.languageCode),
        site=plain_site(given.reviewPublisherSiteFilter),
        since=_oldest(given),
    )
    skip = given.offset if after is None else 0
    place = (moment_of(after[0], "pageToken"), after[1]) if after else None
    found = shelf().store.newest(wanted, skip + given.pageSize + 1, place)
    return _with_reviews(
        [(one.record, [one.created.isoformat(), one.record.id]) for one in found], given
    )


def _with_reviews(
    placed: Sequence[tuple[Record, Place]], given: ClaimsIn
) -> list[tuple[Claim, Place]]:
    site = given.reviewPublisherSiteFilter and plain_site(given.reviewPublisherSiteFilter)
    claims = [(_claim(record, site), place) for record, place in placed]
    return [(claim, place) for claim, place in claims if claim["claimReview"]]


def _fits(record: Record, given: ClaimsIn) -> bool:
    oldest = _oldest(given)
    spoken = given.languageCode and _plain_language(given.languageCode)
    return (not spoken or spoken == _plain_language(record.language)) and (
        oldest is None or any(day >= oldest for day in _days(record))
    )


def _oldest(given: ClaimsIn) -> date | None:
    if given.maxAgeDays is None:
        return None
    return (datetime.now(UTC) - timedelta(days=given.maxAgeDays)).date()


def _days(record: Record) -> Iterator[date]:
    """When it was claimed and reviewed: the newer counts, as at Google."""
    yield from (review.date for review in record.reviews if review.date)
    if record.first_seen:
        yield record.first_seen


def _claim(record: Record, site: str | None) -> dict[str, Any]:
    claim: dict[str, Any] = {"text": record.claim}
    if record.first_seen:
        claim["claimDate"] = f"{record.first_seen.isoformat()}T00:00:00Z"
    claim["claimReview"] = [
        _review(record, review) for review in record.reviews if not site or is_on(review, site)
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


def _site(url: str) -> str:
    return plain_site(urlsplit(url).hostname or "")


def _plain_language(code: str) -> str:
    """Regions do not count, as at Google: zh finds zh-CN and zh-TW."""
    return code.partition("-")[0].lower()
