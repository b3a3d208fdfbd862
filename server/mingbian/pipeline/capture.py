"""What was captured of a page: its address, its markup or text, and how it looked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

Language = Literal["zh-CN", "zh-TW", "en"]


@dataclass(frozen=True)
class LayoutNote:
    """How one label looked in the reader's browser (real computed styles)."""

    quote: str
    font_px: float | None = None
    contrast: float | None = None  # WCAG contrast ratio, 1 to 21
    visible: bool | None = None


@dataclass(frozen=True)
class CapturedImage:
    """One image of the page; `data` is the file's first bytes, at most 256 KB."""

    url: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Capture:
    """A page as a reader saw it.  Exactly one of `html` and `text` is set."""

    html: str | None = field(default=None, repr=False)
    text: str | None = field(default=None, repr=False)
    url: str | None = None
    captured_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    language: Language = "zh-CN"  # of the messages, not of the page
    layout: tuple[LayoutNote, ...] = ()
    images: tuple[CapturedImage, ...] = ()
