"""Where the command line asks: here, with the index of this machine, or a service."""

from __future__ import annotations

import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, cast

from .cli_index import say
from .client import Client, Report, SearchPage
from .client.shapes import Language
from .errors import TooLarge
from .pipeline.capture import Capture
from .saved import capture_of_bytes
from .settings import Settings

#: What a page without an address is sent with: the service wants one with markup.
NOWHERE = "file:///page.html"

#: Records that a service gives at once, at most.
PAGE = 100

WEB = ("http://", "https://")


class Place(Protocol):
    """Where pages are checked and rebuttals searched; both answer with the API's JSON."""

    def check(self, page: str, url: str | None, language: Language) -> Report:
        """The report on a saved page, an address, or standard input.

        Raises OSError for a file, and what reading and checking raise.
        """
        ...

    def search(self, text: str, limit: int) -> SearchPage:
        """Records near a claim, the best first."""
        ...


def there(server: str | None, key: str | None) -> Place:
    """The service at an address, or this machine without one."""
    return Remote(Client(server, key)) if server else Here()


class Here:
    """This machine, with its own index."""

    def check(self, page: str, url: str | None, language: Language) -> Report:
        """As `Place` says."""
        from . import app
        from .api.showing import report_json
        from .fetching import Fetcher
        from .pipeline.check import check_page
        from .pipeline.page import Knowledge

        settings = Settings.from_environment()
        if page.startswith(WEB):
            html, final = Fetcher(settings.max_body_bytes).page(page)
            capture = Capture(html=html, url=url or final, language=language)
        else:
            capture = _saved(page, url, language)
        library = app.open_library(settings, progress=say)
        report = check_page(capture, Knowledge(library, datetime.now(UTC)))
        return cast("Report", report_json(report, uuid.uuid4().hex))

    def search(self, text: str, limit: int) -> SearchPage:
        """As `Place` says."""
        from . import app

        library = app.open_library(Settings.from_environment(), progress=say)
        hits = library.search(text, limit=limit)
        results = [{"score": hit.score, "record": hit.record.to_json()} for hit in hits]
        return cast("SearchPage", {"index_version": library.version, "results": results})


class Remote:
    """A service somewhere."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def check(self, page: str, url: str | None, language: Language) -> Report:
        """As `Place` says; an address is fetched by the service."""
        if page.startswith(WEB):
            return self._client.check(url=page, fetch=True, language=language)
        capture = _saved(page, url, language)
        if capture.html is None:
            return self._client.check(text=capture.text, url=url, language=language)
        report = self._client.check(html=capture.html, url=url or NOWHERE, language=language)
        return report if url else _of_nowhere(report)

    def search(self, text: str, limit: int) -> SearchPage:
        """As `Place` says; the service follows a search into 200 records."""
        page = self._client.search(text, limit=min(limit, PAGE))
        results = list(page["results"])
        while len(results) < limit and "next_cursor" in page:
            page = self._client.search(text, limit=PAGE, cursor=page["next_cursor"])
            results += page["results"]
        return {"index_version": page["index_version"], "results": results[:limit]}


def _saved(page: str, url: str | None, language: Language) -> Capture:
    limit = Settings.from_environment().max_body_bytes
    data = sys.stdin.buffer.read() if page == "-" else Path(page).read_bytes()
    if len(data) > limit:
        raise TooLarge(f"{page} has more than {limit / 1e6:g} MB")
    return capture_of_bytes(data, url, language)


def _of_nowhere(report: Report) -> Report:
    """The report as it is where a page may be without an address."""
    report["url"] = None
    for annotation in report["annotations"]:
        annotation["target"]["source"] = None
    return report
