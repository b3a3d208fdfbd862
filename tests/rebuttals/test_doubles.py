"""Two records make the same claim only when the typing alone tells them apart."""

from __future__ import annotations

from datetime import date

import pytest

from mingbian.rebuttals.doubles import claim_key, same_words, with_reviews_of
from mingbian.records import Review


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("喝热水能治感冒", "喝熱水能治感冒。"),
        ("喝热水能治感冒", "“喝热水，能治感冒”！"),
        ("5G 信号会传播病毒", "５Ｇ信号会传播病毒"),
        ("The Earth is flat", "the earth  is flat."),
        ("网传 iPhone 会爆炸", "网传iphone会爆炸？"),
    ],
)
def test_typing_makes_no_difference(one, other):
    assert claim_key(one) == claim_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("新增 3.5 万例", "新增 35 万例"),
        ("气温 -5 度", "气温 5 度"),
        ("降价 50%", "降价 50"),
        ("新增 1 0 例", "新增 10 例"),
        ("确诊136例", "确诊700例"),
        ("喝热水能治感冒", "喝热水不能治感冒"),
        ("therapist", "the rapist"),
        ("比例是 1:10", "比例是 110"),
    ],
)
def test_another_number_or_word_is_another_claim(one, other):
    assert claim_key(one) != claim_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("喝热水能治感冒", "喝熱水就能治感冒！"),
        ("西安一家医院七名护士因为加班猝死", "因为加班，西安某医院里7名护士猝死"),
        ("轮胎充氮气能省油百分之三十", "轮胎充氮气可以省油30％"),
        ("从明天起，地铁一律停运", "地铁从明天起一律停运"),
        ("The bridge in Bristol collapsed on Friday", "On Friday, a bridge in Bristol collapses"),
        ("Fish were found in Leeds", "Fish are found in Leeds"),
    ],
)
def test_order_and_particles_make_no_difference_to_the_words(one, other):
    assert same_words(one, other)
    assert same_words(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("京港高速车祸造成12人死亡", "京港高速车祸造成36人死亡"),
        ("养老金上调两百元", "养老金上调三百元"),
        ("养老金上调百分之五", "养老金上调百分之十五"),
        ("成都一商场坍塌", "长沙一商场坍塌"),
        ("周三起全市停课", "周五起全市停课"),
        ("今天全市停课", "昨天全市停课"),
        ("刘德华晕倒送医", "张学友晕倒送医"),
        ("吃香蕉会引起痛风", "吃菠萝会引起痛风"),
        ("孕妇能打疫苗", "孕妇不能打疫苗"),
        ("全市下周要停课", "全市下周停课"),
        ("地铁将全线停运", "地铁全线停运"),
        ("护士都辞职了", "护士辞职了"),
        ("孕妇能不能打疫苗", "孕妇不能打疫苗"),
        ("老师打学生", "学生打老师"),
        ("狗咬人", "狗被人咬"),
        ("狗把人咬了", "人咬狗了"),
        ("狗让人咬了", "狗咬人了"),
        ("猫比狗聪明", "狗比猫聪明"),
        ("凶手是警察", "警察是凶手"),
        ("总统的司机死了", "司机的总统死了"),
        ("学校在医院旁边", "医院在学校旁边"),
        ("二十一名学生落水", "二十学生落水"),
        ("损失1234567元", "损失1234568元"),
        ("损失一百二十三万四千五百六十七元", "损失一百二十三万四千五百六十八元"),
        ("Police arrested in Leeds", "Police were arrested in Leeds"),
        ("车祸3死12伤", "车祸12死3伤"),
        ("Russia attacked Ukraine", "Ukraine attacked Russia"),
        ("Only garlic cures flu", "Garlic cures only flu"),
        ("The vaccine is safe", "The vaccine is not safe"),
        ("Two people died in Leeds", "Three people died in Leeds"),
        ("Cut the tree with care", "Cut the tree without care"),
        ("喝热水能治感冒", "喝热水能治好感冒并且预防癌症"),
        ("的", "了"),
    ],
)
def test_another_word_or_another_part_for_it_is_another_claim(one, other):
    assert not same_words(one, other)
    assert not same_words(other, one)


def test_a_double_becomes_a_further_review_once(make_record):
    newcomer = make_record(
        "other",
        reviews=(Review("某报", "media", "https://paper.example/1", "题", date(2024, 4, 1)),),
    )
    joined = with_reviews_of(make_record(), newcomer)
    assert joined.reviews == (*make_record().reviews, *newcomer.reviews)
    assert (joined.id, joined.claim) == ("hot-water", make_record().claim)
    assert with_reviews_of(joined, newcomer) == joined


def test_reviews_without_an_address_are_told_apart_by_publisher_and_day(make_record):
    first = Review("某报", "media", date=date(2024, 4, 1))
    second = Review("某报", "media", date=date(2024, 4, 2))
    record = make_record(reviews=(first,))
    assert with_reviews_of(record, make_record(reviews=(first, second))).reviews == (first, second)


def test_a_record_takes_no_more_than_twenty_reviews(make_record):
    many = tuple(Review(f"第{n}家", "media", f"https://a.example/{n}") for n in range(30))
    assert len(with_reviews_of(make_record(), make_record(reviews=many)).reviews) == 20
