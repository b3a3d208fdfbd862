"""English sentences whose only source has no name: "some experts warn", "a source said"."""

from __future__ import annotations

import re
from functools import cache

from ._phrases import phrases

_AUXILIARY = (
    r"(?:(?:have|had|has|do|did|are|were|would|will|may|might|could|also|even|privately|now|still|"
    r"already|then|later|often|themselves|however|been|widely),? ){0,3}"
)
#: What may stand before the subject of a sentence.
_LEAD = (
    r"^(?:[A-Z]{3,} (?:\(AP\) )?[-—–]+ )?[\"“'‘]?"
    r"(?:(?:But|And|Yet|Still|So|Now|While|Though|Although|If anything|In fact|Moreover|However|"
    r"Meanwhile|Indeed|Instead|Even so|Today|"
    r"(?:In|On|At|For|During|Since|After|Before|By|To) [^,]{2,40}),? )?"
)
#: What may stand between a subject and its verb.
_TAIL = (
    r"(?:,? (?:in|on|at|of|from|with|for|who|involved|familiar|close|briefed|including|like|taken|"
    r"not|speaking)\b[^;:.]{0,60}?,?)?"
)
_WHOLE = r"(?:of (?:her|his|its|their|them|the|those|these|whom)|in the)\b[^,;:.]{0,40}"
_CLAUSE_START = (
    r"(?:[,;—–] ?|- |\b(?:but|and|that|as|while|though|although|because|with|which|reasons?|what|"
    r"than) )"
)
_WORDS = r"(?:[\w'’.-]{1,24} )"


def vague_source(sentence: str) -> re.Match[str] | None:
    """Where a sentence rests on nobody in particular; None when it does not, or names somebody.

    At the head of a sentence the vague subject is the speaker.  Further in it counts only when
    nobody else speaks and nobody is quoted.
    """
    match = _at_head().search(sentence)
    if match and not match.group().endswith("on show"):
        return match
    match = _within().search(sentence)
    if match and not _speaker().search(sentence) and not re.search(r"[\"“”]|''", sentence):
        return match
    return None


@cache
def _subject() -> dict[str, str]:
    near = r"those (?:close to|familiar with|near) [^,;:.]{1,30}"
    quantity = f"(?i:{phrases('source', 'quantity').pattern})"
    human = f"(?:{phrases('source', 'human').pattern}|[A-Z][\\w-]{{2,24}}(?:s|ans|ish|ese))"
    bare = f"(?i:{phrases('source', 'bare').pattern}|{near})"
    alone = rf"(?i:(?:an?|the|one)) (?:[a-z]+ )?(?:{phrases('source', 'alone').pattern})(?! for )"
    return {"quantity": quantity, "human": human, "bare": bare, "alone": alone}


@cache
def _at_head() -> re.Pattern[str]:
    part = _subject()
    verbs = phrases("source", "say", "act").pattern
    return re.compile(
        rf"{_LEAD}(?:{part['quantity']}(?:,| {_WHOLE}| {_WORDS}{{0,4}}?{part['human']}{_TAIL})?"
        rf"|{part['bare']}{_TAIL}|{part['alone']}) {_AUXILIARY}(?:{verbs})"
    )


@cache
def _within() -> re.Pattern[str]:
    part = _subject()
    verbs = phrases("source", "say").pattern
    vague = (
        rf"(?:{part['quantity']} {_WORDS}{{0,3}}?{part['human']}|{part['quantity']}|{part['bare']}"
        rf"|{part['alone']})"
    )
    told = r"(?:say|says|said|according to)"
    return re.compile(
        rf"{_CLAUSE_START}{vague},? {_AUXILIARY}(?:{verbs})"
        rf"|[,”\"’'] {told} {vague}\b"
        rf"|\b(?:by|among|to|from) {part['quantity']} {_WORDS}{{0,2}}?"
        r"(?:experts|critics|officials|observers)\b"
    )


@cache
def _speaker() -> re.Pattern[str]:
    verbs = phrases("source", "say").pattern
    name = r"(?:\b[A-Z][\w.’'-]{1,30}|\b(?:[Hh]e|[Ss]he|I|[Ww]e)\b)"
    return re.compile(
        rf"{name},? (?:also |then |later |has |had |have |further |previously )?(?:{verbs})"
        r"|\b(?:said|says|told|tells|asked|added) (?:[A-Z]|s?he\b)"
        r"|[Aa]ccording to (?:the |an? )?[A-Z]"
    )
