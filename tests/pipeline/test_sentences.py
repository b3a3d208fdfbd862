"""Sentences: where they end, and what holds for any text at all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mingbian.pipeline.article import Article, Block
from mingbian.pipeline.capture import Capture
from mingbian.pipeline.extract import extract
from mingbian.pipeline.sentences import MAX_SENTENCE, spans, split


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["今天下雨。", "明天呢？", "后天再说！"],
        ["他站了很久，一句话也没有说出口……", "后来车来了。"],
        ["他……没有来。"],
        ["这次停水的原因是水管已经老化；", "修好要等到明天早上。"],
        ["《你好，世界！》明天上映。"],
        ["他大喊“救命！”然后跑了。"],
        ["他说：“水已经停了三天。", "没有人来修。", "我们等着。”", "记者看到，管道确实漏了。"],
        ["“真的吗？”，他问。"],
        ["通知（共两页。请看背面。）已经贴出。"],
        ["这件事到底是真的吗？！", "没有人知道。。。"],
        ["气温升到36.5度，比去年高0.8度。", "明天还要热。"],
        ["1. 先关总阀。", "2. 再拆龙头。"],
        ["「門票不漲價。」", "發言人說。"],
        ["详见https://example.test/a?b=1!c。"],
    ],
)
def test_chinese(expected: list[str]) -> None:
    assert sentences("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Lee paid $3.5 million.", "Dr. Roe did not."],
        ["J. K. Hill wrote it on Jan. 3.", "It sold well."],
        [
            "He moved to the U.S. in 1990.",
            "She stayed in the U.S.",
            "They met again at 5 p.m. Monday.",
        ],
        ["“It is true.", "I saw it,” he said.", "Nobody answered."],
        ["See www.example.test/a.html for more.", "Write to a.b@example.test today."],
        ["Costs rose, i.e. doubled, vs. last year.", "Why?", "No one knows..."],
        ["The rule is old; it dates from 1920."],
    ],
)
def test_english(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


def test_a_post_on_weibo() -> None:
    post = "#今天降温了吗？#【气象台提醒：明早有霜】请盖好菜地！@镇政府 已通知各村😂😂"
    assert sentences(post) == [
        "#今天降温了吗？#",
        "【气象台提醒：明早有霜】",
        "请盖好菜地！",
        "@镇政府 已通知各村😂😂",
    ]


def test_brackets_within_a_sentence_are_no_title() -> None:
    assert sentences("昨晚的【本地新闻联播】播了这件事。") == ["昨晚的【本地新闻联播】播了这件事。"]


def test_marks_alone_stay_with_their_neighbour() -> None:
    assert sentences("好！😂 真的？！ ！") == ["好！", "😂 真的？！ ！"]


def test_a_run_without_marks_is_cut_at_a_comma() -> None:
    clause = "这一段话很长，一直没有句号，"
    parts = sentences(clause * 60)
    assert len(parts) > 1
    assert all(part.endswith("，") for part in parts)
    assert max(map(len, parts)) <= MAX_SENTENCE


def test_offsets_count_code_points_of_the_article() -> None:
    article = extract(Capture(text="👍🏽第一句。第二句！\n\n  Third one.  Fourth?"))
    found = split(article)
    assert [s.text for s in found] == ["👍🏽第一句。", "第二句！", "Third one.", "Fourth?"]
    assert all(article.text[s.start : s.end] == s.text for s in found)
    assert [s.block for s in found] == [0, 0, 1, 1]


MARKS = st.sampled_from(
    [*"。！？!?….，,；;：“”「」『』（）()《》【】#@\n \t甲乙丙aBc1.", "http://a.b/"]
)
TEXTS = st.one_of(st.text(), st.lists(MARKS).map("".join))


@given(TEXTS)
@example("." * 1000)
@example("“" * 1000)
@example("\u3000。\u3000")
def test_every_character_is_in_exactly_one_sentence(text: str) -> None:
    found = list(spans(text))
    covered = "".join(text[start:end] for start, end in found)
    assert "".join(covered.split()) == "".join(text.split())
    for start, end in found:
        assert 0 <= start < end <= len(text)
        assert end - start <= MAX_SENTENCE
        assert text[start:end] == text[start:end].strip()
    assert all(one[1] <= two[0] for one, two in pairwise(found))


@given(st.lists(TEXTS.filter(lambda text: bool(text.strip())), max_size=4))
def test_no_sentence_crosses_a_block(pieces: list[str]) -> None:
    blocks, start = [], 0
    for piece in pieces:
        blocks.append(Block(start, start + len(piece), "paragraph"))
        start += len(piece) + 1
    article = Article(text="\n".join(pieces), blocks=tuple(blocks))
    for sentence in split(article):
        block = article.blocks[sentence.block]
        assert block.start <= sentence.start < sentence.end <= block.end
        assert article.text[sentence.start : sentence.end] == sentence.text
