"""What the page says about AI-made content beside what its files declare."""

from __future__ import annotations

from datetime import UTC, datetime

from mingbian.checks.ai_label import find
from mingbian.pipeline.annotations import Finding
from mingbian.pipeline.article import Article, Block
from mingbian.pipeline.capture import Capture, CapturedImage
from mingbian.pipeline.page import Knowledge, Page

MADE = b'\xff\xd8 AIGC {"Label": "1", "ContentProducer": "Example"}'
PLAIN = b"\xff\xd8 a photograph"


class NoRebuttals:
    version = "none"

    def matches(self, page: Page) -> tuple[()]:
        return ()


def _found(text: str, image: bytes, html: str | None = None) -> list[Finding]:
    images = (CapturedImage("https://example.org/a.jpg", image),)
    capture = Capture(html=html, text=None if html else text, images=images)
    article = Article(text, (Block(0, len(text), "paragraph"),))
    knowledge = Knowledge(NoRebuttals(), datetime(2026, 11, 24, tzinfo=UTC))
    return list(find(Page(capture, article, (), "none"), knowledge))


def test_a_declared_image_without_a_visible_label_is_a_warning() -> None:
    assert [each.severity for each in _found("一只会飞的猫。", MADE)] == ["warning"]


def test_a_declared_image_with_a_visible_label_is_a_notice() -> None:
    assert [each.severity for each in _found("一只会飞的猫。（AI生成）", MADE)] == ["notice"]


def test_an_undeclared_image_says_nothing() -> None:
    assert not _found("一只会飞的猫，看起来像AI画的。", PLAIN)


def test_a_hidden_label_is_brought_up_and_a_plain_one_is_not() -> None:
    hidden = "<html><body><p style='font-size:4px'>内容由AI生成</p></body></html>"
    plain = "<html><body><p>内容由AI生成</p></body></html>"
    assert len(_found("一只猫。", PLAIN, hidden)) == 1
    assert not _found("一只猫。", PLAIN, plain)


def test_naming_the_rule_is_no_label() -> None:
    html = (
        "<html><body><p>新规要求平台标明内容由AI生成，自九月起施行，违者将被处罚，"
        "各地网信部门负责监督，详情见公告全文，欢迎来电咨询。</p></body></html>"
    )
    assert not _found("新规要求标明内容由AI生成。", PLAIN, html)
