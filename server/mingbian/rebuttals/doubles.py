"""Do two records make the same claim?  The rule that needs no search.

Claims are the same when nothing but the way they are typed tells them apart: width, case,
traditional or simplified script, spaces, quotation and sentence marks.  What can change a
number stays ("3.5" is not "35", "-5" is not "5", "50%" is not "50").

They surely are, too, when the same words stand in them and at most one group of words in another
place (`same_words`).  A word that is another one, a number, a name, a day, a "not", is another
claim; so is "the pupil hit the teacher" beside "the teacher hit the pupil".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache
from hashlib import sha256

from opencc import OpenCC

from ..records import Record, Review
from .quantities import chinese_number

#: Bytes of the digest of a claim.  16 make two of a million claims meet by chance with a
#: probability below 1e-26.
KEY_BYTES = 16

#: As many as index/schema allows in one record.
MAX_REVIEWS = 20

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_AROUND_HAN = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff]) | (?=[\u3040-\u30ff\u3400-\u9fff])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,:/\-](?=\d)")
_SIGN = re.compile(r"(?<![\w.,:/\-])-(?=\d)")
_OF_NUMBERS = "%‰"

#: What adds nothing to a Chinese claim.  被, 吗, 都, 能, 会, 要 and 将 do: a plan is no deed.
_PARTICLES = re.compile(r"[一某][个家位名种]|某|[了就里也着]")
#: What adds nothing as long as nothing moves: 狗把人咬 is not 人咬狗, nor 甲是乙 always 乙是甲.
_LINKS = re.compile(r"[是有](?![不没])|[的把使在得]")
#: What adds nothing to an English one.  "all", "by", "from", "not" and "will" do, and so does
#: "was": the police arrest somebody, or were arrested.
_FILLERS = frozenset(("a", "an", "the", "that", "very", "just", "also"))
_FORMS = dict.fromkeys(("is", "are", "was", "were", "been", "being"), "be") | {"has": "have"}
#: Words that say something else of what they stand before: nothing moves past them.
_BOUND = frozenset(
    "不 没 无 未 非 别 勿 只 仅 除 not no never none nobody cannot only without except t "  # noqa: SIM905
    "nicht kein nie ne pas non jamais nunca sin ohne sans".split()
)
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|e|s)$")
_PERCENT = re.compile(r"百分之([零〇一二三四五六七八九十百千万两]+|\d+(?:\.\d+)?)")
_NUMERAL = re.compile(r"[零〇一二三四五六七八九十百千万亿两]+")
_TOKEN = re.compile(r"\d+(?:[.,:/\-]\d+)*[%‰]?|[a-z]+|[^\W\d_]|[^\w\s]")


def claim_key(claim: str) -> str:
    """A digest that two claims share exactly when they are the same but for the typing."""
    return sha256(normalised_claim(claim).encode("utf-8", "replace")).hexdigest()[: 2 * KEY_BYTES]


def normalised_claim(claim: str) -> str:
    """The claim as it is compared: NFKC, simplified, lower case, without punctuation."""
    text = unicodedata.normalize("NFKC", claim).casefold()
    text = simplified(text)
    kept = {match.start() for rule in (_BETWEEN_DIGITS, _SIGN) for match in rule.finditer(text)}
    plain = "".join(
        char if position in kept or not _is_punctuation(char) else " "
        for position, char in enumerate(text)
    )
    return _AROUND_HAN.sub("", " ".join(plain.split()))


def same_words(one: str, other: str) -> bool:
    """Whether two claims hold the same words, at most one group of them in another place.

    Particles, endings of English words and the writing of numerals (七名, 7名) do not count.
    False where either holds nothing else.
    """
    ours, theirs = (_LINKS.sub("", _written(claim)) for claim in (one, other))
    if _content(ours) == _content(theirs):
        return bool(_content(ours))
    return _is_moved(_content(_written(one)), _content(_written(other)))


def _written(claim: str) -> str:
    """A claim with its numerals in digits and without particles."""
    text = _PERCENT.sub(lambda found: f"{_in_digits(found[1])}%", normalised_claim(claim))
    text = text.replace("可以", "能")
    return _PARTICLES.sub("", _NUMERAL.sub(lambda found: _in_digits(found[0]), text))


def _content(text: str) -> list[str]:
    """The words of a text that say something, in order; Chinese ones by character."""
    words = (_FORMS.get(token, token) for token in _TOKEN.findall(text) if token not in _FILLERS)
    return [_ENDING.sub("", word) for word in words]


def _in_digits(numeral: str) -> str:
    """A numeral in digits; 一 and what counts nothing by itself (万) as they are."""
    value = None if numeral in ("一", *"百千万亿") else chinese_number(numeral)
    return numeral if value is None else f"{value:.0f}"


def _is_moved(ours: list[str], theirs: list[str]) -> bool:
    """Whether the lists become equal when one group of neighbours moves."""
    if sorted(ours) != sorted(theirs):
        return False
    pairs = enumerate(zip(ours, theirs, strict=True))
    differing = [at for at, pair in pairs if len(set(pair)) > 1]
    if not differing:
        return True
    part = slice(differing[0], differing[-1] + 1)
    here, there = ours[part], theirs[part]
    return _BOUND.isdisjoint(here) and any(
        here[at:] + here[:at] == there for at in range(1, len(here))
    )


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return str(_simplifier().convert(text)) if _HAN.search(text) else text


def with_reviews_of(published: Record, newcomer: Record) -> Record:
    """`published` with those reviews of `newcomer` that it lacks, after its own.

    Two reviews are one when they share the address, or publisher and day where one has no
    address.  Past MAX_REVIEWS nothing is added.
    """
    reviews = list(published.reviews)
    for review in newcomer.reviews:
        if not any(_same_review(review, other) for other in reviews):
            reviews.append(review)
    return replace(published, reviews=tuple(reviews[: max(MAX_REVIEWS, len(published.reviews))]))


def reviews_left_out(published: Record, newcomer: Record) -> list[Review]:
    """The reviews of `newcomer` that `with_reviews_of` has no room for."""
    kept = with_reviews_of(published, newcomer).reviews
    return [
        review
        for review in newcomer.reviews
        if not any(_same_review(review, other) for other in kept)
    ]


def _same_review(one: Review, other: Review) -> bool:
    if one.url and other.url:
        return one.url == other.url
    return (one.publisher, one.date) == (other.publisher, other.date)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PZC" and char not in _OF_NUMBERS


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
