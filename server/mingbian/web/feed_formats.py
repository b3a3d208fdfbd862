"""The latest rebuttals as Atom, RSS 2.0, JSON Feed 1.1 and a schema.org DataFeed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree
from markupsafe import Markup, escape

from ..pipeline.decode import clean_text
from ..rebuttals.exporting.claimreview import CONTEXT, review_nodes
from ..rebuttals.store import Listed
from ..rebuttals.verdicts import label_of
from ..records import Record, Review

TITLE = "明辨 Mingbian · 辟谣 Rebuttals"
ABOUT = (
    "已发布的辟谣：说法、结论、谁查过、在哪里。"
    " Published rebuttals: the claim, the verdict, who checked it, where."
)

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Feed:
    """A page of the feed: what it holds, and where it and its neighbours are."""

    listed: Sequence[Listed]
    updated: datetime  # of the whole feed, not only of this page
    here: str
    first: str
    following: str | None  # the next page, with older ones; None on the last
    home: str
    page_of: Callable[[str], str]  # the address of a record's page


def atom(feed: Feed) -> bytes:
    """RFC 4287, paged as RFC 5005 says."""
    return bytes(_generator(feed, "application/atom+xml").atom_str(pretty=True))


def rss(feed: Feed) -> bytes:
    """RSS 2.0; the other pages as Atom links, which readers of RSS know."""
    generator = _generator(feed, "application/rss+xml")
    generator.register_extension("pages", _pages(feed), BaseEntryExtension, atom=False)
    return bytes(generator.rss_str(pretty=True))


def json_feed(feed: Feed) -> bytes:
    """JSON Feed 1.1."""
    data: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "description": ABOUT,
        "home_page_url": feed.home,
        "feed_url": feed.here,
        "items": [_json_item(one, feed) for one in feed.listed],
    }
    if feed.following:
        data["next_url"] = feed.following
    return _json(data)


def data_feed(feed: Feed) -> bytes:
    """A schema.org DataFeed of ClaimReviews; the next page is in the Link header."""
    data = {
        "@context": CONTEXT,
        "@type": "DataFeed",
        "name": TITLE,
        "url": feed.here,
        "dateModified": _moment(feed.updated),
        "dataFeedElement": [
            {
                "@type": "DataFeedItem",
                "dateModified": _moment(one.updated),
                "item": review_nodes(one.record),
            }
            for one in feed.listed
        ],
    }
    return _json(data)


def headline(record: Record) -> str:
    """The claim, with the verdict before it: nobody should read the one without the other."""
    label = label_of(record.verdict, record.language)
    if record.language.startswith("zh"):
        return f"【{label}】{record.claim}"
    return f"[{label}] {record.claim}"


def _generator(feed: Feed, kind: str) -> FeedGenerator:
    generator = FeedGenerator()
    generator.id(feed.first)
    generator.title(TITLE)
    generator.description(ABOUT)
    generator.generator("Mingbian")
    generator.updated(feed.updated)
    generator.link(href=feed.here, rel="self", type=kind)
    generator.link(href=feed.first, rel="first", type=kind)
    if feed.following:
        generator.link(href=feed.following, rel="next", type=kind)
    generator.link(href=feed.home, rel="alternate", type="text/html")  # the last one is RSS's
    for one in feed.listed:
        _add_entry(generator, one, feed)
    return generator


def _add_entry(generator: FeedGenerator, one: Listed, feed: Feed) -> None:
    record, address = one.record, feed.page_of(one.record.id)
    entry = generator.add_entry(order="append")
    entry.id(address)
    entry.guid(address, permalink=True)
    entry.title(clean_text(headline(record)))
    entry.link(href=address, rel="alternate", type="text/html", hreflang=record.language)
    entry.updated(one.updated)
    entry.pubDate(one.updated)
    entry.content(clean_text(_html(record)), type="html")
    for publisher in _publishers(record):
        entry.author(name=publisher)
    for topic in record.topics:
        entry.category(term=topic)


def _json_item(one: Listed, feed: Feed) -> dict[str, Any]:
    record, address = one.record, feed.page_of(one.record.id)
    linked = next((review.url for review in record.reviews if review.url), None)
    return {
        "id": address,
        "url": address,
        **({"external_url": linked} if linked else {}),
        "title": headline(record),
        "content_html": _html(record),
        "date_modified": _moment(one.updated),
        "authors": [{"name": publisher} for publisher in _publishers(record)],
        "tags": list(record.topics),
        "language": record.language,
    }


def _html(record: Record) -> str:
    reviews = Markup("").join(
        Markup("<li>{}</li>").format(_review_html(review)) for review in record.reviews
    )
    return str(Markup("<p>{}</p><ul>{}</ul>").format(record.rebuttal, reviews))


def _review_html(review: Review) -> Markup:
    title = review.title or review.url or ""
    where = Markup('<a href="{}">{}</a>').format(review.url, title) if review.url else escape(title)
    day = review.date.isoformat() if review.date else ""
    parts = [escape(part) for part in (review.publisher, day, where) if part]
    return Markup(" · ").join(parts)


def _publishers(record: Record) -> list[str]:
    return list(dict.fromkeys(clean_text(review.publisher) for review in record.reviews))


def _pages(feed: Feed) -> type[BaseExtension]:
    """What feedgen's RSS leaves out: the links to the other pages."""

    class Pages(BaseExtension):  # type: ignore[misc]
        def extend_rss(self, root: etree._Element) -> etree._Element:
            channel = root.find("channel")
            for rel, href in (("first", feed.first), ("next", feed.following)):
                if href:
                    etree.SubElement(channel, f"{{{ATOM}}}link", rel=rel, href=href)
            return root

    return Pages


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
