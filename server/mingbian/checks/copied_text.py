"""The same text under many names."""

from __future__ import annotations

from collections.abc import Iterator

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ._context import tells_about_tricks
from ._findings import finding
from ._fingerprint import fingerprint
from ._reading import text_of
from ._traces import is_reported

TEXTS = {
    "label": {"zh-CN": "多账号同文", "en": "Same text, many names"},
    "copies": {
        "zh-CN": "几乎相同的文字已在另外 {count} 个名下出现过，最早见于 {since}（{first}），"
        "且都没有写明出处。可以打开最早的一份核对。",
        "en": "Nearly the same text was seen under {count} other names, first on {since} "
        "({first}), "
        "and nobody credits a source. Open the earliest copy and compare.",
    },
}

#: Near-copies are counted, not judged; who copied whom stays open.
CONFIDENCE = 0.8
#: Two copies may be one author's two accounts; three names are a pattern.
NAMES = 2
#: Shorter texts are alike by chance: greetings, forms, quotations.
SHORTEST = 200
#: The estimate of 64 hashes strays by 0.05: 0.8 keeps edited copies and leaves out shared quotes.
LIKENESS = 0.8


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """One mark for the page, where the operator keeps fingerprints and nobody is credited."""
    text = text_of(page)
    if knowledge.seen is None or len(text) < SHORTEST or page.article.is_list:
        return
    if is_reported(page) or tells_about_tricks(page):
        return
    own = page.article.author or page.article.site_name
    others = [
        sighting
        for sighting in knowledge.seen.like(fingerprint(text))
        if sighting.likeness >= LIKENESS and sighting.name != own
    ]
    if len({sighting.name for sighting in others}) < NAMES:
        return
    first = min(others, key=lambda sighting: sighting.first_seen)
    yield finding(
        page,
        TEXTS,
        "copies",
        "notice",
        CONFIDENCE,
        count=len({sighting.name for sighting in others}),
        since=first.first_seen.date().isoformat(),
        first=first.name,
    )
