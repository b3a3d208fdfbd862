"""Pages and files written for these tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from mingbian.rebuttals.importing import ImportReport, import_file
from mingbian.rebuttals.store import Store
from mingbian.records import Record


@pytest.fixture
def review() -> dict[str, Any]:
    """A ClaimReview as most publishers write it."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://facts.example.org/boiled-water",
        "claimReviewed": "Drinking boiled water cures the flu",
        "datePublished": "2024-03-05",
        "author": {"@type": "Organization", "name": "Facts Example"},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": "1",
            "bestRating": "5",
            "worstRating": "1",
            "alternateName": "False",
        },
        "itemReviewed": {"@type": "Claim", "datePublished": "2024-03-01"},
        "description": "Water does not act on the influenza virus; most people recover in a week.",
    }


@pytest.fixture
def page() -> Callable[..., bytes]:
    """An HTML page with JSON-LD blocks, each given as text or as data to be written."""

    def make(*blocks: Any, body: str = "", head: str = "") -> bytes:
        scripts = "".join(
            '<script type="application/ld+json">'
            f"{one if isinstance(one, str) else json.dumps(one)}</script>"
            for one in blocks
        )
        return (
            '<!doctype html><html lang="en"><head><title>Boiled water</title>'
            '<link rel="canonical" href="https://facts.example.org/boiled-water">'
            f"{head}{scripts}</head><body>{body}</body></html>"
        ).encode()

    return make


@pytest.fixture
def bring(sqlite_store: Store) -> Callable[..., tuple[ImportReport, list[Record]]]:
    """Imports into a store of its own; the report, and all records there are then."""

    def run(data: Any, **options: Any) -> tuple[ImportReport, list[Record]]:
        report = import_file(data, store=sqlite_store, **options)
        return report, list(sqlite_store.records())

    return run
