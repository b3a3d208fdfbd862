"""Daily digests: pages that put a rumour and the truth about it under one another, numbered.

1. 谣言：……          【谣言】……             网传“……”
   真相：……（来源：…）  【真相】……             官方回应：……
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ..validate import brief
from ..verdicts import only_explains, verdict_of_words
from .model import Draft, Item, Refusal, Source, unknown_rating
from .pages import PageFacts, facts_of, looks_like_html
from .texts import clean, day_of

_NUMBER = r"(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]?\s*[、.．:：)）]?|[①-⑳])?\s*"
_ORDINAL = r"(?P<ordinal>\d{1,2}|[一二三四五六七八九十]{1,3})?"
_RUMOUR = "谣言|谣传|流言|传言|网传|误区|不实信息|不实传言|网络谣言|rumou?r|claim|myth"
_TRUTH = "|".join(
    (
        "真相|辟谣|事实|事实真相|官方回应|回应|澄清|解读|查证|核查",
        "专家解读|专家说法|真实情况|truth|fact|reality",
    )
)
#: The word, with brackets, a colon or, when it is numbered ("谣言2 …"), a space after it.
_MARK = (
    r"(?:[【\[《「]\s*)?(?:{words})\s*{ordinal}\s*"
    r"(?:[】\]》」]\s*[:：]?|[:：]|(?<=[\d一二三四五六七八九十])\s)\s*"
)
_RUMOUR_LINE = re.compile(
    _NUMBER + _MARK.format(words=_RUMOUR, ordinal=_ORDINAL) + r"(?P<text>.*)$", re.I
)
_TRUTH_LINE = re.compile(
    _NUMBER + _MARK.format(words=_TRUTH, ordinal=_ORDINAL) + r"(?P<text>.*)$", re.I
)
_INNER_TRUTH = re.compile(_MARK.format(words=_TRUTH, ordinal=_ORDINAL), re.I)
_INNER_RUMOUR = re.compile(
    r"(?P<number>(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[、.．)）]\s*|[①-⑳]\s*)?"
    r"(?:[【\[](?:谣言|传言|流言|误区)" + _ORDINAL + r"[】\]]|"
    r"(?:谣言|传言|流言|误区)\d{0,2}\s*[:：])"
)
_SOURCE = re.compile(
    r"[（(\[【]?\s*(?:信息|内容|综合|资料)?(?:来源|据|source)\s*[:：]\s*(?P<name>[^）)\]】\n]{2,60})\s*[）)\]】]?\s*$",
    re.I,
)
_PAGE_SOURCE = re.compile(
    r"^(?:文章|稿件|信息)?来源\s*[:：]\s*(?P<name>\S[^|｜]{1,40}?)(?:\s{2,}|[|｜]|$)"
)
_NEXT_ITEM = re.compile(
    r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[、.．]|^[①-⑳]|^[（(]\d{1,2}[)）]"
)

#: Lines after the truth that still belong to it: a digest gives a paragraph or two.
MAX_TRUTH_LINES = 6

#: Characters at the head of a line in which its own number and mark stand.
MAX_HEAD = 4

#: Elements whose end is the end of a line.
_BLOCKS = (
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "td",
    "section",
    "blockquote",
    "dd",
    "dt",
)


@dataclass
class Pair:
    """A rumour and the lines that answer it; none when nothing does."""

    rumour: str
    ordinal: str | None = None  # as in 谣言2
    truth: list[str] = field(default_factory=list)
    source: str | None = None


def read(source: Source) -> Iterator[Item]:
    """A draft for each pair, reviewed by the source it names or else by the page's publisher."""
    lines = lines_of(source)
    facts = facts_of(source) if looks_like_html(source.text) else PageFacts(url=source.url)
    publisher = facts.site_name or _page_source(lines)
    day = facts.published or _first_day(facts.title, lines)
    pairs = list(pairs_of(lines))
    for number, pair in enumerate(pairs, start=1):
        where = f"pair {number}"
        if pair.truth:
            yield _draft(where, pair, publisher, day, facts)
        else:
            yield Refusal(where, f"no truth follows this rumour: {brief(pair.rumour)}")
    if not pairs:
        yield Refusal("page", "it holds no pair of a rumour (谣言：) and its truth (真相：)")


