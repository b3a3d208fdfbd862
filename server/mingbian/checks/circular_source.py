"""Accounts whose only source is each other."""

from __future__ import annotations

from collections.abc import Iterator

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page, Seen
from ._context import tells_about_tricks
from ._findings import finding
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
#: Accounts of a circle that is looked for: longer ones are chance among many accounts.
LONGEST = 4


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """One mark for the page, where its author's source leads back to its author."""
    author, source = page.article.author, page.article.source_label
    if knowledge.seen is None or not author or not source or author == source:
        return
    if page.article.is_list or is_reported(page) or tells_about_tricks(page):
        return
    circle = _back_to(author, (author, source), knowledge.seen)
    if circle:
        yield finding(page, TEXTS, "circle", "warning", CONFIDENCE, circle=" → ".join(circle))


def _back_to(author: str, path: tuple[str, ...], seen: Seen) -> tuple[str, ...]:
    """The shortest way from the last account of the path back to the author; empty without one."""
    paths = [path]
    for _ in range(LONGEST - 1):
        longer = []
        for each in paths:
            cited = seen.cited_by(each[-1])
            if author in cited:
                return (*each, author)
            longer += [(*each, name) for name in sorted(cited) if name not in each]
        paths = longer[:50]
    return ()
