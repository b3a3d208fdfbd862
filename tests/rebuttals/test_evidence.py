from __future__ import annotations

import pytest

from mingbian.pipeline.article import Article, Block
from mingbian.pipeline.sentences import split
from mingbian.pipeline.voice import voice_at
from mingbian.rebuttals.evidence import weigh
from mingbian.rebuttals.polarity import flipped, opposites
from mingbian.rebuttals.quantities import Quantity, others, quantities
from mingbian.rebuttals.words import words


def test_traditional_full_width_and_case_give_the_same_words() -> None:
    assert words("新冠疫苗ＡＢ１２") == words("新冠疫苗ab12")
    assert words("喝熱水殺病毒") == words("喝热水杀病毒")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("确诊136例", Quantity(136, "people")),
        ("奖励三万元", Quantity(30_000, "money")),
        ("二〇一九年", Quantity(2019, "year")),
        ("60度的酒", Quantity(60, "degrees")),
        ("5 million people", Quantity(5_000_000, "")),
        ("a fine of $1,000", Quantity(1000, "dollars")),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, expected: Quantity) -> None:
    assert expected in quantities(text)


def test_an_article_is_not_a_number() -> None:
    assert quantities("一个人走在路上，万一下雨") == []


def test_another_number_of_the_same_unit_speaks_against() -> None:
    assert others(quantities("新增136例"), quantities("新增700例")) == 1
    assert others(quantities("新增136例"), quantities("新增136人")) == 0
    assert others(quantities("新增136例"), quantities("花了700元")) == 0


def test_a_place_is_known_in_either_script() -> None:
    wording = "医疗队赴广州指导"
    other = {
        passage: weigh(passage, wording, 0.95, lambda _: 1.0).other_places
        for passage in ("医疗队已经赴广州指导", "醫療隊已經赴廣州指導", "医疗队已经赴武汉指导")
    }
    simplified, traditional, elsewhere = other.values()
    assert simplified == traditional == 0
    assert elsewhere == 1


def test_denial_of_the_same_words_is_seen() -> None:
    assert flipped("喝白酒能预防流感", "喝白酒并不能预防流感") > 0
    assert flipped("喝白酒能预防流感", "喝白酒可以预防流感") == 0
    assert opposites("油价明天上涨", "油价明天下跌") == 1


@pytest.mark.parametrize(
    ("claim", "cannot", "can"),
    [
        ("按一下就能打开备用电池", "按多少下都打不开", "按一下就打得开"),
        ("多晒太阳能防癌", "晒太阳防不了癌", "晒太阳能够防癌"),
        ("绿萝能吸净甲醛", "甲醛靠绿萝吸不净", "甲醛被绿萝吸净了"),
    ],
)
def test_what_cannot_be_done_is_denied(claim: str, cannot: str, can: str) -> None:
    assert flipped(claim, cannot) > 0
    assert flipped(claim, can) == 0


@pytest.mark.parametrize(
    ("claim", "nothing_found", "found"),
    [
        (
            "甲市疫情与乙县有关",
            "未发现此次甲市疫情与早前的乙县有关",
            "发现此次甲市疫情与早前的乙县有关",
        ),
        (
            "The tunnel was closed by the flood",
            "Inspectors found no part of the old eastern tunnel that was closed",
            "Inspectors found that part of the old eastern tunnel was closed",
        ),
    ],
)
def test_what_is_not_found_is_denied_to_the_end_of_the_clause(
    claim: str, nothing_found: str, found: str
) -> None:
    assert flipped(claim, nothing_found) > 0
    assert flipped(claim, found) == 0


def test_a_choice_denies_nothing() -> None:
    assert flipped("大蒜吃了好", "大蒜好不好吃") == 0


