"""Texts with all that the judgement weighs of them: what it is fitted on, and what measures it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mingbian.evaluation.labels import mark_of, right_in, sure_of
from mingbian.evaluation.retrieval_set import library_of, relevant, rows
from mingbian.evaluation.text_page import page_of
from mingbian.rebuttals.encoder import open_encoder
from mingbian.rebuttals.judgement import Match
from mingbian.rebuttals.judging import judged, ranked
from mingbian.rebuttals.library import Library
from mingbian.rebuttals.passages import Passage
from mingbian.rebuttals.vector_store import VectorStore
from mingbian.rebuttals.words import has_chinese
from mingbian.records import Record
from mingbian.settings import Settings
from written_texts import Row, near_claims, subjects, told_freely

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "tests" / "rebuttals" / "sentences"
JUDGEMENT = ROOT / "index" / "judgement"
#: All pairs are compared: what the decision before would have left out may be worth more now.
LEAST = 0.0
#: Of a text's pairs, so many are an example of what should not be marked: the surest.
SUREST = 2
#: What a text counts in the fit: a tuning sentence, and how much more a contrary among them (it and
#: the claim share nearly everything); what was written about a claim, in nearly its words, and in
#: wholly others; and a text beside records that have nothing to do with it.
TUNING, CONTRARY, WRITTEN, NEAR, TOLD, FAR = 1.0, 8.0, 0.3, 0.15, 0.1, 0.6
#: Of the texts that are about a subject and claim nothing, so many are taken.
ABOUT = 4
#: Characters up to which a text can stand for a wording.
SHORT = 60
#: Sets whose documents fill the index that is calibrated on, and the set whose true posts widen
#: the pool.
FILLING, WIDENING = ("zh_jiaozhen", "zh_guokr", "zh_index"), "zh_ced"


@dataclass(frozen=True)
class Post:
    """A post or sentence, with all that was compared."""

    pairs: list[tuple[Passage, Match]]
    right: set[str] | None  # the records that rebut it; None of what must not be marked
    counts: float = 1.0  # in the fit
    of_the_set: bool = True  # of zh_checked, not of a set that widens the pool

    def matches(self) -> list[Match]:
        """Its matches by the decision in use, best first."""
        return ranked([(passage, match.decided()) for passage, match in self.pairs])

    def hardest(self) -> list[Match]:
        """The surest right pair; of what makes no claim the SUREST surest, whatever they say."""
        matches = [match for match in self.matches() if match.confidence]
        if self.right is None:
            return matches[:SUREST]
        return [match for match in matches if match.record.id in self.right][:1]

    def mark(self) -> tuple[float, float]:
        """How sure its surest mark is, and how sure of a right record; 0 where there is none."""
        mark = mark_of(self.matches())
        return sure_of(mark), right_in(mark, self.right or set())


def read(library: Library, text: str, right: set[str] | None, counts: float = 1.0) -> Post:
    """A text, compared with all that the search found for it."""
    pairs = judged(page_of(text), library.snapshot, library.encoder, least=LEAST)
    return Post(pairs, right, counts)


def sentences(library: Library) -> Iterator[Post]:
    """The tuning sentences, against the curated records."""
    for row in rows(SENTENCES / "tune.jsonl"):
        counts = TUNING * (CONTRARY if row["kind"] == "opposite" else 1)
        yield read(library, row["text"], {row["record"]} if row["mark"] else None, counts)


def written() -> Iterator[Post]:
    """What asserts an invented claim, and what is as near to it and does not."""
    about, near = subjects(JUDGEMENT, "decision"), near_claims(JUDGEMENT, "decision")
    claims = [
        _invented(f"subject-{at}-{place}", one["claim"], _other_wording(one, place))
        for at, row in enumerate(about)
        for place, one in enumerate(row["claims"])
    ]
    library = filled(
        [*claims, *(_invented(f"near-{at}", row["claim"]) for at, row in enumerate(near))]
    )
    for at, row in enumerate(about):
        for place, one in enumerate(row["claims"]):
            yield read(library, _told(one, place), {f"subject-{at}-{place}"}, WRITTEN)
            yield read(library, one["denied" if place % 2 else "opposite"], None, WRITTEN)
        for text in _some(row["about"], ABOUT, at):
            yield read(library, text, None, WRITTEN)
    for at, row in enumerate(near):
        yield read(library, *_some(row["same"], 1, at), {f"near-{at}"}, WRITTEN)
        for label, counts in (("different", NEAR), ("opposite", WRITTEN)):
            for text in _some(row.get(label, []), 1, at):
                yield read(library, text, None, counts)


def freely_told() -> Iterator[Post]:
    """What tells an invented claim in wholly other words, and what does not, in a full index."""
    rows_of_claims = told_freely(JUDGEMENT, "decision")
    invented = [_invented(f"told-{at}", row["claim"]) for at, row in enumerate(rows_of_claims)]
    library = filled([*curated_records(), *invented])
    for at, row in enumerate(rows_of_claims):
        for label in ("same", "different", "opposite"):
            right = {f"told-{at}"} if label == "same" else None
            yield read(library, *_some(row[label], 1, at), right, TOLD)


def far(library: Library) -> Iterator[Post]:
    """What people pass on, and other news, beside records that are about something else."""
    for at, row in enumerate(subjects(JUDGEMENT, "decision")):
        for place, one in enumerate(row["claims"]):
            yield read(library, _told(one, place), None, FAR)
        for text in _some(row["about"], 1, at):
            yield read(library, text, None, FAR)


def _told(one: Row, place: int) -> str:
    """One of the texts that make a claim; another one for each claim of a subject."""
    return str(one["same"][place % len(one["same"])])


def _other_wording(one: Row, place: int) -> tuple[str, ...]:
    """A short text that makes the claim as well, and is not the one that `_told` gives."""
    other = one["same"][(place + 2) % len(one["same"])]
    return (other,) if len(other) < SHORT else ()


def _some(texts: Sequence[str], count: int, first: int) -> list[str]:
    """Some of the texts, others for each `first`."""
    return [texts[(first + step) % len(texts)] for step in range(min(count, len(texts)))]


def _invented(name: str, claim: str, phrasings: tuple[str, ...] = ()) -> Record:
    language = "zh-CN" if has_chinese(claim) else "en"
    return Record(name, claim, language, "false", "", (), phrasings=phrasings)


def seen(folder: Path) -> Iterator[Post]:
    """The posts, read once: what is compared does not hang on the decision."""
    own = folder / "zh_checked"
    library, right = library_of(own, [folder / name for name in FILLING]), relevant(own)
    for row in rows(own / "queries.jsonl"):
        yield read(library, row["text"], right.get(row["id"], set()))
    for row in rows(own / "queries_neg.jsonl"):
        yield read(library, row["text"], None)
    for row in rows(folder / WIDENING / "all.jsonl"):
        if row["label"] != "rumor":
            yield replace(read(library, row["text"], None), of_the_set=False)


def curated() -> Library:
    """The curated records, without a database."""
    return filled(curated_records())


def curated_records() -> list[Record]:
    """The records of index/."""
    paths = sorted((Settings.from_environment().index / "rebuttals").rglob("*.json"))
    return [Record.from_json(json.loads(path.read_text("utf-8"))) for path in paths]


def filled(records: Sequence[Record]) -> Library:
    """A library of these records."""
    settings = Settings.from_environment()
    encoder = open_encoder(settings)
    return Library.of(records, encoder, VectorStore(encoder, settings.instance / "vectors"))
