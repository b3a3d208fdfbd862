"""What of a page is looked up."""

from __future__ import annotations

from itertools import pairwise

from mingbian.pipeline.article import Article, Block
from mingbian.pipeline.sentences import split
from mingbian.rebuttals.passages import LONG, PART, parts, passages, said

BREATHLESS = (
    "早上六点我老公出门买菜，路过西门的时候看见一大群人围在桥头，走近一看才知道，"
    "昨天夜里那座三百年的石桥被大水冲垮了，桥头卖豆腐的老陈说他亲眼看着桥身往下沉，"
    "现在两边都过不去，上学的孩子只能坐渡船，大家出门千万绕路走南门，别再往桥上挤了"
)


def read(text: str) -> tuple[Article, list[str]]:
    article = Article(text, (Block(0, len(text), "paragraph"),))
    return article, [one.text for one in passages(article, said(split(article)))]


def test_a_breathless_sentence_is_also_read_in_parts() -> None:
    article, found = read(BREATHLESS)
    assert found[0] == BREATHLESS
    own = parts(split(article)[0])
    assert len(own) > 1
    assert all(len(one.text) >= PART - 1 for one in own)
    assert all(article.text[one.start : one.end] == one.text for one in own)
    assert "".join(one.text for one in own) == BREATHLESS
    assert {one.text for one in own} <= set(found)


def test_a_sentence_of_usual_length_is_read_whole() -> None:
    text = "昨天夜里那座三百年的石桥被大水冲垮了，现在两边都过不去。"
    assert len(text) < LONG
    assert read(text)[1] == [text]


def test_no_pair_joins_a_sentence_with_a_part_of_itself() -> None:
    article = Article(BREATHLESS, (Block(0, len(BREATHLESS), "paragraph"),))
    sentences = said(split(article))
    for passage in passages(article, sentences):
        spans = [(sentences[row].start, sentences[row].end) for row in passage.sentences]
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_an_english_sentence_is_read_whole() -> None:
    text = (
        "Health authorities in several countries said that there is no evidence at all that the "
        "two drugs, which were praised in many posts, shorten the illness or prevent it."
    )
    assert len(text) > LONG
    assert read(text)[1] == [text]
