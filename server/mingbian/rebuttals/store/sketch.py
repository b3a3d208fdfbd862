"""A few hashes of a text: those that say nearly the same share most of them."""

from __future__ import annotations

from hashlib import blake2b

from ..doubles import normalised_claim
from ..validate import facts_of

#: Characters of a shingle: shorter ones are in every text on the same subject.
SHINGLE = 4

#: Hashes kept of a text, the smallest ones: enough to tell six parts in ten from three.
SIZE = 16

#: Share of a text's hashes that another must have to say nearly the same.
SAME = 0.6


def sketch(text: str) -> frozenset[int]:
    """At most SIZE numbers below 2**63; none of a text that is shorter than a shingle.

    Texts that differ in a number or in a negation share no hash: they claim different things.
    """
    plain = normalised_claim(text)
    salt = "\x1f".join(facts_of(text))
    shingles = {plain[i : i + SHINGLE] for i in range(len(plain) - SHINGLE + 1)}
    return frozenset(sorted(_hash(f"{salt}\x1e{shingle}") for shingle in shingles)[:SIZE])


def needed(size: int) -> int:
    """How many hashes of a sketch of this size another must share; at least one."""
    return max(1, round(SAME * size))


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