def lines_of(source: Source) -> list[str]:
    """The text line by line, cleaned; scripts and styles left out."""
    if not looks_like_html(source.text):
        return [line for line in map(clean, source.text.splitlines()) if line]
    tree = source.tree
    for unseen in tree(["script", "style", "noscript", "template"]):
        unseen.decompose()
    for block in tree(list(_BLOCKS)):
        block.insert_before("\n")
        block.append("\n")
    for br in tree("br"):
        br.replace_with("\n")
    return [line for line in map(clean, tree.get_text().splitlines()) if line]


def pairs_of(lines: list[str]) -> Iterator[Pair]:
    """Every rumour in order, with what answers it before the next one begins."""
    pair: Pair | None = None
    for line in _split(lines):
        rumour, truth = _RUMOUR_LINE.match(line), _TRUTH_LINE.match(line)
        if rumour:
            if pair:
                yield _closed(pair)
            pair = Pair(rumour["text"], rumour["ordinal"])
        elif pair is None:
            continue
        elif truth and not _of_another(truth["ordinal"], pair.ordinal):
            pair.truth.append(truth["text"])
        elif truth or _begins_another(line, pair):
            yield _closed(pair)
            pair = None
        elif pair.truth:
            pair.truth.append(line)
        else:
            pair.rumour += line  # a rumour that runs over two lines
    if pair:
        yield _closed(pair)


def _of_another(truth: str | None, rumour: str | None) -> bool:
    """Whether 真相1 stands under 谣言2; numbers in figures and in characters are not compared."""
    return bool(truth and rumour and truth != rumour and truth.isdigit() == rumour.isdigit())


def _begins_another(line: str, pair: Pair) -> bool:
    """Whether a line without a mark belongs to the next item, or to nothing at all."""
    if _NEXT_ITEM.match(line) and (pair.rumour or pair.truth):
        return True
    return len(pair.truth) >= MAX_TRUTH_LINES


def _split(lines: list[str]) -> Iterator[str]:
    """Lines cut before a mark in their middle: 【谣言】…【真相】… may stand in one line."""
    for line in lines:
        cuts = {0, len(line)}
        rumours = [m for m in _INNER_RUMOUR.finditer(line) if _opens(line, m)]
        if rumours or _RUMOUR_LINE.match(line) or _INNER_RUMOUR.match(line):
            cuts |= {m.start() for m in _INNER_TRUTH.finditer(line) if _is_cut(line, m.start())}
            cuts |= {m.start() for m in rumours}
        ordered = sorted(cuts)
        yield from (line[a:b].strip() for a, b in pairwise(ordered))


def _opens(line: str, mark: re.Match[str]) -> bool:
    """Whether a mark begins an item of its own; at the head of a line it is the line's."""
    return mark.start() > MAX_HEAD and (bool(mark["number"]) or _is_cut(line, mark.start()))


def _is_cut(line: str, start: int) -> bool:
    """Marks in brackets cut anywhere; words with a colon only after the end of a sentence."""
    if start == 0:
        return False
    return line[start] in "【[《「" or line[start - 1] in " 　。！？!?；;”\"'」"


def _closed(pair: Pair) -> Pair:
    """With the source at the end of the truth taken off and named; no truth that says nothing."""
    text = " ".join(part for part in pair.truth if part)
    found = _SOURCE.search(text)
    if found:
        pair.source = found["name"].strip(" 、，。")
        text = text[: found.start()].rstrip()
    pair.truth = [text] if text else []
    return pair


def _draft(
    where: str, pair: Pair, publisher: str | None, day: str | None, facts: PageFacts
) -> Item:
    name = pair.source or publisher
    if not name:
        return Refusal(where, "neither the pair nor the page says who reviewed it")
    rumour = re.sub(r"^(?:网传|有传言称|传言称)[，,:：]?\s*", "", pair.rumour).strip('“”"「」 ')
    truth = " ".join(pair.truth)
    first_words = re.split(r"[。，,！!；;]", truth, maxsplit=1)[0]
    if only_explains(first_words):
        return unknown_rating(where, first_words)
    return Draft(
        where=where,
        claim=rumour,
        verdict=verdict_of_words(first_words) or "false",  # the page itself calls it a rumour
        publisher=name,
        url=facts.url,
        title=facts.title,
        date=day,
        rebuttal=truth,
        language=facts.language or "zh-CN",
    )


def _page_source(lines: list[str]) -> str | None:
    found = (_PAGE_SOURCE.match(line) for line in lines)
    return next((one["name"].strip() for one in found if one), None)


def _first_day(title: str | None, lines: list[str]) -> str | None:
    """A date in the title or in the first lines, where digests carry it."""
    for text in (title or "", *lines[:10]):
        if day_of(text):
            return text
    return None
