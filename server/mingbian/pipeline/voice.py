"""Who is speaking: does the text assert a claim, or deny, report or ask it?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest
from typing import Literal

from ..lexicons import lexicon
from .frame import Share, framed
from .sentences import Sentence

Voice = Literal["asserted", "denied", "reported", "asked"]
#: Sentences on either side in which an answer to a claim is looked for.  A denial mostly
#: follows at once ("…。经查，该消息不实。"); two catch one sentence of detail in between.
NEAR = 2
#: Share of a claim's words from which a text has part in it.
PART = 0.15
#: Letters from which the last clause of a question may ask something of its own.
OWN_QUESTION = 6
#: The last clause; between Latin words and numbers a space ends none.
_CLAUSE = re.compile(
    r"(?:[^，,；;。！!\s\U0001F000-\U0001FAFF]|(?<=[A-Za-z\d'’%]) (?=[A-Za-z\d]))+$"
)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_QUESTION = re.compile(r"[?？]\s*[”’」』\"')）】]*\s*$|[吗么呢嘛]\s*[?？]?\s*$")
#: With one of these a question asks, whatever follows.
_PARTICLE = re.compile(r"[吗么呢嘛]\s*[?？]*$")
#: A question in the middle of a sentence; without its particle 真的会 says how sure one is.
_WHETHER = re.compile(r"(?:真的?|到底|究竟)[^，,。！!；;]{0,24}[吗么嘛]")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    ordered = sorted(lexicon("stance")[name], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE)


@cache
def _telling() -> re.Pattern[str]:
    """That someone or something tells it: "an old e-mail saying that", "一则称…的消息"."""

    def any_of(name: str, latin: bool) -> str:
        of_script = [one for one in lexicon("stance")[name] if bool(_LATIN.match(one)) == latin]
        words = "|".join(map(re.escape, sorted(of_script, key=len, reverse=True)))
        return rf"\b(?:{words})\b" if latin else f"(?:{words})"

    ways = (
        f"{any_of('tellers', False)}[^，,。！!？?；;]{{0,8}}?(?<!戏){any_of('tells', False)}",
        f"{any_of('tells', False)}[^。！!？?；;]{{2,80}}?的{any_of('pieces', False)}",
        f"{any_of('channels', False)}[^，,。！!？?；;]{{0,10}}?{any_of('passed', False)}",
        f"[”」』][^，,。！!？?；;]{{0,8}}?{any_of('pieces', False)}",
        "以[“「『][^”」』]+[”」』]为",
        f"{any_of('tellers', True)}[^.!?;]{{0,40}}?{any_of('tells', True)}",
    )
    return re.compile("|".join(ways), re.IGNORECASE)


def denials(text: str) -> list[str]:
    """The words of denial in a text; "this is no rumour" gives none."""
    kept = _pattern("not_denial").sub(" ", text)
    return [match.group().lower() for match in _pattern("denial").finditer(kept)]


def is_reported(text: str) -> bool:
    """Whether the text tells what others say (网传, "posts claim that")."""
    return bool(_pattern("reported").search(text) or _telling().search(text))


def is_asked(text: str) -> bool:
    """Whether the text asks rather than states."""
    return _is_question(text) or _asks_outright(text)


def _asks_outright(text: str) -> bool:
    return bool(_pattern("asked").search(text) or _WHETHER.search(text))


def _is_question(text: str) -> bool:
    return bool(_QUESTION.search(text.strip()))


def _asks(text: str, share: Share | None, alone: bool) -> bool:
    """Whether a sentence asks the claim, rather than something of its own.

    "桥塌了，上学的孩子以后怎么过河呢？" asks nothing about the bridge's fall.
    """
    if not _is_question(text):
        return False
    if share is None:
        return True
    if not alone and share(text) < PART:
        return False
    clause = _CLAUSE.search(text.rstrip("?？”’」』\"')）】 "))
    last = clause.group() if clause else text
    return (
        share(last) >= PART
        or share(text[: text.rindex(last)]) < PART
        or len(_LETTER.findall(last)) < OWN_QUESTION
        or bool(_pattern("refers").search(last))
    )


def _leads_in(question: str, after: str, share: Share | None) -> bool:
    """Whether a question only leads to what is then stated: "出门遛弯？大狮子在门口等着呢。"

    Where a question is answered, the question holds the claim, and the answer no more of it.
    """
    if share is None or _is_question(after) or is_reported(after):
        return False
    if _pattern("hearsay").search(after):
        return False
    held = share(after)
    return held >= PART and held > share(question)


def _presupposes(question: str, after: str) -> bool:
    """Whether a question takes the claim for granted: "你知道一包泡面的毒要排一个月吗？"

    Not where it asks for something else of it, and not where the answer turns against it.
    """
    taken = _pattern("presupposes").search(question)
    if not taken or _pattern("turns").match(after.lstrip()):
        return False
    return not _pattern("wonders").search(f"{question[: taken.start()]} {question[taken.end() :]}")


def _is_condition(question: str, after: str) -> bool:
    """Whether a question only names a case, and what follows says what it means.

    "Ten seconds without a cough? Congratulations, your lungs are clean."
    """
    if _PARTICLE.search(question.strip()) or _pattern("wonders").search(question):
        return False
    return bool(_pattern("concludes").match(after.lstrip()))


def voice_at(
    sentences: Sequence[Sentence], start: int, end: int, share: Share | None = None
) -> Voice:
    """Who says what stands in [start, end): the sentence itself, then its neighbours decide.

    `share` tells how much of the claim a text holds, 0 to 1.  A question that has no part in it
    ("…。唉，怎么会这样？") does not ask it, unless it asks in so many words whether it is true;
    nor does one that leads to it, takes it for granted or names the case it is about.
    """
    own = [i for i, one in enumerate(sentences) if one.start < end and start < one.end]
    if not own:
        return "asserted"
    near = sentences[max(0, own[0] - NEAR) : own[-1] + NEAR + 1]
    if denials(" ".join(sentence.text for sentence in near)):
        return "denied"
    texts = [sentences[i].text for i in own]
    inside = " ".join(texts)
    following = sentences[own[-1] + 1].text if own[-1] + 1 < len(sentences) else ""
    asking = any(
        _asks(text, share, alone=len(own) == 1)
        and not _leads_in(text, after, share)
        and not _presupposes(text, after or following)
        and not _is_condition(text, after or following)
        for text, after in zip_longest(texts, texts[1:], fillvalue="")
    )
    if asking or _asks_outright(inside):
        return "asked"
    around = framed(inside, share) if share else None
    if around:
        return around
    before = sentences[own[0] - 1].text if own[0] else ""
    if is_reported(inside) or (is_reported(before) and before.rstrip().endswith(("：", ":"))):
        return "reported"
    return "asserted"


def is_debunking_title(title: str) -> bool:
    """Whether a title announces an answer to a rumour."""
    return bool(_pattern("debunking_title").search(_pattern("not_denial").sub(" ", title)))
