"""A page against the records: which passages may claim what a record does, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from ..pipeline.page import Page
from ..pipeline.voice import voice_at
from ..records import Record
from .encoder import Encoder, Vectors
from .encoder.reading import PLAINEST
from .evidence import Evidence, held, weigh
from .judgement import Comparison, Match, best_beside, best_of, decision
from .passages import Passage, passages, said, says
from .snapshot import Candidate, Snapshot
from .vector_file import units
from .words import plain

#: Pairs of a passage and a wording that are compared on one page, as a share of its sentences and
#: at least: a pair costs about as much as encoding a sentence and a half.
COMPARED_SHARE, COMPARED_LEAST = 0.2, 8
#: For choosing them, what a wording that the passage holds whole counts in cosine, and what the
#: claim vectors' cosine does: about as the decision weighs them.
HELD_POINT, CLAIM_POINT = 0.15, 1.4
#: A pair is compared when this confidence could come of it: on most pages none is.
LIKELY = 0.2
#: From this confidence a record is not asked of the page's other passages: below it, another of
#: its wordings may tell it better than the record that comes first now.
SETTLED = 0.6
#: Characters of a page by which its manner is told: a post, or how an article opens.
OPENING = 200
#: Languages that the judgement was measured in; it is silent in others, where it does not know
#: the words of denial.
JUDGED = ("zh", "en")


def judge(page: Page, snapshot: Snapshot, encoder: Encoder) -> list[Match]:
    """Judged pairs of a passage of the page and a record, best first, one a record.

    `same_claim` is the probability that the two claim the same; `confidence` is that the page
    asserts it: 0 where the page denies, reports or asks it.
    """
    return ranked(judged(page, snapshot, encoder))


def ranked(pairs: Iterable[tuple[Passage, Match]]) -> list[Match]:
    """The best pair of each record, best first."""
    best: dict[str, tuple[tuple[bool, int, float], Match]] = {}
    for passage, match in pairs:
        fit = _fit(match, passage)
        if match.record.id not in best or fit > best[match.record.id][0]:
            best[match.record.id] = fit, match
    found = [match for _, match in best.values()]
    return sorted(found, key=lambda match: (-match.confidence, -match.same_claim))


def judged(
    page: Page, snapshot: Snapshot, encoder: Encoder, least: float = LIKELY
) -> list[tuple[Passage, Match]]:
    """All pairs that were weighed, with what came of it; `least` as `compared` takes it."""
    return weighed(page, snapshot, encoder, candidates_of(page, snapshot, encoder), least)


def weighed(
    page: Page,
    snapshot: Snapshot,
    encoder: Encoder,
    pairs: Sequence[tuple[Passage, Candidate]],
    least: float = LIKELY,
) -> list[tuple[Passage, Match]]:
    """These pairs of the page, with what came of them; `least` as `compared` takes it.

    A record is asked first of one sentence, the likeliest; when that is sure to make its claim, its
    other pairs are left out: it is marked once, and there.  With a `least` of 0 all are told.
    """
    first, others = _in_turn(pairs, snapshot) if least else (pairs, [])
    manners: dict[str, float] = {}
    found = _weighed(page, snapshot, encoder, first, least, manners)
    settled = {match.record.id for _, match in found if match.confidence >= SETTLED}
    left = [
        (passage, candidate)
        for passage, candidate in others
        if _record_of(snapshot, candidate).id not in settled
    ]
    return found + _weighed(page, snapshot, encoder, left, least, manners)


def _in_turn(
    pairs: Sequence[tuple[Passage, Candidate]], snapshot: Snapshot
) -> tuple[list[tuple[Passage, Candidate]], list[tuple[Passage, Candidate]]]:
    """The first pair of each record that has a sentence by itself, and all others."""
    first, others, seen = [], [], set()
    for passage, candidate in pairs:
        record_id = _record_of(snapshot, candidate).id
        if len(passage.sentences) == 1 and record_id not in seen:
            seen.add(record_id)
            first.append((passage, candidate))
        else:
            others.append((passage, candidate))
    return first, others


def _record_of(snapshot: Snapshot, candidate: Candidate) -> Record:
    return snapshot.wordings[candidate.wording][0]


def _weighed(
    page: Page,
    snapshot: Snapshot,
    encoder: Encoder,
    pairs: Sequence[tuple[Passage, Candidate]],
    least: float,
    manners: dict[str, float],
) -> list[tuple[Passage, Match]]:
    asked = [
        asked_of(snapshot, page.article.text, passage, candidate) for passage, candidate in pairs
    ]
    found = []
    read = compared(asked, encoder, least, manners)
    for (passage, _), one, told in zip(pairs, asked, read, strict=True):
        share = _share_of(one, snapshot)
        match = Match(
            one.record,
            passage.start,
            passage.end,
            confidence=0,
            same_claim=0,
            evidence=one.evidence,
            comparison=told.comparison,
            wording=one.wording,
            manner=told.manner,
            voice=voice_at(page.sentences, passage.start, passage.end, share),
            page_debunks=page.stance == "debunks",
        ).decided()
        found.append((passage, match))
    return found


def _share_of(one: Asked, snapshot: Snapshot) -> Callable[[str], float]:
    """How much of the record's claim a text holds: in the wording that the passage holds most of.

    That may be another one than the one beside it: who is speaking does not hang on the wording.
    """
    weight = snapshot.words.weight
    closest = max(one.record.wordings, key=lambda wording: held(wording, one.text, weight))
    return partial(held, closest, weight=weight)


class Asked(NamedTuple):
    """A text beside a wording of a record, before the two are compared."""

    text: str
    opening: str  # of the page it stands on
    record: Record
    wording: str
    evidence: Evidence
    claim_nearness: float  # of the claim vectors, about what the comparison will find
    claim: Vectors  # the wording's claim vector, shape (WIDTH,)


def asked_of(snapshot: Snapshot, text: str, passage: Passage, candidate: Candidate) -> Asked:
    """What is asked of a passage of a text and what the search found for it."""
    record, wording = snapshot.wordings[candidate.wording]
    told = plain(passage.text)
    evidence = weigh(told, wording, candidate.cosine, snapshot.words.weight)
    claim = snapshot.claim_vector(candidate.wording)
    return Asked(told, text[:OPENING], record, wording, evidence, candidate.claim_cosine, claim)


class Told(NamedTuple):
    """What was read of a text beside a wording: nothing, where that would not have helped."""

    manner: float = 0.0  # of its page
    comparison: Comparison | None = None


def compared(
    asked: Sequence[Asked],
    encoder: Encoder,
    least: float = LIKELY,
    manners: dict[str, float] | None = None,
) -> list[Told]:
    """How each text stands to the wording, and how its page is told.

    Nothing is told of what even the best comparison would not make as sure as `least`.  `manners`
    are those of the openings known so far; more are added.
    """
    known = {} if manners is None else manners
    told = [Told()] * len(asked)
    worth = [row for row, one in enumerate(asked) if _at_best(one, PLAINEST) >= least]
    openings = {asked[row].opening: None for row in worth if asked[row].opening not in known}
    known.update(zip(openings, encoder.manners(list(openings)), strict=True))
    worth = [row for row in worth if _at_best(asked[row], known[asked[row].opening]) >= least]
    if not worth:
        return told

    def promises(at: int, apart: Sequence[float]) -> bool:
        """Whether a pair could still be sure enough, by what its two texts tell apart."""
        row = worth[at]
        best = best_beside(*apart)
        return decision().asserted(asked[row].evidence, best, known[asked[row].opening]) >= least

    pairs = [(asked[row].text, asked[row].wording) for row in worth]
    claims = np.array([asked[row].claim for row in worth])
    outcomes = encoder.compare(pairs, promises, claims)
    for row, outcome in zip(worth, outcomes.tolist(), strict=True):
        comparison = Comparison(*outcome)
        manner = known[asked[row].opening]
        told[row] = Told(manner, comparison if comparison.different < 1 else None)
    return told


def _at_best(one: Asked, manner: float) -> float:
    """How sure it is at most that the text makes the claim."""
    return decision().asserted(one.evidence, best_of(one.evidence, one.claim_nearness), manner)


def candidates_of(
    page: Page, snapshot: Snapshot, encoder: Encoder
) -> list[tuple[Passage, Candidate]]:
    """The pairs that may be worth a comparison, the likeliest first: not many of a page."""
    sentences = said(page.sentences)
    looked_up = passages(page.article, sentences)
    if not looked_up or not snapshot.records or not _is_judged(page):
        return []
    vectors = encoder.queries([plain(sentence.text) for sentence in sentences])
    by_row = dict(enumerate(vectors))
    found = [
        (passage, candidate)
        for passage in looked_up
        for candidate in snapshot.candidates(plain(passage.text), _joined(by_row, passage))
        # A wording of a word or two is in every text on its subject: it is no claim.
        if says(snapshot.wordings[candidate.wording][1])
    ]
    found = _by_themselves(found, snapshot)
    found.sort(key=lambda pair: -_promise(pair[1]))
    return found[: max(COMPARED_LEAST, round(COMPARED_SHARE * len(sentences)))]


def _by_themselves(
    found: Sequence[tuple[Passage, Candidate]], snapshot: Snapshot
) -> list[tuple[Passage, Candidate]]:
    """Without the joined sentences one of which promises as much of the record by itself."""
    alone = {
        (passage.sentences, snapshot.wordings[candidate.wording][0].id): _promise(candidate)
        for passage, candidate in found
        if len(passage.sentences) == 1
    }
    return [
        (passage, candidate)
        for passage, candidate in found
        if len(passage.sentences) == 1
        or _promise(candidate)
        > max(
            alone.get(((row,), snapshot.wordings[candidate.wording][0].id), 0.0)
            for row in passage.sentences
        )
    ]


def _promise(candidate: Candidate) -> float:
    """How likely it is that the comparison will find the same claim, for ordering only."""
    return candidate.cosine + HELD_POINT * candidate.held + CLAIM_POINT * candidate.claim_cosine


def _is_judged(page: Page) -> bool:
    """Whether the page is in a language that the judgement was measured in."""
    language = page.article.language
    return language is None or language.startswith(JUDGED)


def _joined(vectors: Mapping[int, Vectors], passage: Passage) -> Vectors:
    """A passage's row: its sentence's, or the middle of its sentences'.

    A pair's own would cost a second pass over the page; the middle lies near it.
    """
    if len(passage.sentences) == 1:
        return vectors[passage.sentences[0]]
    return units(np.mean([vectors[row] for row in passage.sentences], axis=0))


def _fit(match: Match, passage: Passage) -> tuple[bool, int, float]:
    """For choosing where to mark: of passages that are sure enough, the tightest."""
    sure = match.confidence >= decision().threshold
    return sure, -len(passage.sentences) if sure else 0, match.same_claim
