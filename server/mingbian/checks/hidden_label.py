"""Labels of source, fiction, AI or advertising in type that a reader hardly sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..pipeline.annotations import Finding
from ..pipeline.capture import LayoutNote
from ..pipeline.page import Knowledge, Page
from ._findings import finding
from ._reading import text_of
from ._styles import LEAST_CONTRAST, SMALLEST_PX, Label, Look, kind_of, labels_of

TEXTS = {
    "label": {"zh-CN": "标注被弱化", "en": "Label made hard to see"},
    "tiny": {
        "zh-CN": "“{quote}”只用了 {value} 像素的字，几乎看不清。读之前先看这条标注。",
        "en": "“{quote}” is set in type of {value} pixels, too small to read. Read this label "
        "first.",
    },
    "pale": {
        "zh-CN": "“{quote}”的字色与底色几乎一样（对比度 {value}）。读之前先看这条标注。",
        "en": "“{quote}” hardly differs from its ground (contrast {value}). Read this label first.",
    },
    "faint": {
        "zh-CN": "“{quote}”被设成几乎透明。读之前先看这条标注。",
        "en": "“{quote}” is made almost transparent. Read this label first.",
    },
    "off_screen": {
        "zh-CN": "“{quote}”被放到了屏幕以外。读之前先看这条标注。",
        "en": "“{quote}” is placed off the screen. Read this label first.",
    },
    "hidden": {
        "zh-CN": "“{quote}”写在网页里，但被隐藏或遮住，看不到。读之前先看这条标注。",
        "en": "“{quote}” is in the page but hidden or covered. Read this label first.",
    },
}

#: What the reader's browser measured is sure; what the markup states may be changed by a script.
CONFIDENCE_MEASURED = 0.9
CONFIDENCE_STATED = 0.8
#: Marks a page.
MOST = 3


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """Labels that are hard to see and stand nowhere else on the page in plain sight."""
    if page.article.is_list:
        return
    found = list(_measured(page)) or list(_stated(page))
    yield from found[:MOST]


def _measured(page: Page) -> Iterator[Finding]:
    notes = [note for note in page.capture.layout if kind_of(note.quote)]
    plain = {_words(note.quote) for note in notes if _rule_of_note(note) is None}
    for note in notes:
        rule = _rule_of_note(note)
        if rule and _words(note.quote) not in plain:
            value = note.font_px if rule == "tiny" else note.contrast
            yield _finding(page, rule, note.quote, value, CONFIDENCE_MEASURED)


def _rule_of_note(note: LayoutNote) -> str | None:
    if note.visible is False:
        return "hidden"
    if note.font_px is not None and note.font_px < SMALLEST_PX:
        return "tiny"
    if note.contrast is not None and note.contrast < LEAST_CONTRAST:
        return "pale"
    return None


def _stated(page: Page) -> Iterator[Finding]:
    labels = labels_of(page)
    plain = {_words(label.text) for label in labels if not label.look.is_hard_to_see}
    seen: set[str] = set()
    for label in labels:
        rule, words = _rule_of_label(label), _words(label.text)
        if rule and words not in plain and words not in seen:
            seen.add(words)
            value = label.look.font_px if rule == "tiny" else label.look.contrast
            yield _finding(page, rule, label.text, value, CONFIDENCE_STATED)


def _rule_of_label(label: Label) -> str | None:
    """Which rule the label breaks.

    Scripts show and hide labels of sources and advertising, and screen readers are told of
    advertising off the screen: there only size and colour count.
    """
    look = label.look
    if label.kind in ("fiction", "ai") and look.not_shown:
        return "hidden"
    if look.not_shown:
        return None
    if label.kind != "ad" and (look.off_screen or look.clipped):
        return "off_screen" if look.off_screen else "hidden"
    rule = _rule_of_type(look)
    # Designers set the word "advertisement" pale everywhere; pale is a trick on the other labels.
    return None if label.kind == "ad" and rule == "pale" else rule


def _rule_of_type(look: Look) -> str | None:
    if look.off_screen or look.clipped:
        return None
    if look.is_tiny:
        return "tiny"
    if look.is_pale:
        return "pale"
    return "faint" if look.is_faint else None


def _finding(page: Page, rule: str, quote: str, value: float | None, sure: float) -> Finding:
    stated = f"{value:.1f}".removesuffix(".0") if value is not None else ""
    start = text_of(page).find(quote)
    span = (start, start + len(quote)) if start >= 0 else None
    return finding(page, TEXTS, rule, "warning", sure, span, quote=quote, value=stated)


def _words(text: str) -> str:
    return re.sub(r"\W", "", text)
