"""Two records make the same claim only when the typing alone tells them apart."""

from __future__ import annotations

from datetime import date

import pytest

from mingbian.rebuttals.doubles import claim_key, with_reviews_of
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