def voice(text: str, claim: str) -> str:
    article = Article(text, (Block(0, len(text), "paragraph"),))
    start = text.index(claim)
    return voice_at(split(article), start, start + len(claim))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("喝白酒能预防流感。大家快喝。", "asserted"),
        ("喝白酒能预防流感。经查，这一说法不实。", "denied"),
        ("网传喝白酒能预防流感。", "reported"),
        ("喝白酒能预防流感，是真的吗？", "asked"),
        ("喝白酒能预防流感，这可不是谣言！", "asserted"),
        ("我试过，喝白酒能预防流感，真的会好得快。", "asserted"),
        ("真有胆大的，喝白酒能预防流感，他一天喝三顿。", "asserted"),
        ("真有喝白酒能预防流感这回事吗，医生回应", "asked"),
        ("到底喝白酒能预防流感吗，看完就知道", "asked"),
        ("我爸转来一条，喝白酒能预防流感，让全家都喝。", "reported"),
        ("My neighbour claims 喝白酒能预防流感 and drinks all day.", "reported"),
        ("喝白酒能预防流感: one winter without it cannot tell you that.", "denied"),
    ],
)
def test_who_is_speaking(text: str, expected: str) -> None:
    assert voice(text, "喝白酒能预防流感") == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("。唉，你们怎么都不早说呢？", "asserted"),
        ("，早干什么去了你们这些医生？", "asserted"),
        ("。你说白酒能治流感吗？", "asked"),
        ("。大家觉得是真的吗？", "asked"),
        ("，对吗？", "asked"),
        ("，这种说法有科学依据吗？", "asked"),
        ("，还能用白酒治流感吗？", "asked"),
        ("吗？", "asked"),
    ],
)
def test_a_question_that_has_no_part_in_the_claim_does_not_ask_it(
    after: str, expected: str
) -> None:
    text = f"喝白酒能预防流感{after}"
    article = Article(text, (Block(0, len(text), "paragraph"),))
    assert voice_at(split(article), 0, len(text), lambda one: float("白酒" in one)) == expected


def test_an_english_question_is_one_clause() -> None:
    for end in (
        "really bring tumors to grown animals",
        "make tumors 13 times as likely in animals",
    ):
        text = f"Do fluoride toothpastes {end}?"
        article = Article(text, (Block(0, len(text), "paragraph"),))
        found = voice_at(split(article), 0, len(text), lambda one: float("fluoride" in one))
        assert found == "asked"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("小年轻不信邪？喝白酒能把流感挡在门外，我爷爷喝了一辈子。", "asserted"),
        ("白酒能预防流感吗？医生说多喝水、多休息。", "asked"),
        ("白酒能预防流感吗？白酒预防不了流感。", "asked"),
        ("白酒到底有什么用？听说喝白酒能预防流感。", "asked"),
        ("白酒有什么用？网传喝白酒能预防流感。", "asked"),
        ("小年轻不信邪？喝白酒能预防流感吗？", "asked"),
        ("白酒有什么用？喝白酒能预防流感。经查，这一说法不实。", "denied"),
        ("Feeling a chill? A glass of baijiu prevents the flu.", "asserted"),
    ],
)
def test_a_question_that_leads_to_the_claim_does_not_ask_it(text: str, expected: str) -> None:
    def share(one: str) -> float:
        words = ("白酒", "预防", "流感", "baijiu", "prevents", "flu")
        return sum(word in one for word in words) / 3

    article = Article(text, (Block(0, len(text), "paragraph"),))
    end = text.index("经查") if "经查" in text else len(text)
    assert voice_at(split(article), 0, end, share) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你知道喝白酒能预防流感吗？", "asserted"),
        ("谁能想到喝白酒能预防流感？", "asserted"),
        ("你知道喝白酒能不能预防流感吗？", "asked"),
        ("你知道喝白酒为什么能预防流感吗？", "asked"),
        ("你知道喝白酒能预防流感吗？其实恰恰相反。", "asked"),
        ("你知道喝白酒能预防流感这事是真的吗？", "asked"),
        ("Did you know that baijiu prevents the flu?", "asserted"),
        ("Do you know if baijiu prevents the flu?", "asked"),
        (
            "Did you know that baijiu prevents the flu? Actually it does nothing of the sort.",
            "asked",
        ),
        ("喝了白酒不打喷嚏？恭喜你，流感好了。", "asserted"),
        ("喝了白酒就不打喷嚏吗？恭喜发财。", "asked"),
        ("喝白酒怎么能预防流感？说明你没看书。", "asked"),
        ("A baijiu and no sneeze? Congrats, the flu is gone.", "asserted"),
        ("Does baijiu prevent the flu? You wish.", "asked"),
    ],
)
def test_a_question_that_takes_the_claim_or_a_case_for_granted_asserts_it(
    text: str, expected: str
) -> None:
    article = Article(text, (Block(0, len(text), "paragraph"),))
    end = min((text.index(mark) + 1 for mark in "？?" if mark in text), default=len(text))
    assert voice_at(split(article), 0, end, lambda _: 1.0) == expected
