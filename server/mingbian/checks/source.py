"""Sentences that rest on nothing that can be traced: 网传, 据知情人士, "sources say".

Three rules, by how little they leave to look up:
`label`: the page gives 网络 or 互联网 as its source;
`hearsay`: a sentence tells what "is being said";
`unnamed`: it rests on people who stay unnamed.  Named outlets and bodies answer for their unnamed
sources, so this one counts only on a page that nobody answers for.
A sentence that names a source, a page that answers what it tells, and a page about rumours give
no mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..lexicons import lexicon
from ..pipeline.annotations import Finding
from ..pipeline.page import Knowledge, Page
from ..pipeline.sentences import Sentence
from ._casualties import rests_on_insiders
from ._context import is_answered, tells_about_tricks
from ._findings import finding
from ._phrases import phrases
from ._reading import is_chinese, is_question, matches, sentences_of, text_of
from ._traces import links_out, names_source, page_has_source
from ._vague_en import vague_source

TEXTS = {
    "label": {"zh-CN": "来源不明", "en": "No traceable source"},
    "source_label": {
        "zh-CN": "本页把来源写作“{quote}”，这不是可以查证的来源。可以搜索原文的一句话，"
        "找到最早发布它的机构。",
        "en": "The page gives “{quote}” as its source, which cannot be looked up. Search for a "
        "sentence of it to find who published it first.",
    },
    "hearsay": {
        "zh-CN": "这句话的依据是“{quote}”，没有说明是谁、在哪里说的。可以搜索句中的地点和机构，"
        "看有没有正式发布。",
        "en": "This sentence rests on “{quote}” and does not say who said it or where. Search for "
        "the place or the body it names and see whether they published it.",
    },
    "unnamed": {
        "zh-CN": "“{quote}”没有姓名和单位，本页也没有别的可查来源。在找到具名的来源之前，"
        "先不要当作事实转发。",
        "en": "“{quote}” has no name, and nothing else on the page can be looked up. Look for a "
        "source with a name before passing it on.",
    },
}

#: Set by judgement, not yet measured: of the two marks on the 126 development pages both hold.
CONFIDENCE = {"source_label": 0.9, "hearsay": 0.8, "unnamed": 0.65}
#: Marks a page: a reader has understood after the third.
MOST = 3
#: A shorter sentence tells too little to need a source.
TELLING = 12
#: What follows 网友 when the poster has a name: 网友“夜读”, 网友@夜读.
_NAME_SIGNS = '“"@「『'
#: What may stand before 听说 at the start of a clause.
_CLAUSE_STARTS = "，,。：:；;！!？? \t\u3000、】]）)“\"'‘—-我也还就"


def find(page: Page, knowledge: Knowledge) -> Iterator[Finding]:
    """The source label, then the clearest sentences, at most three."""
    if page.article.is_list or tells_about_tricks(page):
        return
    yield from _label(page)
    found = list(_chinese(page) if is_chinese(text_of(page)) else _english(page))
    found.sort(key=lambda each: -each.confidence)
    yield from found[:MOST]


def _label(page: Page) -> Iterator[Finding]:
    label = (page.article.source_label or "").strip(" \u3000:：。.()（）[]【】")
    if label.lower() not in _empty_labels():
        return
    place = re.search(rf"来源[ \u3000]?[:：][ \u3000]?{re.escape(label)}", page.article.text)
    span = place.span() if place else None
    yield finding(
        page, TEXTS, "source_label", "notice", CONFIDENCE["source_label"], span, quote=label
    )


@cache
def _empty_labels() -> frozenset[str]:
    return frozenset(lexicon("source")["label"])


def _chinese(page: Page) -> Iterator[Finding]:
    for sentence, match in matches(page, phrases("source", "hearsay")):
        if _rests_on_it(page, sentence, match):
            yield _at(page, "hearsay", sentence, match)
    if page_has_source(page):
        return
    for sentence, match in matches(page, phrases("source", "unnamed")):
        if _rests_on_it(page, sentence, match):
            yield _at(page, "unnamed", sentence, match)


def _rests_on_it(page: Page, sentence: Sentence, match: re.Match[str]) -> bool:
    after = sentence.text[match.end() :]
    told = after.lstrip("，,：: ")
    named = match.group().endswith("网友") and after.startswith(tuple(_NAME_SIGNS))
    return (
        len(sentence.text) >= TELLING
        and not named
        and not phrases("source", "sayings").search(sentence.text)
        and _speaks_for_page(sentence.text, match)
        and not told.startswith(tuple(lexicon("source")["people_told"]))
        and not is_question(sentence.text)
        and not names_source(sentence.text)
        and not links_out(page, sentence.start, sentence.end)
        and not is_answered(page, sentence)
        and not rests_on_insiders(sentence.text)
    )


def _speaks_for_page(sentence: str, match: re.Match[str]) -> bool:
    """Whether the page itself rests on the words.

    听说 after a person is what that one heard; 在网上疯传 says how a picture spreads; and 据说
    everybody says of proverbs and films too: it counts with something that is news.
    """
    words = lexicon("source")
    own = match.start() == 0 or sentence[match.start() - 1] in _CLAUSE_STARTS
    if match.group() in words["opening"] and not own:
        return False
    return match.group() not in words["weak"] or bool(phrases("source", "telling").search(sentence))


def _english(page: Page) -> Iterator[Finding]:
    rumours = phrases("source", "rumour_en")
    answered_for = page_has_source(page)
    for sentence in sentences_of(page):
        hearsay = rumours.search(sentence.text)
        match = hearsay or vague_source(sentence.text)
        if match is None or (answered_for and not hearsay):
            continue
        if hearsay and (names_source(sentence.text) or is_answered(page, sentence)):
            continue
        if not is_question(sentence.text):
            yield _at(page, "hearsay" if hearsay else "unnamed", sentence, match)


def _at(page: Page, rule: str, sentence: Sentence, match: re.Match[str]) -> Finding:
    return finding(
        page,
        TEXTS,
        rule,
        "notice",
        CONFIDENCE[rule],
        (sentence.start, sentence.end),
        quote=match.group().strip(" ,，"),
    )
