"""How the labels of a page look to a reader, as far as its own markup states it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Literal

from lxml import etree
from lxml import html as lxml_html

from ..pipeline.page import Page
from ._colours import WHITE, Colour, contrast, parse_colour
from ._css import Declarations, Sheet, sheet_of
from ._phrases import phrases
from ._reading import once

Kind = Literal["source", "fiction", "ai", "ad"]

#: A label is a short line; in a longer text the words are part of what is told.
LONGEST = 60
#: Elements that are looked at, a page: a page of nothing but labels must not take long.
MOST = 300
#: Texts that are walked through.
MAX_TEXTS = 60_000

#: A reader cannot read type under this size, in CSS pixels (browsers' own minimum is 9 or more).
SMALLEST_PX = 9.0
#: WCAG asks for 4.5; under 2 text is hardly told from its ground.
LEAST_CONTRAST = 2.0
#: Under this opacity black on white has a contrast below 2.
LEAST_OPACITY = 0.3
#: A shift beyond the edge of any screen, in CSS pixels.
OFF_SCREEN = -900.0

_LENGTH = re.compile(r"(-?\d{0,6}\.?\d{1,6})\s*(px|pt|em|rem|%|vw|vh|pc|mm|cm|in)?")
_PX = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 3.78, "cm": 37.8, "in": 96.0, "rem": 16.0}
_KEYWORDS = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
}
#: Elements whose text is never shown, or shown by the browser in a place of its own.
_SILENT = frozenset({"script", "style", "noscript", "template", "title", "option", "textarea"})


@dataclass(frozen=True)
class Look:
    """What makes a label hard to see; None and False where the markup does not say so."""

    font_px: float | None = None
    contrast: float | None = None
    opacity: float = 1.0
    off_screen: bool = False
    clipped: bool = False
    not_shown: bool = False  # display: none or visibility: hidden

    @property
    def is_hard_to_see(self) -> bool:
        return (
            self.is_tiny
            or self.is_pale
            or self.is_faint
            or self.off_screen
            or self.clipped
            or self.not_shown
        )

    @property
    def is_tiny(self) -> bool:
        return self.font_px is not None and self.font_px < SMALLEST_PX

    @property
    def is_pale(self) -> bool:
        return self.contrast is not None and self.contrast < LEAST_CONTRAST

    @property
    def is_faint(self) -> bool:
        return self.opacity < LEAST_OPACITY


@dataclass(frozen=True)
class Label:
    """A short text of the page that labels it, and how it looks."""

    text: str
    kind: Kind
    look: Look


def labels_of(page: Page) -> tuple[Label, ...]:
    """The labels of the page's markup; empty for a text."""
    return once(page, "labels", lambda: tuple(_labels(page)))


