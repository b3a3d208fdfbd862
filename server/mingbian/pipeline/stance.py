"""Whose side is the page on: does it assert what it tells, or answer it?"""

from __future__ import annotations

from collections.abc import Sequence

from .article import Article
from .page import Stance
from .sentences import Sentence
from .voice import denials, is_debunking_title

#: Code points at the start of a page in which a debunking article says what it is about.
OPENING = 200
#: Words of denial that a whole page needs when neither title nor opening has one: a long
#: article may deny something in passing.
DENIALS = 3


def stance_of(article: Article, sentences: Sequence[Sentence]) -> Stance:
    """`debunks` when the page answers a rumour, `asserts` otherwise, `none` without an article.

    A debunking page says so in its title together with any denial, in its opening with two,
    or again and again.
    """
    if not sentences or article.is_list:
        return "none"
    text = article.text
    all_denials = denials(text)
    if not all_denials:
        return "asserts"
    if article.title and is_debunking_title(article.title):
        return "debunks"
    opening = denials(text[:OPENING])
    if len(opening) >= 2 or (opening and len(all_denials) >= DENIALS):
        return "debunks"
    return "debunks" if len(set(all_denials)) >= DENIALS + len(sentences) // 20 else "asserts"
