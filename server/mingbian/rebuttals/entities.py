"""Places, persons and organisations that a text names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import rjieba

from .words import normalise

#: Part-of-speech marks of the dictionary: place, person, organisation, other proper name.
_KINDS = {"ns": "place", "nr": "person", "nrt": "person", "nt": "organisation", "nz": "name"}
_CAPITALISED = re.compile(r"(?<![.!?“\"]\s)(?<!^)\b[A-Z][a-z]+(?:\s[A-Z][a-z]+)*\b|\b[A-Z]{2,}\b")
#: Words the dictionary takes for names although they name nobody.
_NOT_NAMES = {
    "小时",
    "大白",
    "小学",
    "阳性",
    "老人",
    "小孩",
    "大家",
    "明白",
    "全国",
    "国内",
    "地区",
}


@dataclass(frozen=True)
class Entities:
    """Names by kind; a Chinese place is kept without its 省, 市, 县 or 区."""

    places: frozenset[str]
    persons: frozenset[str]
    others: frozenset[str]


@cache
def _tagger() -> rjieba.Jieba:
    return rjieba.Jieba()


@lru_cache(maxsize=8192)
def entities(text: str) -> Entities:
    """The names in a text: Chinese ones by dictionary and shape, others by their capitals."""
    found: dict[str, set[str]] = {"place": set(), "person": set(), "other": set()}
    for word, mark in _tagger().tag(normalise(text)):
        kind = _KINDS.get(mark)
        if kind and len(word) >= 2 and word not in _NOT_NAMES:
            group = kind if kind in found else "other"
            found[group].add(_bare(word) if kind == "place" else word)
    names = {match.lower() for match in _CAPITALISED.findall(text)}
    return Entities(
        frozenset(found["place"]), frozenset(found["person"]), frozenset(found["other"] | names)
    )


def _bare(place: str) -> str:
    return place[:-1] if len(place) > 2 and place[-1] in "省市县区州国" else place
