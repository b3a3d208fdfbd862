"""A draft becomes a record, or is refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

from ...errors import Invalid
from ...records import Record, Review, Status
from ..doubles import claim_key
from ..store.writing import prepare
from ..validate import validate_record
from ..verdicts import label_of
from .model import Draft, Refusal, Whole
from .publishers import kind_of
from .texts import address_key, clean, day_of, language_of, shorten

#: As index/schema/rebuttal.schema.json allows.
MAX_CLAIM, MAX_REBUTTAL, MIN_REBUTTAL, MAX_TITLE, MAX_PHRASINGS = 600, 800, 20, 200, 12

#: Bytes of the digest that ids are made of: chance meetings among a million ids below 1e-7.
ID_BYTES = 8


def to_record(item: Draft | Whole, *, publish: bool) -> Record | Refusal:
    """The record; new ones are `in_review`, or with `publish` published unless doubtful."""
    if isinstance(item, Whole):
        return _whole(item, publish)
    claim, publisher = clean(item.claim), clean(item.publisher)
    problem = _missing(claim, publisher)
    if problem:
        return Refusal(item.where, problem)
    language = language_of(claim, item.language)
    record = Record(
        id=record_id(claim, publisher, item.url, item.date),
        claim=claim,
        phrasings=_phrasings(claim, item.phrasings),
        language=language,
        verdict=item.verdict,
        rebuttal=_rebuttal(item, publisher, language),
        reviews=(_review(item, publisher),),
        status="published" if publish and not item.doubtful else "in_review",
    )
    return _checked(_with_first_seen(record, item.first_seen).to_json(), item.where)


def record_id(claim: str, publisher: str, url: str | None, day: str | None) -> str:
    """An id that the same claim with the same review has whatever format it comes in."""
    review = address_key(url) if url else f"{publisher} {day_of(day) or ''}"
    digest = sha256(f"{review}\n{claim_key(claim)}".encode()).hexdigest()
    return f"import-{digest[: 2 * ID_BYTES]}"


def _missing(claim: str, publisher: str) -> str | None:
    if not claim:
        return "it does not say which claim was reviewed"
    if len(claim) > MAX_CLAIM:
        return f"the claim runs to {len(claim)} characters; at most {MAX_CLAIM} are taken"
    if not publisher:
        return "it does not say who reviewed the claim"
    return None


def _whole(item: Whole, publish: bool) -> Record | Refusal:
    """Our own form says its status itself; without one it is a new record like any other."""
    status: Status = "published" if publish else "in_review"
    return _checked({"status": status} | item.data, item.where)


def _checked(data: dict[str, Any], where: str) -> Record | Refusal:
    """The record, when it is acceptable and the database can hold it."""
    problems = validate_record(data)
    if problems:
        return Refusal(where, "; ".join(problems))
    record = Record.from_json(data)
    try:
        prepare(record)
    except Invalid as error:
        return Refusal(where, error.message)
    return record


def _review(item: Draft, publisher: str) -> Review:
    title = clean(item.title) if item.title else ""
    return Review(
        publisher=publisher,
        kind=item.kind or kind_of(publisher, item.url),
        url=item.url,
        title=shorten(title, MAX_TITLE) or None,
        date=day_of(item.date),
    )


def _phrasings(claim: str, phrasings: tuple[str, ...]) -> tuple[str, ...]:
    """Cleaned, each once, without the claim itself and what is too short or long for one."""
    cleaned = dict.fromkeys(clean(text) for text in phrasings)
    usable = [text for text in cleaned if 4 <= len(text) <= MAX_CLAIM and text != claim]
    return tuple(usable[:MAX_PHRASINGS])


def _rebuttal(item: Draft, publisher: str, language: str) -> str:
    """The source's explanation; where it gives none worth the name, what it concludes."""
    text = clean(item.rebuttal) if item.rebuttal else ""
    if len(text) < MIN_REBUTTAL:
        label = clean(item.rating or "") or label_of(item.verdict, language)
        if language.startswith("zh"):
            text = f"{publisher}查证后的结论是“{label}”，详见所附链接。{text}"
        else:
            text = f"{publisher} rates this claim “{label}”; see the review. {text}".strip()
    return shorten(text, MAX_REBUTTAL)


def _with_first_seen(record: Record, first_seen: str | None) -> Record:
    """With the day the claim was made, when that is not after the review."""
    seen, reviewed = day_of(first_seen), record.reviews[0].date
    if seen is None or reviewed is None or seen > reviewed:
        return record
    return replace(record, first_seen=seen)
