"""When a page says it was published, and where it says so."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timezone

from htmldate import find_date

from ..article import Published
from .chunks import Chunk
from .dates import day_in_address, day_of, days_in, plausible, recent_day
from .markers import Declared
from .sites import SiteFacts

logging.getLogger("htmldate").setLevel(logging.CRITICAL)  # it logs what it cannot read

#: <meta> names for the publication, the surest first.
_META = (
    *("article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate"),
    *("publish_date", "publish-date", "publication_date", "article:published", "og:time"),
    *("apub:time", "weibo: article:create_at", "article.published", "parsely-pub-date"),
    *("sailthru.date", "dc.date.issued", "dc.date", "dcterms.created", "date"),
    *("cxenseparse:recs:publishtime", "bytedance:published_time", "dateupdate"),
)
#: Variables in which pages keep their own publication time.
_SCRIPT = re.compile(
    r"""\b(?P<name>publish_?time|pub_?time|pub_?date|publish_?date|date_?published|ptime"""
    r"""|create_?time|newsTime)["']?\s*[:=]\s*["']?(?P<value>[\d][\dT:+Z./年月日 -]{7,28})""",
    re.I,
)
_WECHAT = re.compile(r"""\b(?:ct|ori_create_time)\s*[:=]\s*["'](1\d{9})["']""")

#: A chunk longer than this is a sentence of the story, not a line about the page.
BYLINE = 80

#: Chunks before the article among which its byline is looked for.
BYLINE_REACH = 12


@dataclass(frozen=True)
class Surroundings:
    """Where on a page its dates are looked for."""

    declared: Declared
    before: list[Chunk]  # the chunks above the article
    body: list[Chunk]
    site: SiteFacts | None
    url: str | None
    today: date
    zone: timezone  # of the page's readers


def stated_dates(page: Surroundings) -> list[Published]:
    """Every plausible day the page states about itself, the surest first; one entry a day.

    1. where the platform puts it  2. <meta> and JSON-LD  3. the line between title and text
    4. script variables, WeChat's `ct` among them  5. <time>  6. the address
    7. a day without its year, where the platform puts it  8. what htmldate finds
    """
    claims = [
        *_from_site(page),
        *_from_meta(page),
        *_from_json_ld(page),
        *_from_byline(page.before, page.body),
        *_from_scripts(page),
        *_from_time_elements(page),
        *_from_address(page.declared, page.url),
    ]
    dates = _distinct(claim for claim in claims if plausible(claim.day, page.today))
    return dates or list(_from_recent(page)) or _from_htmldate(page)


def _distinct(claims: Iterable[Published]) -> list[Published]:
    by_day: dict[date, Published] = {}
    for claim in claims:
        by_day.setdefault(claim.day, claim)
    return list(by_day.values())


def _from_site(page: Surroundings) -> Iterator[Published]:
    if page.site is None:
        return
    stamp = _WECHAT.search(page.declared.scripts) if page.site.site.name == "wechat" else None
    if stamp and (day := day_of(stamp[1])):
        yield Published(day, "wechat ct")
    for text in page.site.times:
        if day := next(days_in(text), None):
            yield Published(day, page.site.site.name)
            return


def _from_recent(page: Surroundings) -> Iterator[Published]:
    for text in page.site.times if page.site else ():
        if day := recent_day(text, page.today):
            yield Published(day, page.site.site.name if page.site else "")
            return


def _from_meta(page: Surroundings) -> Iterator[Published]:
    for name in _META:
        if day := day_of(page.declared.meta.get(name, ""), page.zone):
            yield Published(day, f"meta {name}")


def _from_json_ld(page: Surroundings) -> Iterator[Published]:
    for key in ("datePublished", "pubDate", "uploadDate"):
        for value in page.declared.stated(key):
            if isinstance(value, str) and (day := day_of(value, page.zone)):
                yield Published(day, f"json-ld {key}")
                break


def _from_scripts(page: Surroundings) -> Iterator[Published]:
    match = _SCRIPT.search(page.declared.scripts)
    if match and (day := day_of(match["value"], page.zone)):
        yield Published(day, f"script {match['name']}")


def _from_byline(before: list[Chunk], body: list[Chunk]) -> Iterator[Published]:
    """The nearest dated line above the text, at its beginning and at its end."""
    for lines in (reversed(before[-BYLINE_REACH:]), body[:3], reversed(body[-2:])):
        short = (chunk.text for chunk in lines if len(chunk.text) <= BYLINE)
        if day := next((day for text in short for day in days_in(text)), None):
            yield Published(day, "byline")


def _from_time_elements(page: Surroundings) -> Iterator[Published]:
    for element in page.declared.tree.iter("time"):
        if day := day_of(element.get("datetime") or "", page.zone):
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


def _from_htmldate(page: Surroundings) -> list[Published]:
    found = find_date(
        page.declared.tree,
        extensive_search=False,  # slow, and a date of the story is worse than none
        original_date=True,
        url=page.url,
        max_date=page.today.isoformat(),
    )
    return [Published(date.fromisoformat(found), "htmldate")] if found else []
