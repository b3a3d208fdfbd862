"""Words of a text for full-text search and for evidence: the same for every script and width.

Traditional and simplified characters, full-width and half-width forms, upper and lower case
give the same words.  Chinese is cut into pairs of characters: no dictionary decides what is
found, and a rare name is as findable as a common word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

#: A number with its separators; a run of letters of one script; a run of Chinese or Japanese.
_RUNS = re.compile(
    r"\d+(?:[.,]\d+)*%?"
    r"|[㐀-鿿豈-﫿぀-ヿ]+"
    r"|[^\W\d_㐀-鿿豈-﫿぀-ヿ]+"
)
#: A web address, whole or as people shorten it.
_ADDRESS = re.compile(
    r"https?://[^\s一-鿿]+|\b(?:pic\.twitter\.com|t\.co|t\.cn|bit\.ly|youtu\.be)/[\w-]+", re.ASCII
)
#: A hashtag or the name of an account, and where the words in it begin.
_TAG = re.compile(r"[#@＃＠](\w+)[#＃]?")
_WITHIN = re.compile(r"(?<=[a-z])(?=[A-Z\d])|(?<=[A-Z])(?=[A-Z][a-z])|_")
_ENDINGS = ("ing", "ed", "es", "s")
_STEM = 4  # letters that must remain of a word whose ending is cut


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """NFKC, simplified characters, lower case.  The length may change."""
    return str(_to_simplified().convert(unicodedata.normalize("NFKC", text))).lower()


def plain(text: str) -> str:
    """A post as it would be said: without web addresses, and with tags told as words.

    "#ItsAWonderfulLife" holds the name of a film that no search by words or vectors finds in it.
    """
    told = _TAG.sub(lambda tag: f"{_WITHIN.sub(' ', tag[1])} ", _ADDRESS.sub(" ", text))
    return " ".join(told.split()) or text


def words(text: str) -> list[str]:
    """The text's words in order: numbers, stemmed words, Chinese characters and pairs of them."""
    found: list[str] = []
    for match in _RUNS.finditer(normalise(text)):
        run = match.group()
        if is_chinese(run[0]):
            found.extend(run)
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.append(run if run[0].isdigit() else _stem(run))
    return found


def is_chinese(character: str) -> bool:
    """Whether words are not separated by spaces around this character."""
    return "㐀" <= character <= "鿿" or "豈" <= character <= "﫿" or "぀" <= character <= "ヿ"


def has_chinese(text: str) -> bool:
    """Whether any of the text is Chinese or Japanese."""
    return any(map(is_chinese, text))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
