"""The published rebuttals as feeds, with what readers of feeds need to ask seldom and little."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

from apiflask import APIBlueprint
from flask import Response, request, url_for

from .. import __version__
from ..api.addresses import link_to
from ..api.shelf import shelf
from ..errors import Invalid, NotFound
from ..rebuttals.store import Wanted
from ..records import Verdict
from . import feed_formats
from .feed_formats import Feed

blueprint = APIBlueprint("feeds", __name__, enable_openapi=False)

#: Records on a page of a feed.
PAGE = 50

#: Seconds for which a copy may be used without asking again.
FRESH = 60

Write = Callable[[Feed], bytes]

#: Ending of the address, media type, and what writes it.
FORMATS: dict[str, tuple[str, Write]] = {
    "atom": ("application/atom+xml", feed_formats.atom),
    "rss": ("application/rss+xml", feed_formats.rss),
    "json": ("application/feed+json", feed_formats.json_feed),
    "jsonld": ("application/ld+json", feed_formats.data_feed),
}

#: Of the records in a feed; others are not known.
FILTERS = ("language", "topic", "verdict")


@dataclass(frozen=True)
class Asked:
    """Which page of which feed."""

    ending: str
    wanted: Wanted
    filters: dict[str, str]
    before: int | None


@blueprint.get("/feeds/rebuttals.<ending>")
def feed(ending: str) -> Response:
    """A page of a feed, or 304 where the reader has it already."""
    asked = _asked(ending)
    seq, at = shelf().store.last_change()
    answer = Response(content_type=f"{FORMATS[ending][0]}; charset=utf-8")
    answer.set_etag(_tag(seq, asked), weak=True)
    answer.last_modified = at or datetime.fromtimestamp(0, UTC)
    answer.cache_control.public, answer.cache_control.max_age = True, FRESH
    answer.make_conditional(request)
    if answer.status_code != 304:
        page = _page(asked, answer.last_modified)
        answer.set_data(FORMATS[ending][1](page))
        if page.following:
            answer.headers["Link"] = f'<{page.following}>; rel="next"'
    return answer


def feed_links() -> list[tuple[str, str, str]]:
    """Ending, media type and address of every feed, for pages to point to."""
    return [
        (ending, kind, url_for("feeds.feed", ending=ending))
        for ending, (kind, _) in FORMATS.items()
    ]


def _asked(ending: str) -> Asked:
    if ending not in FORMATS:
        raise NotFound(f"there are feeds in {', '.join(FORMATS)}")
    filters = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    verdict: Any = filters.get("verdict")
    if verdict is not None and verdict not in get_args(Verdict):
        raise _wrong("verdict", f"is one of {', '.join(get_args(Verdict))}")
    wanted = Wanted(
        language=filters.get("language"), topic=filters.get("topic"), verdict=verdict, linked=True
    )
    return Asked(ending, wanted, filters, before_asked())


def before_asked() -> int | None:
    """The change from below which the page begins, None for the first page.  Raises Invalid."""
    before = request.args.get("before")
    if before is None:
        return None
    if not (before.isascii() and before.isdigit() and len(before) < 19):
        raise _wrong("before", "is the number of a change, as the link to the next page has it")
    return int(before)


def _wrong(field: str, problem: str) -> Invalid:
    return Invalid(f"{field} {problem}", detail={"fields": {field: [problem]}})


def _page(asked: Asked, updated: datetime) -> Feed:
    found = shelf().store.changed(asked.wanted, PAGE + 1, asked.before)
    listed = found[:PAGE]
    more = len(found) > PAGE
    first = link_to("feeds.feed", ending=asked.ending, **asked.filters)
    return Feed(
        listed=listed,
        updated=updated,
        here=first if asked.before is None else _link(asked, asked.before),
        first=first,
        following=_link(asked, listed[-1].seq) if more else None,
        home=link_to("rebuttal_pages.latest"),
        page_of=lambda record_id: link_to("rebuttal_pages.record", record_id=record_id),
    )


def _link(asked: Asked, before: int) -> str:
    return link_to("feeds.feed", ending=asked.ending, **asked.filters, before=before)


def _tag(seq: int, asked: Asked) -> str:
    """Of the whole index and of what was asked: it changes whenever the answer may."""
    parts = (
        __version__,
        seq,
        link_to("feeds.feed", ending=asked.ending),
        asked.filters,
        asked.before,
    )
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
