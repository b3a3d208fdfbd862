"""Figures of people harmed, and whether a sentence takes them from an unnamed insider."""

from __future__ import annotations

import re
from functools import cache

from ._phrases import phrases
from ._reading import is_chinese
from ._traces import names_source

_NUMBER = r"(?:\d[\d,，.]{0,9}|[一二三四五六七八九十百千万两几数好上]{1,6})[多余来]?[万千百]?"
_PEOPLE = r"(?:多|余)?(?:人|名|个|例|位|具|口|条人命|条命)"
_NEAR = r"[^。！？!?；;\n]{0,10}?"


@cache
def _figure() -> re.Pattern[str]:
    harm = phrases("insider_figures", "harm").pattern
    return re.compile(
        rf"(?:{harm})了?{_NEAR}{_NUMBER}{_PEOPLE}|{_NUMBER}{_PEOPLE}{_NEAR}(?:{harm})"
    )


@cache
def _figure_en() -> re.Pattern[str]:
    harm = phrases("insider_figures", "harm_en").pattern
    number = (
        r"(?:\b\d[\d,.]{0,9}\b|\b(?:dozens|hundreds|thousands|twenty|thirty|forty|fifty|sixty)\b)"
    )
    near = r"[^.;!?\n]{0,40}?"
    return re.compile(rf"{number}{near}(?:{harm})|(?:{harm}){near}{number}", re.IGNORECASE)


def insiders(sentence: str) -> re.Match[str] | None:
    """The insider that a figure of people harmed rests on; None when somebody answers for it."""
    chinese = is_chinese(sentence)
    figure = (_figure() if chinese else _figure_en()).search(sentence)
    if figure is None:
        return None
    listed = "insiders" if chinese else "insiders_en"
    match = phrases("insider_figures", listed).search(sentence)
    return match if match and not names_source(sentence) else None


def rests_on_insiders(sentence: str) -> bool:
    """Whether the sentence takes a figure of people harmed from an unnamed insider."""
    return insiders(sentence) is not None
