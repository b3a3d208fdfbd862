"""The words publishers use for a rating, and numbers on a scale, as verdicts.

The words are in index/lexicons/verdicts.json.  Nothing is guessed: a rating that is not there,
in whole or as the words before a colon, a dash or a full stop, has no verdict.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from opencc import OpenCC

from ..lexicons import lexicon
from ..records import VERDICTS, Verdict

#: What a publisher is quoted with when we write a verdict out (ClaimReview's alternateName).
_LABELS: Mapping[str, Mapping[Verdict, str]] = {
    "zh": {
        "false": "谣言",
        "misleading": "误导",
        "out_of_context": "断章取义",
        "outdated": "旧闻",
        "unproven": "尚无定论",
        "satire": "讽刺",
        "true": "属实",
    },
    "en": {
        "false": "False",
        "misleading": "Misleading",
        "out_of_context": "Out of context",
        "outdated": "Outdated",
        "unproven": "Unproven",
        "satire": "Satire",
        "true": "True",
    },
}

#: On schema.org's usual scale, 1 (false) to 5 (true).  Verdicts that are not degrees of truth
#: have no number.
_RATING_VALUES: Mapping[Verdict, int] = {"false": 1, "misleading": 2, "true": 5}

#: Where a number on a scale from 0 (false) to 1 (true) begins to mean `true`: the fourth of five
#: steps, "mostly true".  Only the lowest step means `false`.
_TRUE_FROM = 0.75

_FRAME = re.compile(r"^(?:[该此本这])?(?:消息|说法|传言|信息|内容|网传)?(?:[为是系])(?=.)")
_HEAD_ENDS = re.compile(r"\s*(?:[:：。!！|(（\[【\n]|\.(?:\s|$)| [-–—] |——)\s*")
_MARKS = re.compile(r"[\s_\-–—/'’`\"“”‘「」『』《》#*!！.。:：,，;；?？…·]+")


def verdict_of_words(words: str) -> Verdict | None:
    """The verdict that a publisher's rating means; None when it is not a known one.

    Capitals, punctuation, underscores and traditional script make no difference; of a rating
    that is followed by an explanation ("FALSE: the picture is from 2015") the head counts.
    """
    whole = _normalised(words)
    found = _table().get(whole) or _table().get(_FRAME.sub("", whole))
    if found:
        return found
    head = _normalised(_HEAD_ENDS.split(words.strip(), maxsplit=1)[0])
    return _table().get(head) or _table().get(_FRAME.sub("", head))


def verdict_of_number(value: object, worst: object, best: object) -> Verdict | None:
    """The verdict of a ratingValue; None without a scale, or for a number outside it.

    `worst` defaults to 1, as schema.org says; a missing `best` is not guessed.
    """
    number, high = _number(value), _number(best)
    low = 1.0 if worst in (None, "") else _number(worst)
    if number is None or high is None or low is None or not low <= number <= high or low == high:
        return None
    share = (number - low) / (high - low)
    if share == 0:
        return "false"
    return "true" if share >= _TRUE_FROM else "misleading"


def verdict_of_rating(
    words: str | None, value: object = None, worst: object = None, best: object = None
) -> Verdict | None:
    """The verdict of a rating: its words when they are known, otherwise its number."""
    return (verdict_of_words(words) if words else None) or verdict_of_number(value, worst, best)


def label_of(verdict: Verdict, language: str) -> str:
    """The word for a verdict, in Chinese for zh-*, otherwise in English."""
    return _LABELS["zh" if language.startswith("zh") else "en"][verdict]


def rating_value_of(verdict: Verdict) -> int | None:
    """The verdict on schema.org's scale of 1 to 5; None where it is no degree of truth."""
    return _RATING_VALUES.get(verdict)


@cache
def _table() -> dict[str, Verdict]:
    words = lexicon("verdicts")
    table: dict[str, Verdict] = {}
    for verdict in VERDICTS:
        for word in (verdict, *words[verdict]):  # our own names, too
            table.setdefault(_normalised(word), verdict)
    return table


def _normalised(words: str) -> str:
    text = unicodedata.normalize("NFKC", words).casefold()
    if re.search(r"[\u4e00-\u9fff]", text) and not re.search(r"[\u3040-\u30ff]", text):
        text = str(_simplifier().convert(text))
    return _MARKS.sub(" ", text).strip()


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def _number(value: object) -> float | None:
    """A finite number, also from text such as "1" or "4,5"; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
