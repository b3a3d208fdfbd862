"""Answers of Google's Fact Check Tools API: {"claims": [{"text", "claimReview": [...]}]}."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..verdicts import verdict_of_words
from . import json_repair
from .linked_data import first_object, objects_in, text_of
from .model import Draft, Item, Refusal, Source, unknown_rating
from .texts import address, language_of


def read(source: Source) -> Iterator[Item]:
    """Every review of every claim; several answers may follow one another in the source."""
    try:
        answers = json_repair.loads(source.text)
    except ValueError as error:
        yield Refusal("file", f"broken JSON: {error}")
        return
    claims = [claim for answer in answers for claim in _claims(answer)]
    for number, claim in enumerate(claims, start=1):
        reviews = objects_in(claim["claimReview"]) or [{}]
        for index, review in enumerate(reviews, start=1):
            yield _draft(f"claim {number}, review {index}", claim, review)


def _claims(answer: Any) -> list[dict[str, Any]]:
    found = answer.get("claims", answer) if isinstance(answer, dict) else answer
    return [claim for claim in objects_in(found) if "claimReview" in claim]


def _draft(where: str, claim: dict[str, Any], review: dict[str, Any]) -> Item:
    words = text_of(review.get("textualRating"))
    text, stated = text_of(claim.get("text")) or "", text_of(review.get("languageCode"))
    verdict = verdict_of_words(words, language_of(text, stated)) if words else None
    if verdict is None:
        return unknown_rating(where, words)
    publisher = first_object(review.get("publisher"))
    return Draft(
        where=where,
        claim=text,
        verdict=verdict,
        rating=words,
        publisher=text_of(publisher.get("name")) or text_of(publisher.get("site")) or "",
        url=address(review.get("url"), None),
        title=text_of(review.get("title")),
        date=text_of(review.get("reviewDate")),
        rebuttal=text_of(review.get("title")),
        language=stated,
        first_seen=text_of(claim.get("claimDate")),
    )
