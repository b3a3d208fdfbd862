"""Phrases of the lexicons as patterns that run in linear time on any text.

A phrase is plain text with three signs of its own: `…` stands for up to eight characters of the
same clause, `(a|b|)` for one of the words between the bars, possibly none, and `?` makes the
letter before it optional.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ..lexicons import lexicon

#: What `…` stands for: bounded, so that no text makes a pattern slow.
GAP = r"[^。！？!?；;，,\n]{0,8}"

_SIGNS = re.compile(r"([…(|)?])")
_AS_PATTERN = {"…": GAP, "(": "(?:", "|": "|", ")": ")", "?": "?"}


@cache
def phrases(name: str, *lists: str) -> re.Pattern[str]:
    """One pattern for every phrase of these lists of a lexicon, the longest phrase first.

    Letters are matched in either case and only as whole words.  KeyError for an unknown list.
    """
    data = lexicon(name)
    return one_of(phrase for each in lists for phrase in data[each])


def one_of(items: Iterable[str]) -> re.Pattern[str]:
    """One pattern for any of the phrases."""
    ordered = sorted(set(items), key=len, reverse=True)
    body = "|".join(_pattern(phrase) for phrase in ordered)
    flags = re.IGNORECASE if re.search(r"[A-Za-z]", body) else 0
    return re.compile(body, flags)


def _pattern(phrase: str) -> str:
    parts = (_AS_PATTERN.get(part, re.escape(part)) for part in _SIGNS.split(phrase))
    start = r"(?<![A-Za-z])" if re.match(r"[A-Za-z]", phrase) else ""
    end = r"(?![A-Za-z])" if re.search(r"[A-Za-z][)|?]*$", phrase) else ""
    return f"{start}{''.join(parts)}{end}"


def spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Every place the pattern matches in the text."""
    return (match.span() for match in pattern.finditer(text))
