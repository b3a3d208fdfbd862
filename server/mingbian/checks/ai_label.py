"""AI-made content: what the files declare, what the page says, and whether a reader can see it.

Absence of a declaration never means "made by a human", and nothing is guessed from style.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ._files import Declared, declared_by
from ._findings import finding
from ._phrases import phrases
from ._reading import text_of
from ._styles import labels_of

TEXTS = {
    "label": {"zh-CN": "AI 生成内容", "en": "AI-made content"},
    "unlabelled": {
        "zh-CN": "一张图片的文件信息（{how}）声明它{degree}人工智能生成或合成，"
        "页面上却没有看得见的标识。图片：{url}",
        "en": "The file of an image ({how}) declares that it {degree} made by AI, and the page "
        "shows "
        "no label. Image: {url}",
    },
    "labelled": {
        "zh-CN": "一张图片的文件信息（{how}）声明它{degree}人工智能生成或合成，页面上也有标识。"
        "图片：{url}",
        "en": "The file of an image ({how}) declares that it {degree} made by AI, and the page "
        "says "
        "so too. Image: {url}",
    },
    "tucked_away": {
        "zh-CN": "页面写有“{quote}”，但放在看不清或看不见的地方：这是人工智能生成的内容。",
        "en": "The page says “{quote}” where it is hard or impossible to see: this is AI-made.",
    },
    "degree_1": {"zh-CN": "属于", "en": "was"},
    "degree_2": {"zh-CN": "可能是", "en": "may be"},
    "degree_3": {"zh-CN": "疑似", "en": "is suspected to be"},
}

#: The file says so itself; a declaration can be forged or copied along.
CONFIDENCE_FILE = 0.9
CONFIDENCE_STYLE = 0.8
#: Images that are read, and marks, a page.
MOST_IMAGES = 20
MOST = 3


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """One mark an image that declares itself, then the page's own label where it is hidden."""
    left = MOST
    for image in page.capture.images[:MOST_IMAGES]:
        declared = declared_by(image.data)
        if declared and left:
            left -= 1
            yield _of_file(page, declared, image.url)
    if left:
        yield from _tucked_away(page)


def _of_file(page: Page, declared: Declared, url: str) -> Finding:
    shown = bool(phrases("ai_label", "visible").search(text_of(page))) or any(
        label.kind == "ai" and not label.look.is_hard_to_see for label in labels_of(page)
    )
    rule = "labelled" if shown else "unlabelled"
    language = "en" if page.language == "en" else "zh-CN"
    return finding(
        page,
        TEXTS,
        rule,
        "notice" if shown else "warning",
        CONFIDENCE_FILE,
        how=declared.how if declared.by is None else f"{declared.how}, {declared.by}",
        degree=TEXTS[f"degree_{declared.label}"][language],
        url=url,
    )


def _tucked_away(page: Page) -> Iterator[Finding]:
    labels = [label for label in labels_of(page) if label.kind == "ai"]
    hidden = [label for label in labels if label.look.is_hard_to_see]
    if hidden and len(hidden) == len(labels):
        quote = hidden[0].text
        yield finding(page, TEXTS, "tucked_away", "warning", CONFIDENCE_STYLE, quote=quote)
