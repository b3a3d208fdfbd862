"""The article's sentences, each with its place in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from .article import Article

#: A sentence longer than this is cut at its last comma or space before the limit.  Real
#: sentences stay under 200 characters; longer ones are lists or text without punctuation.
MAX_SENTENCE = 400

#: A cut leaves at least this much on its left, so that no crumbs are made.
MIN_CUT = 120

#: A semicolon or an ellipsis ends a sentence only after this many characters of it: before
#: that it is a pause ("他……没有来"), and a clause that short says nothing on its own.
MIN_CLAUSE = 12


@dataclass(frozen=True)
class Sentence:
    """text == article.text[start:end]; `block` is the index of its block in the article."""

    start: int
    end: int
    text: str
    block: int


def split(article: Article) -> tuple[Sentence, ...]:
    """The sentences of an article, in order.

    Every character that is not whitespace is in exactly one sentence; no sentence is empty,
    begins or ends with whitespace, crosses a block or is longer than MAX_SENTENCE.
    """
    return tuple(
        Sentence(block.start + start, block.start + end, words[start:end], index)
        for index, block in enumerate(article.blocks)
        for words in (article.text[block.start : block.end],)
        for start, end in spans(words)
    )


def spans(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of each sentence of a text; see `split` for what is promised."""
    begin = 0
    for stop in (*_with_words(text), len(text)):
        for start, end in _cut(text, begin, stop):
            stripped = _stripped(text, start, end)
            if stripped:
                yield stripped
        begin = stop


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


# Where a sentence ends

_CLOSE = "”’」』）)】》〉\"'］\\]}｝"
_END = re.compile(
    rf"(?P<hard>[。！？!?][。！？!?…]*[{_CLOSE}]*)"
    rf"|(?P<pause>(?:…+|\.{{3,}})[。！？!?…]*[{_CLOSE}]*|[；;])"
    rf"|(?P<point>\.[{_CLOSE}]*)"
    r"|(?P<title>【[^【】\n]{4,80}】)"
    r"|(?P<line>\n)"
)
#: What is never split inside: titles, brackets, short quotes, hashtags, addresses.  The limits
#: keep an opening mark that is never closed from swallowing the text.
_SHIELD = re.compile(
    r"《[^《》\n]{1,60}》"
    r"|（[^（）\n]{1,100}）|\([^()\n]{1,150}\)"
    r"|“[^“”\n]{0,12}[^“”\n。.]”|「[^「」\n]{0,12}[^「」\n。.]」|‘[^‘’\n]{0,12}[^‘’\n。.]’"
    r"|#[^#\n]{1,40}#"
    r"|https?://[!-~]+(?<![.,;!?)])|\bwww\.[!-~]+(?<![.,;!?)])"
    r"|\b[\w.+-]+@[\w-]+\.[\w.]+\b"
)
#: After a closing quote these go on with the same sentence: “……！”，他说.
_GOES_ON = frozenset("，、；：,;:）)】》的地得")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|vs|etc|No|Inc|Ltd|Co|Corp|Gov|Sen|Rep|Gen|Col|Lt|Sgt"
    r"|Capt|Rev|Hon|Pres|Fig|Figs|Vol|al|approx|dept|est|Mt|Ave|Blvd|Rd|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|cf|ca|[ap]\.m)"
    r"|(?:^|[\s(.“\"])[A-Z])$"  # an initial, or the last letter of U.S.
)
#: Last letters of abbreviations that may end a sentence as well: U.S., p.m.
_ENDS_ABBREVIATED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZm")
#: Words that begin a sentence after "U.S.": no name starts like that.
_BEGINNING = re.compile(
    r"\s+(?:The|A|An|He|She|It|They|We|You|I|But|And|In|On|At|This|That|These|Those|There|If|When"
    r"|While|As|For|However|Mr|Mrs|Ms)\b"
)
_WORD = re.compile(r"\w")
_NUMBERING = re.compile(r"(?:^|[；;。：:，,])[\s(（]*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})$")
_HASHTAGS = re.compile(r"\s*(?:#[^#\n]{1,40}#\s*)*$")


def _with_words(text: str) -> list[int]:
    """The ends that leave words on either side: a lone ！ or 😂 stays with its neighbour."""
    stops: list[int] = []
    begin = 0
    for stop in _ends(text):
        if _WORD.search(text, begin, stop):
            stops.append(stop)
            begin = stop
    if stops and not _WORD.search(text, begin):
        stops.pop()
    return stops


def _ends(text: str) -> Iterator[int]:
    shields = [match.span() for match in _SHIELD.finditer(text)]
    starts = [start for start, _ in shields]
    begin = 0
    for match in _END.finditer(text):
        place = bisect_right(starts, match.start()) - 1
        if place >= 0 and match.start() < shields[place][1]:
            continue
        for stop in _stops(text, match, begin):
            yield stop
            begin = stop


def _stops(text: str, match: re.Match[str], begin: int) -> Iterator[int]:
    kind, start, end = match.lastgroup, match.start(), match.end()
    if kind == "title":
        if _HASHTAGS.match(text, begin, start):
            yield start
            yield end
    elif (
        kind == "line"
        or (kind == "hard" and _hard_end(text, match))
        or (kind == "point" and _point_end(text, match, begin))
        or (kind == "pause" and _pause_end(text, match, begin))
    ):
        yield end


def _hard_end(text: str, match: re.Match[str]) -> bool:
    """Is it the end at 。！？?  Not inside a word or an address, nor before what goes on."""
    following = text[match.end() : match.end() + 1]
    if following in _GOES_ON and following:
        return False
    if match[0][0] in "!?" and following:
        after = text[match.end() : match.end() + 3].lstrip(" ")[:1]
        return not (following.isascii() and following.isalnum()) and not after.islower()
    return True


def _pause_end(text: str, match: re.Match[str], begin: int) -> bool:
    if any(mark in "。！？!?" for mark in match[0]):
        return True
    if match.start() - begin < MIN_CLAUSE:
        return False
    if match[0] == ";":  # in English it joins what belongs together; in code it is no mark
        return _is_han(text[match.start() - 1])
    after = text[match.end() : match.end() + 2].lstrip()[:1]
    return after not in _GOES_ON and not ("a" <= after <= "z")


def _point_end(text: str, match: re.Match[str], begin: int) -> bool:
    """Is it the end at a full stop?  Not in 3.5, U.S., Mr. Li, example.com or after "1."."""
    before = text[max(begin, match.start() - 12) : match.start()]
    after = text[match.end() : match.end() + 12]
    if not before or not after:
        return not after
    if _NUMBERING.search(before):
        return False  # "1. " numbers what follows
    if _is_han(before[-1]):
        return True
    if not after[0].isspace():
        return _is_han(after[0]) and not before[-1].isdigit()
    if _ABBREVIATION.search(before):
        return before[-1] in _ENDS_ABBREVIATED and bool(_BEGINNING.match(after))
    return not after.lstrip()[:1].islower()


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


# What is too long

_COMMA = re.compile(r"[，,、；;：:\s]")


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE:
        window = text[start + MIN_CUT : start + MAX_SENTENCE]
        places = [match.end() for match in _COMMA.finditer(window)]
        stop = start + (MIN_CUT + places[-1] if places else MAX_SENTENCE)
        yield start, stop
        start = stop
    yield start, end
