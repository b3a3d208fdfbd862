"""The same text under many names."""

from __future__ import annotations

from collections.abc import Iterator

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ._findings import finding
from ._footprint import copies_of

TEXTS = {
    "label": {"zh-CN": "多账号同文", "en": "Same text, many names"},
    "copies": {
        "zh-CN": "几乎相同的文字已在另外 {count} 个名下出现过，最早见于 {since}（{first}），"
        "且都没有写明可查的出处。可以打开最早的一份核对。",
        "en": "Nearly the same text was seen under {count} other names, first on {since} "
        "({first}), and nobody credits a source that can be looked up. Open the earliest copy "
        "and compare.",
    },
}

#: Near-copies are counted, not judged; who copied whom stays open.
CONFIDENCE = 0.8
#: Two copies may be one author's two accounts; three names are a pattern.
NAMES = 2


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """One mark for the page, where the operator keeps fingerprints and nobody is credited."""
    others = copies_of(page, knowledge)
    count = len({sighting.name for sighting in others})
    if count < NAMES:
        return
    first = min(others, key=lambda sighting: sighting.first_seen)
    where = f"{first.name}, {first.site}" if first.site not in ("", first.name) else first.name
    since = first.first_seen.date().isoformat()
    yield finding(
        page, TEXTS, "copies", "notice", CONFIDENCE, count=count, since=since, first=where
    )
