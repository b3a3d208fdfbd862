"""The pairs of a passage and a claim that the comparison is trained on."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mingbian.evaluation.retrieval_set import rows as lines
from mingbian.pipeline.sentences import spans
from mingbian.rebuttals.encoder import Encoder, Vectors
from mingbian.rebuttals.vector_file import SUBJECT
from mingbian.rebuttals.words import has_chinese
from written_texts import Row, near_claims, subjects

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "tests" / "rebuttals" / "sentences"
OUTCOMES = {
    "same": ("same",),
    "different": ("different",),
    "opposite": ("opposite",),
    "denied": ("mentioned",),
    "reported": ("mentioned",),
    "asked": ("mentioned",),
}
#: Two claims nearer than this may be the same, so they are no example of different ones.
TOO_NEAR = 0.945
#: Of the claims near a passage, those that a wrong one is drawn from; how often it is the
#: nearest; and for how many of the passages one is drawn.
NEAR, NEAREST, MINED = 12, 0.6, 0.7
#: Share of the posts that are also put beside another wording of their claim.
ALIKE = 0.4
#: Sentences of a post that are put beside a claim which none of them makes: a page is judged by its
#: sentences, and a heading or a call to pass it on reads unlike a whole post.
PARTS = 2
#: Claims of its subject that a text about the subject is put beside.
BESIDE = 2
#: How often what lies nearest to a claim, in its words, is seen beside the rest: the model must not
#: learn that a claim told almost word for word is a trap.
NEAR_TIMES = 3
#: What stands before and after a claim that is passed on as it is, by whether it is Chinese; share
#: of the claims that are also shown so.
LEADS = {
    True: (
        "紧急通知：",
        "大家注意了，",
        "快告诉家里人，",
        "刚刚确认，",
        "真没想到，",
        "姐妹们，",
        "【提醒】",
    ),
    False: ("Just confirmed: ", "Please read this. ", "Wake up people, ", "BREAKING: "),
}
TAILS = {
    True: (
        "，都转给身边的人！",
        "，太可怕了",
        "，大家都看看吧。",
        "……",
        "，小心为上",
        "[怒]",
        "！！",
    ),
    False: (" Share before it is gone!", " Unbelievable.", " Stay safe everyone.", "!!"),
}
PASSED_ON = 0.6
#: Kinds of pairs whose claims are records' or invented ones.
PLAIN = {"same", "post:same", "subject:same"}
#: Characters up to which a written sentence can stand for a claim.
SHORT = 60
#: Labels whose first lines come from frames, and the share of those that is used.
FRAMED, FRAMES_KEPT = {"denied", "reported", "asked"}, 0.35
#: Pairs of snli, and shares of the other open sets, that are used: enough for the model to learn
#: inference in Chinese, few enough that rumours remain half of what it sees.
SNLI, PAWSX, STSB = 2000, 0.5, 0.3
#: Characters beyond which a pair of pawsx is left out: long ones take most of the time.
LONGEST = 70
#: Similarity (0 to 5) from which two sentences of stsb say the same, and up to which they do not.
STSB_SAME, STSB_DIFFERENT = 4.4, 3.2
#: Of the records, one in so many is held back.
HELD = 10


@dataclass(frozen=True)
class Pair:
    """A passage beside a claim, and how the two may stand to each other."""

    passage: str
    claim: str
    outcomes: tuple[str, ...]
    kind: str


def pairs_of(
    folder: Path, encoder: Encoder, index: Path, seed: int
) -> tuple[list[Pair], list[Pair]]:
    """The pairs to train on, and those of the records held back."""
    rng = random.Random(seed)  # noqa: S311 - a draw that can be repeated, not a secret
    records = {record["id"]: record for record in unmeasured(index)}
    trained: list[Pair] = []
    held: list[Pair] = []
    for record_id, pair in _own(records, encoder, index, rng):
        (held if is_held(record_id) else trained).append(pair)
    for claim, pair in _posts(index / "judgement" / "posts.jsonl", encoder, rng):
        (held if is_held(claim) else trained).append(pair)
    for subject, pair in _subjects(subjects(index / "judgement", "comparison"), encoder, rng):
        (held if is_held(subject) else trained).append(pair)
    for claim, pair in _nearest(near_claims(index / "judgement", "comparison")):
        if is_held(claim):
            held.append(pair)
        else:
            trained += [pair] * NEAR_TIMES
    claims = dict.fromkeys(pair.claim for pair in trained if pair.kind in PLAIN)
    trained += _verbatim(list(claims), rng)
    trained += _sentence_pairs(folder / "pairs_zh", rng)
    trained += _health(folder / "zh_health", encoder)
    return trained, held


def _own(
    records: dict[str, Row], encoder: Encoder, index: Path, rng: random.Random
) -> Iterator[tuple[str, Pair]]:
    claims = [(name, wording) for name, one in records.items() for wording in wordings_of(one)]
    vectors = subjects_of(encoder.passages([wording for _, wording in claims]))
    first = {name: vectors[at] for at, (name, _) in reversed(list(enumerate(claims)))}
    owners = np.array([name for name, _ in claims])

    def wrong(name: str, near: np.ndarray) -> Iterator[str]:
        """Claims of other records, the nearest first."""
        for at in np.argsort(-near)[: 3 * NEAR]:
            if owners[at] != name and first[owners[at]] @ first[name] < TOO_NEAR:
                yield claims[at][1]

    def mined(name: str, texts: Sequence[str]) -> Iterator[tuple[str, Pair]]:
        """Texts of a record beside near claims of others."""
        for text, query in zip(texts, subjects_of(encoder.queries(texts)), strict=True):
            others = list(wrong(name, vectors @ query))[:NEAR]
            if others:
                other = others[0] if rng.random() < NEAREST else rng.choice(others)
                yield name, Pair(text, other, ("different",), "mined")

    written: dict[str, list[Row]] = defaultdict(list)
    for row in lines(index / "judgement" / "pairs.jsonl"):
        if row["record"] in records:
            written[row["record"]].append(row)
    for name, record in records.items():
        own = _thinned(written[name], rng)
        yield from ((name, pair) for pair in _written(record, own, rng))
        yield from ((name, pair) for pair in _of_record(record))
        yield from mined(name, [row["text"] for row in own if rng.random() < MINED])
        yield from mined(name, [record["claim"], *sentences(record["rebuttal"])])


def _posts(path: Path, encoder: Encoder, rng: random.Random) -> Iterator[tuple[str, Pair]]:
    """What was written about invented claims, beside its claim and beside a near one.

    Kinds are named apart from those of the records, so that their figures can be told apart.
    """
    written: dict[str, list[Row]] = defaultdict(list)
    for row in lines(path):
        written[row["claim"]].append(row)
    claims = list(written)
    vectors = subjects_of(encoder.passages(claims))
    for at, (claim, rows) in enumerate(written.items()):
        near = vectors @ vectors[at]
        others = [claims[i] for i in np.argsort(-near)[1 : NEAR + 1] if near[i] < TOO_NEAR]
        short = [row["text"] for row in rows if row["label"] == "same" and len(row["text"]) < SHORT]
        for row in rows:
            text, label = row["text"], row["label"]
            yield claim, Pair(text, claim, OUTCOMES[label], f"post:{label}")
            parts = _parts(text, rng)
            if label == "different":
                yield from (
                    (claim, Pair(part, claim, ("different",), "post:part")) for part in parts
                )
            for part in parts[:1] if others else ():
                yield claim, Pair(part, rng.choice(others), ("different",), "post:part")
            if others and rng.random() < MINED:
                other = others[0] if rng.random() < NEAREST else rng.choice(others)
                yield claim, Pair(text, other, ("different",), "post:mined")
            alike = [other for other in short if other != text]
            if alike and label in {"same", "different"} and rng.random() < ALIKE:
                outcome = (label,)
                yield claim, Pair(text, rng.choice(alike), outcome, "post:alike")


def _subjects(
    rows: Sequence[Row], encoder: Encoder, rng: random.Random
) -> Iterator[tuple[str, Pair]]:
    """Claims about a subject, what asserts them, and texts about it that claim none of them."""
    claims = [one["claim"] for row in rows for one in row["claims"]]
    owners = [at for at, row in enumerate(rows) for _ in row["claims"]]
    vectors = subjects_of(encoder.passages(claims))
    asked = dict.fromkeys(text for row in rows for text in (*_longest(row), *row["about"]))
    queries = dict(zip(asked, subjects_of(encoder.queries(list(asked))), strict=True))
    for at, row in enumerate(rows):
        subject, own = row["subject"], row["claims"]
        for one in own:
            claim = one["claim"]
            told = [("same", text) for text in one["same"]]
            told += [("opposite", one["opposite"]), ("denied", one["denied"])]
            for label, text in told:
                yield subject, Pair(text, claim, OUTCOMES[label], f"subject:{label}")
            elsewhere = [other["claim"] for other in own if other is not one]
            for text in rng.sample(one["same"], 2):
                yield subject, Pair(text, rng.choice(elsewhere), ("different",), "subject:beside")
            for text, other in zip(one["same"][::2], one["same"][1::2], strict=False):
                yield subject, Pair(text, other, ("same",), "subject:alike")
            longest = one["same"][-1]
            told_elsewhere = _near(queries[longest], vectors, claims, owners, at)
            yield (
                subject,
                Pair(longest, rng.choice(told_elsewhere), ("different",), "subject:mined"),
            )
        for text in row["about"]:
            for one in rng.sample(own, BESIDE):
                wording = rng.choice([one["claim"], one["claim"], one["same"][0]])
                yield subject, Pair(text, wording, ("different",), "subject:about")
            others = _near(queries[text], vectors, claims, owners, at)
            yield subject, Pair(text, rng.choice(others), ("different",), "subject:mined")
            for part in _parts(text, rng)[:1]:
                claim = rng.choice(own)["claim"]
                yield subject, Pair(part, claim, ("different",), "subject:about")


def _longest(row: Row) -> Iterator[str]:
    return (one["same"][-1] for one in row["claims"])


def _near(
    query: Vectors, vectors: Vectors, claims: Sequence[str], owners: Sequence[int], at: int
) -> list[str]:
    """The claims of other subjects that lie nearest to a text."""
    near = np.argsort(-(vectors @ query))
    return [claims[i] for i in near[: NEAR + 4] if owners[i] != at][:NEAR]


def _nearest(rows: Sequence[Row]) -> Iterator[tuple[str, Pair]]:
    """What was written about a claim in nearly its own words: what makes it, and what does not."""
    for row in rows:
        for label in ("same", "different", "opposite"):
            for text in row.get(label, ()):
                yield row["claim"], Pair(text, row["claim"], (label,), f"near:{label}")


def _verbatim(claims: Sequence[str], rng: random.Random) -> Iterator[Pair]:
    """Claims beside themselves, and as they are passed on word for word."""
    for claim in claims:
        yield Pair(claim, claim, ("same",), "verbatim")
        if rng.random() < PASSED_ON:
            chinese = has_chinese(claim)
            bare = claim.rstrip("。.")
            lead = rng.choice(LEADS[chinese]) if rng.random() < PASSED_ON else ""
            tail = rng.choice(TAILS[chinese]) if rng.random() < PASSED_ON or not lead else ""
            yield Pair(f"{lead}{bare}{tail}", claim, ("same",), "verbatim")


def _parts(text: str, rng: random.Random) -> list[str]:
    """Some sentences of a text that has several."""
    found = sentences(text)
    return rng.sample(found, min(PARTS, len(found))) if len(found) > 1 else []


def _written(record: Row, rows: Sequence[Row], rng: random.Random) -> Iterator[Pair]:
    """What was written for a record, beside its claim and beside what it does not claim.

    Without the second a passage that is on the subject at all would pass for the claim: what
    was written as another claim on the subject is the claim that is not made.
    """
    different = [row["text"] for row in rows if row["label"] == "different"]
    short = [row["text"] for row in rows if row["label"] == "same" and len(row["text"]) <= SHORT]
    for row in rows:
        text, label = row["text"], row["label"]
        yield Pair(text, record["claim"], OUTCOMES[label], label)
        if record["phrasings"]:
            yield Pair(text, rng.choice(record["phrasings"]), OUTCOMES[label], label)
        elsewhere = [other for other in different if other != text]
        if elsewhere:
            yield Pair(text, rng.choice(elsewhere), ("different",), "beside")
        alike = [other for other in short if other != text]
        if alike and label == "same":
            yield Pair(text, rng.choice(alike), ("same",), "alike")


def _thinned(rows: Sequence[Row], rng: random.Random) -> list[Row]:
    """The rows without most of those that come from frames: see index/judgement/README.md."""
    kept = []
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row["label"]] += 1
        framed = row["label"] in FRAMED and seen[row["label"]] > 1
        if not framed or rng.random() < FRAMES_KEPT:
            kept.append(row)
    return kept


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in spans(text)]


def _of_record(record: Row) -> Iterator[Pair]:
    claim = record["claim"]
    for phrasing in record["phrasings"]:
        yield Pair(phrasing, claim, ("same",), "phrasing")
    affirms = record["verdict"] == "true"
    outcomes = ("same", "mentioned") if affirms else ("mentioned", "opposite")
    yield Pair(record["rebuttal"][:160], claim, outcomes, "rebuttal")


def _sentence_pairs(folder: Path, rng: random.Random) -> Iterator[Pair]:
    for row in lines(folder / "pawsx.jsonl"):
        if len(row["a"]) <= LONGEST and rng.random() < PAWSX:
            outcomes = ("same",) if row["label"] == "same" else ("different", "opposite")
            yield Pair(row["a"], row["b"], outcomes, "pawsx")
    meanings = {
        "entailment": ("same",),
        "neutral": ("different",),
        "contradiction": ("different", "opposite"),
    }
    for row in rng.sample(lines(folder / "snli.jsonl"), SNLI):
        yield Pair(row["premise"], row["hypothesis"], meanings[row["label"]], "snli")
    for row in lines(folder / "stsb.jsonl"):
        if row["score"] >= STSB_SAME or (row["score"] <= STSB_DIFFERENT and rng.random() < STSB):
            outcomes = ("same",) if row["score"] >= STSB_SAME else ("different", "opposite")
            yield Pair(row["a"], row["b"], outcomes, "stsb")


def _health(folder: Path, encoder: Encoder) -> Iterator[Pair]:
    documents = {row["id"]: row["title"] for row in lines(folder / "docs.jsonl")}
    queries = {row["id"]: row["text"] for row in lines(folder / "queries.jsonl")}
    right: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        query, _, document, *_ = line.split("\t")
        right.setdefault(query, set()).add(document)
    names = list(documents)
    titles = subjects_of(encoder.passages(list(documents.values())))
    asked = [name for name in queries if name in right]
    vectors = subjects_of(encoder.queries([queries[one] for one in asked]))
    for name, query in zip(asked, vectors, strict=True):
        text = queries[name]
        for document in sorted(right[name])[:2]:
            if documents[document] != text:
                yield Pair(text, documents[document], ("same",), "health")
        near = titles @ query
        wrong = [
            names[at]
            for at in np.argsort(-near)
            if names[at] not in right[name] and near[at] < TOO_NEAR
        ]
        for document in wrong[:2]:
            yield Pair(text, documents[document], ("different",), "mined")


def subjects_of(vectors: Vectors) -> Vectors:
    """Of rows of vectors those that lie near others on the same subject."""
    return vectors[:, SUBJECT]


def unmeasured(index: Path) -> Iterator[Row]:
    """The curated records, without those that the judgement is measured on."""
    measured = {
        row["record"] for name in ("tune", "held") for row in lines(SENTENCES / f"{name}.jsonl")
    }
    for path in sorted((index / "rebuttals").rglob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["id"] not in measured:
            yield record


def wordings_of(record: Row) -> Sequence[str]:
    """The record's claim and its phrasings."""
    return [record["claim"], *record["phrasings"]]


def is_held(record_id: str) -> bool:
    """Whether a record is held back from training."""
    return int(hashlib.sha256(record_id.encode()).hexdigest(), 16) % HELD == 0
