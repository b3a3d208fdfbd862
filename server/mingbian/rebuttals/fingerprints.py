"""The index as hashed words, small enough to be carried by a reader's browser.

With it a browser finds out on its own which pages *may* repeat a record, and sends no others.
`extension/background/words.js` and `look.js` are the other side: both must fold and hash alike,
and a test compares them.

What stands for a wording are its rarest words.  Words of a passage that only this wording has
weigh most; a passage may repeat the wording when it holds enough of its weight, and enough weight
at all.  Chinese words are cut on this side alone, by a dictionary; the browser looks for every
stretch of two to four characters.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import chain, groupby

import rjieba
from opencc import OpenCC

from ..records import Record

#: The layout described in `Fingerprints`; another number when it changes.
FORMAT = 1

#: Words kept of one wording.  With 8 instead of 12 the set is a tenth smaller, and every
#: twentieth English page more is sent for nothing.
MOST_WORDS = 12

#: Chinese characters of the longest word; longer ones are kept as their two ends.
LONGEST = 4

#: A match holds this share of the wording's weight …  (`scripts/bench fingerprints`: at 0.5 a
#: quarter of the reworded claims that 0.4 finds are missed.)
LEAST_SHARE = 0.4
#: … and at least the weight of so many words that no other wording has, so three words.  That
#: weight grows with the index, as does what can be alike by chance.
LEAST_WORDS = 2.4
#: A wording that says less than that must be there whole, and say this share of it.
SHORT_SHARE = 0.7

#: The first and last characters of the Chinese script and of the compatibility forms.
CHINESE = "㐀-鿿豈-﫿"
_RUNS = re.compile(rf"\d+(?:[.,]\d+)*%?|[{CHINESE}]+|[^\W\d_{CHINESE}]+")

_ENDINGS = ("ing", "ed", "es", "s")
_STEM = 4  # letters that must remain of a word whose ending is cut

#: English words that say nothing of a claim.  In an index that is mostly Chinese they look rare.
_EMPTY = """
a about after all also am an and any are as at be because been but by can could did do does for
from had has have he her his how i if in into is it its just like may me more my new no not of on
one only or other our out over s she should so some such t than that the their them then there
these they this those to up us very was we were what when where which who why will with would you
your
"""


@dataclass(frozen=True)
class Fingerprints:
    """Words by number, the commonest first, and for each wording the numbers of its words.

    `hashes` holds 24 bits a word, big-endian.  `counts` says how many wordings have a word:
    pairs of that number and of how many words it holds for, in the order of `hashes`.  `sets`
    holds for each wording how many words it has and the steps between their numbers, ascending,
    as LEB128 numbers.
    """

    wordings: int
    hashes: bytes
    counts: tuple[tuple[int, int], ...]
    sets: bytes
    least_weight: float

    @property
    def least_short_weight(self) -> float:
        """The weight of the shortest wording that can be found."""
        return self.least_weight * SHORT_SHARE


def fingerprints(records: Iterable[Record], today: date) -> Fingerprints:
    """The fingerprints of every wording that can make a mark.

    Left out are records that are true or past their `expires`, and wordings that say too little
    to be found (see SHORT_SHARE).
    """
    wanted = (record for record in records if _can_mark(record, today))
    words = [_words(wording) for record in wanted for wording in record.wordings]
    having = Counter(chain.from_iterable(words))
    number = {word: i for i, word in enumerate(sorted(having, key=lambda w: (-having[w], w)))}
    least = least_weight(len(words))
    sets = [_rarest(of_one, having, len(words), least * SHORT_SHARE) for of_one in words]
    return Fingerprints(
        wordings=len(words),
        hashes=b"".join(word.to_bytes(3) for word in number),
        counts=tuple((n, len(list(run))) for n, run in groupby(having[word] for word in number)),
        sets=b"".join(_packed([number[word] for word in one]) for one in sets if one),
        least_weight=round(least, 3),
    )


def weight(wordings: int, having: int) -> float:
    """How rare a word is that so many of all wordings have."""
    return math.log(1 + (wordings - having + 0.5) / (having + 0.5))


def least_weight(wordings: int) -> float:
    """What a match must weigh in an index of so many wordings."""
    return LEAST_WORDS * weight(wordings, 1)


@cache
def fold_map() -> tuple[str, str]:
    """Traditional characters, and beside each the simplified one it is compared as."""
    to_simplified = OpenCC("t2s").convert
    characters = [chr(code) for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))]
    pairs = [(one, other) for one in characters if (other := to_simplified(one)) != one]
    kept = [(one, other) for one, other in pairs if len(other) == 1 and ord(other) < 0x10000]
    return "".join(one for one, _ in kept), "".join(other for _, other in kept)


def fold(text: str) -> str:
    """NFKC, lower case, each character by itself as `fold_map` has it."""
    return unicodedata.normalize("NFKC", text).lower().translate(_table())


@cache
def _table() -> dict[int, int]:
    return str.maketrans(*fold_map())


@lru_cache(maxsize=200_000)
def word_hash(word: str) -> int:
    """24 bits: FNV-1a over UTF-16 units, its upper byte folded in."""
    value = 0x811C9DC5
    data = word.encode("utf-16-le", "surrogatepass")
    for low, high in zip(data[::2], data[1::2], strict=True):
        value = ((value ^ (high << 8 | low)) * 0x01000193) & 0xFFFFFFFF
    return (value >> 24) ^ (value & 0xFFFFFF)


@cache
def _empty() -> frozenset[str]:
    return frozenset(_EMPTY.split())


def _can_mark(record: Record, today: date) -> bool:
    return record.verdict != "true" and not (record.expires and record.expires < today)


def _words(wording: str) -> set[int]:
    runs = _RUNS.findall(fold(wording))
    return {word_hash(word) for run in runs for word in _of_run(run)}


def _of_run(run: str) -> Iterator[str]:
    if re.match(rf"[{CHINESE}]", run):
        for word in rjieba.cut(run):
            if len(word) > LONGEST:
                yield word[:LONGEST]
            if len(word) > 1:
                yield word[-LONGEST:]
    elif run not in _empty():
        yield _stem(run)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


def _rarest(words: set[int], having: Counter[int], wordings: int, least: float) -> list[int]:
    """The words that stand for a wording; none where they say too little."""
    kept = sorted(words, key=lambda word: (having[word], word))[:MOST_WORDS]
    enough = sum(weight(wordings, having[word]) for word in kept) >= least
    return kept if enough else []


def _packed(numbers: Sequence[int]) -> bytes:
    packed = bytearray(_leb128(len(numbers)))
    before = 0
    for number in sorted(numbers):
        packed += _leb128(number - before)
        before = number
    return bytes(packed)


def _leb128(number: int) -> bytes:
    packed = bytearray()
    while number > 0x7F:
        packed.append(number & 0x7F | 0x80)
        number >>= 7
    packed.append(number)
    return bytes(packed)
