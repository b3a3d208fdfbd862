"""Where the text begins: below the title and the lines about who wrote it and when."""

from __future__ import annotations

import re

from .chunks import Chunk
from .dates import days_in
from .select import RUNNING_TEXT

#: A title further down than this many chunks is a repetition, not the beginning.
TITLE_WITHIN = 12

#: Lines about the page are shorter than this (Chinese characters).
LINE = 30

_ABOUT = re.compile(
    r"^(?:by\b|published|updated|posted|last updated|\d+ min(?:ute)?s? read|您所在的位置|当前位置)"
    r"|来源|來源|作者|编辑|记者\s*[:：]|责编|发布时间|更新时间|浏览|阅读\s*[:：\d]|点击|评论\s*\d|发表于"
    r"|\b\d{1,2}:\d\d\b",
    re.I,
)


def below_title(chunks: list[Chunk], title: str | None) -> list[Chunk]:
    """The chunks after the title and its byline; all of them where neither is among them."""
    start = next((i for i, chunk in enumerate(chunks[:TITLE_WITHIN]) if chunk.text == title), -1)
    if start >= 0 and any(chunk.size >= 2 * LINE for chunk in chunks[:start]):
        start = -1  # there is text above it
    rest = chunks[start + 1 :]
    while rest and _is_about(rest[0], below=start >= 0):
        rest = rest[1:]
    return rest or chunks[start + 1 :]


def _is_about(chunk: Chunk, *, below: bool) -> bool:
    """Is this a line about the page?  Below a title, any date or crumb is; else it must say so."""
    if chunk.size > LINE or chunk.node.kind == "heading":
        return False
    if _ABOUT.search(chunk.text) or (next(days_in(chunk.text), None) and chunk.marks < 3):
        return not chunk.text.endswith(("。", "！", "？"))
    return below and chunk.size < RUNNING_TEXT / 2 and not chunk.marks
