"""Do two records make the same claim?  The rule that needs no search.

Claims are the same when nothing but the way they are typed tells them apart: width, case,
traditional or simplified script, spaces, quotation and sentence marks.  What can change a
number stays ("3.5" is not "35", "-5" is not "5", "50%" is not "50").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache
from hashlib import sha256

from opencc import OpenCC

from ..records import Record, Review

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


def claim_key(claim: str) -> str:
    """A digest that two claims share exactly when they are the same but for the typing."""
    return sha256(normalised_claim(claim).encode("utf-8", "replace")).hexdigest()[: 2 * KEY_BYTES]


def normalised_claim(claim: str) -> str:
    """The claim as it is compared: NFKC, simplified, lower case, without punctuation."""
    text = unicodedata.normalize("NFKC", claim).casefold()
    if _HAN.search(text):
        text = str(_simplifier().convert(text))
    kept = {match.start() for rule in (_BETWEEN_DIGITS, _SIGN) for match in rule.finditer(text)}
    plain = "".join(
        char if position in kept or not _is_punctuation(char) else " "
        for position, char in enumerate(text)
    )
    return _AROUND_HAN.sub("", " ".join(plain.split()))


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


def _same_review(one: Review, other: Review) -> bool:
    if one.url and other.url:
        return one.url == other.url
    return (one.publisher, one.date) == (other.publisher, other.date)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PZC" and char not in _OF_NUMBERS


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
