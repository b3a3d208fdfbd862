"""When a page says it was published, and where it says so."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from datetime import date

from htmldate import find_date

from ..article import Published
from .chunks import Chunk
from .dates import day_in_address, day_of, days_in, plausible
from .markers import Declared

logging.getLogger("htmldate").setLevel(logging.CRITICAL)  # it logs what it cannot read

#: <meta> names for the publication, the surest first.
_META = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "article:published",
    "og:time",
    "apub:time",
    "weibo: article:create_at",
    "article.published",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "cxenseparse:recs:publishtime",
    "bytedance:published_time",
    "date",
)
#: Variables in which pages keep their own publication time.
_SCRIPT = re.compile(
    r"""\b(?P<name>ct|publish_?time|pub_?time|pub_?date|publish_?date|date_?published|ptime"""
    r"""|create_?time|newsTime)["']?\s*[:=]\s*["']?(?P<value>[\d][\dT:+Z./年月日 -]{7,28})""",
    re.I,
)
#: A chunk longer than this is a sentence of the story, not a line about the page.
BYLINE = 80

#: Chunks before the article among which its byline is looked for.
BYLINE_REACH = 12


def stated_dates(
    declared: Declared, before: list[Chunk], body: list[Chunk], url: str | None, today: date
) -> list[Published]:
    """Every plausible day the page states about itself, the surest first; one entry a day.

    1. <meta> and JSON-LD  2. WeChat's `ct` and other script variables  3. the line between
    title and text, and <time>  4. the address  5. what htmldate finds.
    """
    claims = [
        *_from_meta(declared),
        *_from_json_ld(declared),
        *_from_scripts(declared),
        *_from_byline(before, body),
        *_from_time_elements(declared),
        *_from_address(declared, url),
    ]
    dates = _distinct(claim for claim in claims if plausible(claim.day, today))
    return dates or _from_htmldate(declared, url, today)


def _distinct(claims: Iterable[Published]) -> list[Published]:
    by_day: dict[date, Published] = {}
    for claim in claims:
        by_day.setdefault(claim.day, claim)
    return list(by_day.values())


def _from_meta(declared: Declared) -> Iterator[Published]:
    for name in _META:
        if day := day_of(declared.meta.get(name, "")):
            yield Published(day, f"meta {name}")


def _from_json_ld(declared: Declared) -> Iterator[Published]:
    for key in ("datePublished", "pubDate", "uploadDate"):
        for value in declared.stated(key):
            if isinstance(value, str) and (day := day_of(value)):
                yield Published(day, f"json-ld {key}")
                break


def _from_scripts(declared: Declared) -> Iterator[Published]:
    for match in list(_SCRIPT.finditer(declared.scripts))[:3]:
        if day := day_of(match["value"]):
            name = "wechat ct" if match["name"] == "ct" else f"script {match['name']}"
            yield Published(day, name)


def _from_byline(before: list[Chunk], body: list[Chunk]) -> Iterator[Published]:
    nearest = [*reversed(before[-BYLINE_REACH:]), *body[:3], *body[-2:]]
    for chunk in nearest:
        if len(chunk.text) <= BYLINE and (day := next(days_in(chunk.text), None)):
            yield Published(day, "byline")


def _from_time_elements(declared: Declared) -> Iterator[Published]:
    for element in declared.tree.iter("time"):
        if day := day_of(element.get("datetime") or ""):
            yield Published(day, "time element")
            return


def _from_address(declared: Declared, url: str | None) -> Iterator[Published]:
    addresses = [url or "", declared.meta.get("og:url", "")]
    addresses += [
        element.get("href") or ""
        for element in declared.tree.iter("link")
        if element.get("rel") == "canonical"
    ]
    for address in addresses:
        if day := day_in_address(address):
            yield Published(day, "address")
            return


def _from_htmldate(declared: Declared, url: str | None, today: date) -> list[Published]:
    found = find_date(
        declared.tree,
        extensive_search=False,
        original_date=True,
        url=url,
        max_date=today.isoformat(),
    )
    return [Published(date.fromisoformat(found), "htmldate")] if found else []
