"""Numbers with their units: 136 例, 三万元, 3月16日, 60 度, 20 %, $1,000, 5 million people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .words import normalise

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_ENGLISH_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
_ENGLISH_NUMBERS = {
    name: float(value)
    for value, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
} | {"twenty": 20.0, "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "hundred": 100.0}

#: Units that count the same thing; a claim about 136 例 is answered by 136 人.
_UNITS: dict[str, str] = {}
for _name, _members in {
    "people": "人 名 位 例 个人 口 people persons person men women children cases case deaths dead",
    "money": "元 块 块钱 人民币 圆 yuan rmb",
    "dollars": "美元 美金 刀 $ usd dollars dollar",
    "percent": "% 成 个百分点 percent pct",
    "degrees": "度 ℃ °c 摄氏度 c degrees degree",
    "years_old": "岁 周岁 years-old",
    "year": "年 years year",
    "month": "月 月份 january february march april may june july august "
    "september october november december",
    "months": "个月 months month",
    "day_of_month": "日 号",
    "days": "天 days day",
    "weeks": "周 星期 礼拜 weeks week",
    "hours": "小时 钟头 hours hour",
    "minutes": "分钟 minutes minute min",
    "seconds": "秒 秒钟 seconds second",
    "oclock": "点 时 点钟",
    "kilometres": "公里 千米 km kilometres kilometers",
    "metres": "米 m metres meters",
    "centimetres": "厘米 公分 cm",
    "jin": "斤",
    "kilograms": "公斤 千克 kg",
    "grams": "克 g grams",
    "milligrams": "毫克 mg",
    "tonnes": "吨 tonnes tons",
    "litres": "升 l litres liters",
    "millilitres": "毫升 ml",
    "times": "次 回 times",
    "fold": "倍 times-more fold",
    "storeys": "层 楼",
    "magnitude": "级",
    "animals": "只 头 条 匹",
    "things": "起 个 件 种 张 枚 份 批 粒 片 颗 根 支 瓶 杯 盒 箱 袋 套 台 部 本 篇",
    "vehicles": "辆 架 艘 列",
    "households": "户 家 所 座 栋 幢",
    "letter_g": "G",
}.items():
    _UNITS.update(dict.fromkeys(_members.split(), _name))

#: Count words so loose that one of them may stand where another does.
_LOOSE = {"things", "animals", "vehicles", "people", "households", ""}

_CHINESE_UNITS = "|".join(
    sorted((re.escape(u) for u in _UNITS if not u.isascii()), key=len, reverse=True)
)
_NUMBER = re.compile(
    r"(?P<sign>[$￥¥]\s?)?"
    r"(?:(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(?P<scale>[十百千]?[万亿]|[百千])?"
    r"|(?P<chinese>[零〇一二三四五六七八九十百千万亿两]+))"
    r"(?P<more>多|余|几|来)?\s?"
    rf"(?P<unit>{_CHINESE_UNITS}|%|℃|°c|[a-z]+)?"
)
#: 一 before a count word is mostly an article ("一个人"), not a number.
_ARTICLE = {"一"}
#: Chinese numerals without a unit are mostly idioms ("万一", "千万").
_SCALES = {"万": 1e4, "亿": 1e8, "百": 1e2, "千": 1e3, "十万": 1e5, "百万": 1e6, "千万": 1e7}
_SCALES |= {"百亿": 1e10, "千亿": 1e11, "十亿": 1e9}


@dataclass(frozen=True)
class Quantity:
    """A number and what it counts; `unit` is "" where none is named."""

    value: float
    unit: str

    def counts_like(self, other: Quantity) -> bool:
        """Whether the two may be compared: the same unit, or count words as loose as 个."""
        return self.unit == other.unit or (self.unit in _LOOSE and other.unit in _LOOSE)


def quantities(text: str) -> list[Quantity]:
    """Every number of the text with its unit, in order; dates give month and day apart."""
    return list(_quantities(normalise(text)))


def _quantities(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        unit = _UNITS.get(match["unit"] or "", "")
        if match["sign"]:
            unit = "dollars" if "$" in match["sign"] else "money"
        if match["digits"]:
            yield from _arabic(match, unit)
        elif match["unit"] and match["chinese"] not in _ARTICLE and not match["unit"].isascii():
            value = chinese_number(match["chinese"])
            if value is not None:
                yield Quantity(value, unit)
    for match in re.finditer(r"\b(" + "|".join(_ENGLISH_NUMBERS) + r")\s([a-z]+)", text):
        if match[2] in _ENGLISH_SCALES or match[2] in _UNITS:
            scale = _ENGLISH_SCALES.get(match[2], 1.0)
            yield Quantity(_ENGLISH_NUMBERS[match[1]] * scale, _UNITS.get(match[2], ""))


def _arabic(match: re.Match[str], unit: str) -> Iterator[Quantity]:
    value = float(match["digits"].replace(",", ""))
    if match["scale"]:
        value *= _SCALES.get(match["scale"], 1.0)
    if match["unit"] in _ENGLISH_SCALES:
        value *= _ENGLISH_SCALES[match["unit"]]
    yield Quantity(value, unit)


def chinese_number(numeral: str) -> float | None:
    """三万五千 → 35000; 二〇一九 → 2019; None when it is not a number."""
    if all(char in _DIGITS for char in numeral):
        return float("".join(str(_DIGITS[char]) for char in numeral))
    total, section, digit = 0.0, 0.0, 0.0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section += (digit or 1) * _TENS[char]
            digit = 0
        elif char in _MYRIADS:
            total = (total + (section + digit or 1)) * _MYRIADS[char]
            section = digit = 0
        else:
            return None
    return total + section + digit


def days(found: list[Quantity]) -> set[tuple[float, float]]:
    """The days among them that are told by month and day (6月15日)."""
    return {
        (one.value, other.value)
        for one, other in pairwise(found)
        if one.unit == "month" and other.unit == "day_of_month"
    }


def others(claim: list[Quantity], passage: list[Quantity]) -> int:
    """How many of the claim's numbers the passage has otherwise: comparable ones, none equal."""
    count = 0
    for wanted in claim:
        comparable = [found.value for found in passage if wanted.counts_like(found)]
        count += bool(comparable) and not any(_equal(wanted.value, value) for value in comparable)
    return count


def _equal(one: float, two: float) -> bool:
    return abs(one - two) <= 0.001 * max(abs(one), abs(two))
