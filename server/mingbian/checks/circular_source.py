"""Accounts whose only source is each other.

Two ways to see it: the near-copies of this very text credit each other in a circle; or the
accounts around the author credit nobody outside their circle in anything that was seen of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page, Seen
from . import _outlets
from ._context import tells_about_tricks
from ._findings import finding
from ._footprint import account, copies_of
from ._traces import is_reported

TEXTS = {
    "label": {"zh-CN": "互相引用", "en": "Sources in a circle"},
    "circle": {
        "zh-CN": "来源绕成了一圈：{circle}。这些账号互为来源，查不到最初的出处。"
        "可以搜索有没有圈外的机构发布过。",
        "en": "The sources form a circle: {circle}. These accounts cite each other and no first "
        "source can be found. Look for somebody outside the circle.",
    },
}

#: The circle is read off what the pages state; one of them may have a source it does not state.
CONFIDENCE = 0.8
#: Accounts of a circle that is looked for: a longer one is chance among many accounts.
LONGEST = 5
#: Accounts that may be reached from the author before the circle counts as open.
MOST = 12

Citations = Mapping[str, frozenset[str]]


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """One mark for the page, where its author's source leads back to its author."""
    author, source = account(page.article.author), account(page.article.source_label)
    if knowledge.seen is None or not author or not source or author == source:
        return
    if page.article.is_list or is_reported(page) or tells_about_tricks(page):
        return
    copies = {each.name: frozenset({each.source}) for each in copies_of(page, knowledge)}
    circle = _circle(author, source, copies) or _circle(
        author, source, _closed(author, source, knowledge.seen)
    )
    if circle:
        yield finding(page, TEXTS, "circle", "warning", CONFIDENCE, circle=" → ".join(circle))


def _closed(author: str, source: str, seen: Seen) -> Citations:
    """Who cites whom around the author; empty where it leads to anybody outside.

    Outside are an outlet, an account nothing is known of, and text that nobody is credited for.
    """
    found: dict[str, frozenset[str]] = {}
    ahead = {author}
    while ahead:
        name = ahead.pop()
        cited = seen.cited_by(name) | (frozenset({source}) if name == author else frozenset())
        if not cited or "" in cited or _outlets.named(name) or len(found) == MOST:
            return {}
        found[name] = cited
        ahead |= cited - found.keys()
    return found


def _circle(author: str, source: str, cited: Citations) -> tuple[str, ...]:
    """The shortest way from the author over the page's source back to the author; () for none."""
    paths: list[tuple[str, ...]] = [(author, source)]
    for _ in range(LONGEST - 1):
        longer = []
        for path in paths:
            after = cited.get(path[-1], frozenset())
            if author in after:
                return (*path, author)
            longer += [(*path, name) for name in sorted(after) if name not in path]
        paths = longer[: MOST * MOST]
    return ()
