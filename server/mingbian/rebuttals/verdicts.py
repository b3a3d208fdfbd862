"""The words publishers use for a rating, and numbers on a scale, as verdicts.

The words are in index/lexicons/verdicts.json.  Nothing is guessed: a rating that is not there,
in whole, as the words before a colon, a dash or a full stop, or as several words for one verdict
("Fake / Hoax"), has no verdict.  Some publishers have a word for reports that explain and do
not judge: it has none either, whatever number stands beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Literal

from opencc import OpenCC

from ..lexicons import lexicon
from ..records import VERDICTS, Verdict

#: What a rating means: a verdict, or that there is none.
_Meaning = Verdict | Literal["no_verdict"]

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

_SAID = "消息|说法|传言|信息|内容"
_FRAME = re.compile(
    r"^(?:经?(?:查证|核查|查核|调查)后? )?"
    rf"(?:[该此本这]条?(?:{_SAID})[为是系]?|(?:[该此本这]|{_SAID}|网传|结论|结果)?[为是系])?(?=.)"
)
_HEAD_ENDS = re.compile(r"\s*(?:[:。!|()\[\]【】\n]|\.(?:\s|$)| [-–—] |——)\s*")
_BRACKETS = "()[]【】〔〕〈〉《》「」『』 \n"
_ALTERNATIVES = re.compile(r"\s*[/|&,、]\s*|\s+(?:or|and)\s+", re.I)
_MARKS = re.compile(r"[\s_\-–—/'’`\"“”‘()\[\]【】〔〕〈〉「」『』《》#*!.。:,、;…·]+")

#: Accents that are left out in capitals (Greek) or at will (Arabic).
_OPTIONAL_ACCENTS = re.compile(r"(?<=[\u0370-\u03ff])\u0301|[\u064b-\u0652]")

#: Characters of a rating that are looked at: the longest known one has under 50, and page-long
#: ratings would take the patterns long.
LONGEST = 500

#: Signs that stand for "wrong": one of them beside a word for `true` is no verdict.
_CROSSES = frozenset("❌❎✖✗✘⛔🚫×")

#: Kinds of characters that are signs, beside those that Unicode counts as mathematical ones, and
#: kinds that nobody sees; joiners are part of how Persian and Indic words are written.
_SIGNS, _MORE_SIGNS, _UNSEEN, _JOINERS = ("So", "Sk"), "×√", ("Cf", "Cc"), "\u200c\u200d"


def verdict_of_words(words: str, language: str | None = None) -> Verdict | None:
    """The verdict that a publisher's rating means; None when it is not a known one.

    Capitals, punctuation, signs, brackets, "Verdict:" and traditional script make no difference;
    of a rating that is followed by an explanation ("FALSE: the picture is from 2015") the head
    counts.  `language` is a tag, for words that mean one thing in Chinese and another in Japanese.
    """
    found = _meaning(words, language)
    if found == "no_verdict" or (found == "true" and not _CROSSES.isdisjoint(words)):
        return None
    return found


def only_explains(words: str) -> bool:
    """Whether a publisher's rating is known to say that the claim is not judged (事實釐清)."""
    return _meaning(words, None) == "no_verdict"


def _meaning(words: str, language: str | None) -> _Meaning | None:
    table = _table(japanese=bool(language) and str(language).split("-")[0] == "ja")
    text = _plain(words[:LONGEST])
    return _read(text, table) or _read(_prefix().sub("", text), table)


def _read(text: str, table: Mapping[str, _Meaning]) -> _Meaning | None:
    """The meaning of the whole, of all its alternatives, or of what stands before the rest."""
    found = _known(text, table)
    if found:
        return found
    parts = [_known(part, table) for part in _ALTERNATIVES.split(text)]
    if len(parts) > 1 and all(parts):
        return parts[0] if len(set(parts)) == 1 else None
    return _known(_HEAD_ENDS.split(text.strip(_BRACKETS), maxsplit=1)[0], table)


def _known(text: str, table: Mapping[str, _Meaning]) -> _Meaning | None:
    key = _key(text)
    return table.get(key) or table.get(_FRAME.sub("", key))


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
    words: str | None,
    value: object = None,
    worst: object = None,
    best: object = None,
    language: str | None = None,
) -> Verdict | None:
    """The verdict of a rating: its words when they are known, otherwise its number.

    None whatever the number when the words say that the claim is not judged.
    """
    if words and only_explains(words):
        return None
    by_words = verdict_of_words(words, language) if words else None
    return by_words or verdict_of_number(value, worst, best)


def label_of(verdict: Verdict, language: str) -> str:
    """The word for a verdict, in Chinese for zh-*, otherwise in English."""
    return _LABELS["zh" if language.startswith("zh") else "en"][verdict]


def rating_value_of(verdict: Verdict) -> int | None:
    """The verdict on schema.org's scale of 1 to 5; None where it is no degree of truth."""
    return _RATING_VALUES.get(verdict)


@cache
def _table(*, japanese: bool = False) -> dict[str, _Meaning]:
    """The meaning of every word as `_key` writes it; our own names are words, too."""
    words = lexicon("verdicts")
    table: dict[str, _Meaning] = {}
    for verdict in VERDICTS:
        for word in (verdict, *words[verdict]):
            table.setdefault(_key(_plain(word)), verdict)
    for word in words["no_verdict"]:
        table.setdefault(_key(_plain(word)), "no_verdict")
    if japanese:
        for verdict, others in words["japanese"].items():
            table |= dict.fromkeys((_key(_plain(word)) for word in others), verdict)
    return table


@cache
def _prefix() -> re.Pattern[str]:
    """What may stand before a rating, once or twice: "Fact check: Verdict: ", "结论 ："."""
    words = sorted(map(_plain, lexicon("verdicts")["prefixes"]), key=len, reverse=True)
    names = "|".join(re.escape(word) for word in words)
    ends = r"(?:\s*[\]】):=–—-]+\s*|\s+)"
    return re.compile(rf"^[\W_]*(?:(?:{names}){ends}){{1,2}}", re.I)


def _plain(words: str) -> str:
    """In one width and one Chinese script, without emoji and other signs."""
    text = unicodedata.normalize("NFKC", "".join(map(_shown, words))).strip(f"{_JOINERS} \n")
    if re.search(r"[\u4e00-\u9fff]", text) and not re.search(r"[\u3040-\u30ff]", text):
        text = str(_simplifier().convert(text))
    return text


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in _SIGNS or char in _MORE_SIGNS:
        return " "
    unseen = kind in _UNSEEN and char not in _JOINERS and not char.isspace()
    return "" if unseen or char == "\ufe0f" else char


def _key(text: str) -> str:
    """A plain text as the table has it: no capitals, marks or accents that may be left out."""
    folded = unicodedata.normalize("NFD", text.casefold())
    bare = unicodedata.normalize("NFC", _OPTIONAL_ACCENTS.sub("", folded))
    return _MARKS.sub(" ", bare).strip()


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
