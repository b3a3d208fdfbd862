"""A page against the records: which passages may claim what a record does, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..pipeline.page import Page
from ..pipeline.sentences import Sentence
from ..pipeline.voice import voice_at
from .encoder import Encoder, Vectors
from .evidence import weigh
from .judgement import Match, decision
from .passages import Passage, passages, said, says
from .snapshot import Candidate, Snapshot

#: Pairs of a passage and a wording that are looked at closely on one page.
CLOSE_LOOKS = 60
#: Languages that the judgement was measured in; it is silent in others, where it does not know
#: the words of denial.
JUDGED = ("zh", "en")


def judge(page: Page, snapshot: Snapshot, encoder: Encoder) -> list[Match]:
    """Judged pairs of a passage of the page and a record, best first, one a record.

    `same_claim` is the probability that the two claim the same; `confidence` is that, or 0
    where the page denies, reports or asks it.
    """
    sentences = said(page.sentences)
    looked_up = passages(page.article, sentences)
    if not looked_up or not snapshot.records or not _is_judged(page):
        return []
    worded = snapshot.worded([passage.text for passage in looked_up])
    told = [(passage, rows) for passage, rows in zip(looked_up, worded, strict=True) if rows]
    candidates = _compare(snapshot, encoder, sentences, told)
    best: dict[str, tuple[tuple[bool, int, float], Match]] = {}
    for passage, candidate in candidates[:CLOSE_LOOKS]:
        match = _judge(page, passage, candidate, snapshot)
        fit = _fit(match, passage)
        if match.record.id not in best or fit > best[match.record.id][0]:
            best[match.record.id] = fit, match
    found = [match for _, match in best.values()]
    return sorted(found, key=lambda match: (-match.confidence, -match.same_claim))


def _compare(
    snapshot: Snapshot,
    encoder: Encoder,
    sentences: Sequence[Sentence],
    told: Sequence[tuple[Passage, list[int]]],
) -> list[tuple[Passage, Candidate]]:
    """The pairs with their cosines, the nearest first; other sentences are not encoded."""
    used = sorted({row for passage, _ in told for row in passage.sentences})
    vectors = encoder.queries([sentences[row].text for row in used])
    by_row = dict(zip(used, vectors, strict=True))
    found = [
        (passage, candidate)
        for passage, wordings in told
        for candidate in snapshot.near(wordings, _joined(by_row, passage))
        # A wording of a word or two is in every text on its subject: it is no claim.
        if says(snapshot.wordings[candidate.wording][1])
    ]
    return sorted(found, key=lambda pair: -pair[1].cosine)


def _is_judged(page: Page) -> bool:
    """Whether the page is in a language that the judgement was measured in."""
    language = page.article.language
    return language is None or language.startswith(JUDGED)


def _joined(vectors: Mapping[int, Vectors], passage: Passage) -> Vectors:
    """A passage's vector: its sentence's, or the middle of its sentences'.

    A pair's own vector would cost a second pass over the page; the middle lies near it.
    """
    middle: Vectors = np.mean([vectors[row] for row in passage.sentences], axis=0)
    return middle / np.float32(np.linalg.norm(middle))


def _fit(match: Match, passage: Passage) -> tuple[bool, int, float]:
    """For choosing where to mark: of passages that are sure enough, the tightest."""
    sure = match.same_claim >= decision().threshold
    return sure, -len(passage.sentences) if sure else 0, match.same_claim


def _judge(page: Page, passage: Passage, candidate: Candidate, snapshot: Snapshot) -> Match:
    record, wording = snapshot.wordings[candidate.wording]
    evidence = weigh(passage.text, wording, candidate.cosine, snapshot.words.weight)
    same = decision().probability(evidence)
    voice = voice_at(page.sentences, passage.start, passage.end)
    asserted = voice == "asserted" and page.stance != "debunks"
    confidence = same if asserted else 0.0
    return Match(record, passage.start, passage.end, confidence, same, evidence)