def kind_of(text: str) -> Kind | None:
    """What a short text labels; None when it is no label."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        return None
    if _whole().fullmatch(text.strip("[]【】()（）「」·・ ")):
        return "ad"
    kinds: tuple[Kind, ...] = ("fiction", "ai", "ad", "source")
    for kind in kinds:
        match = phrases("hidden_label", kind).search(text)
        if match and (kind != "source" or match.start() <= 4):
            return kind
    return None


@cache
def _whole() -> re.Pattern[str]:
    return phrases("hidden_label", "whole")


#: One of these stands in every label of the lexicon; looking for them first is quick.
_SIGNS = re.compile(
    "来源|转|出处|剧情|虚构|演绎|摆拍|娱乐|当真|ai|人工智能|广告|推广|软文|赞助|source|republished|"
    "originally|dramati|scripted|actors|fictional|entertainment|generated|created|made|synthetic|"
    "sponsor|paid|advert|promot"
)
_TEXTS = etree.XPath("//body//text()")


def _labels(page: Page) -> Iterator[Label]:
    if page.tree is None:
        return
    sheet, seen = None, set()
    for text in islice(_TEXTS(page.tree), MAX_TEXTS):
        if len(text) > 4 * LONGEST or not _SIGNS.search(text.lower()):
            continue
        element = text.getparent().getparent() if text.is_tail else text.getparent()
        if element is None or element in seen:
            continue
        seen.add(element)
        whole = _own_text(element)
        kind = kind_of(whole) if whole else None
        if kind:
            sheet = sheet or sheet_of(page.tree)
            yield Label(" ".join(whole.split()), kind, look_of(element, sheet))
        if len(seen) == MOST:
            return


def _own_text(element: lxml_html.HtmlElement) -> str:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return ""
    pieces = [element.text or "", *(child.tail or "" for child in element)]
    if sum(map(len, pieces)) > 4 * LONGEST:
        return ""
    own = "".join(pieces).strip()
    if own and len(element) and len(own) <= LONGEST:
        return "".join(element.itertext())[: 4 * LONGEST].strip()
    return own


def look_of(element: lxml_html.HtmlElement, sheet: Sheet) -> Look:
    """How the element looks, from its own styles and those of everything around it."""
    path = [*reversed(list(element.iterancestors())), element]
    styles = [sheet.style(each) for each in path]
    return Look(
        font_px=_font_px(styles),
        contrast=_contrast(styles, WHITE if sheet.is_all else None),
        opacity=_opacity(styles),
        off_screen=any(_is_off_screen(style) for style in styles),
        clipped=any(_is_clipped(style) for style in styles),
        not_shown=any(
            style.get("display") == "none" or style.get("visibility") == "hidden"
            for style in styles
        ),
    )


def _font_px(styles: list[Declarations]) -> float | None:
    """The size that results from all stated sizes; None when none is stated."""
    size, stated = 16.0, False
    for style in styles:
        value = style.get("font-size") or _size_in_shorthand(style.get("font", ""))
        new = _KEYWORDS.get(value) if value else None
        if value and new is None:
            new = _length(value, size)
        if new is not None:
            size, stated = new, True
        scale = re.search(r"scale\((\d?\.?\d{1,4})\)", style.get("transform", ""))
        if scale:
            size, stated = size * float(scale.group(1)), True
    return size if stated else None


def _size_in_shorthand(font: str) -> str:
    match = re.search(r"(\d{1,4}\.?\d{0,3}(?:px|pt|em|rem|%))(?:/|\s)", font)
    return match.group(1) if match else ""


def _length(value: str, parent: float) -> float | None:
    match = _LENGTH.match(value)
    if match is None:
        return None
    number, unit = float(match.group(1)), match.group(2) or "px"
    if unit == "em":
        return number * parent
    if unit == "%":
        return number * parent / 100
    return number * _PX[unit] if unit in _PX else None


def _contrast(styles: list[Declarations], ground: Colour | None) -> float | None:
    """Of the stated text colour on the stated ground; None unless both are known."""
    text: Colour | None = None
    for style in styles:
        background = style.get("background-color") or style.get("background")
        if background:
            if "url(" in background or "gradient" in background:
                ground = None
            else:
                ground = parse_colour(background) or ground
        if style.get("background-image", "none") != "none":
            ground = None
        text = parse_colour(style.get("color", "")) or text
    return contrast(text, ground) if text and ground else None


def _opacity(styles: list[Declarations]) -> float:
    product = 1.0
    for style in styles:
        match = re.match(r"(\d{0,3}\.?\d{1,4})(%)?", style.get("opacity", ""))
        if match:
            product *= float(match.group(1)) / (100 if match.group(2) else 1)
    return product


def _is_off_screen(style: Declarations) -> bool:
    shifts = [style.get("text-indent", "")]
    if style.get("position") in ("absolute", "fixed", "relative"):
        shifts += [style.get(side, "") for side in ("left", "top", "right", "bottom")]
    shifts += [style.get("margin-left", ""), style.get("margin-top", "")]
    return any((_length(shift, 16.0) or 0.0) <= OFF_SCREEN for shift in shifts if shift)


def _is_clipped(style: Declarations) -> bool:
    if re.match(r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?", style.get("clip", "")):
        return True
    if re.match(r"inset\(\s*(?:50|100)%\s*\)|circle\(\s*0", style.get("clip-path", "")):
        return True
    if "hidden" not in style.get("overflow", ""):
        return False
    sides = [style.get(side) for side in ("height", "max-height", "width", "max-width")]
    return any(side is not None and _is_nothing(side) for side in sides)


def _is_nothing(side: str) -> bool:
    length = _length(side, 16.0)
    return length is not None and length <= 1.0
