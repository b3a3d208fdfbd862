"""How long a Chinese page of 40 sentences takes, beside the plain recipe, in one run.

    scripts/bench page [--runs N]

The plain recipe is a float32 SentenceTransformer, one sentence at a time, over a flat FAISS
index.  Both read the same pages in turn, against the curated index and against 100,000 records.
The filling records are halves of two curated wordings joined; their vectors are the middle of
the two with noise, so that nothing has to be encoded for hours.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mingbian.environment import tame_libraries

tame_libraries()  # before torch and faiss are imported

import faiss  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

from mingbian.pipeline.capture import Capture  # noqa: E402
from mingbian.pipeline.check import check_page  # noqa: E402
from mingbian.pipeline.extract import extract  # noqa: E402
from mingbian.pipeline.page import Knowledge, Page  # noqa: E402
from mingbian.pipeline.sentences import split  # noqa: E402
from mingbian.rebuttals import judging  # noqa: E402
from mingbian.rebuttals.encoder import Encoder, open_encoder  # noqa: E402
from mingbian.rebuttals.encoder.compared import WIDTH  # noqa: E402
from mingbian.rebuttals.encoder.unpack import unpacked  # noqa: E402
from mingbian.rebuttals.judging import candidates_of  # noqa: E402
from mingbian.rebuttals.library import Library  # noqa: E402
from mingbian.rebuttals.vector_file import SUBJECT, key_of, units  # noqa: E402
from mingbian.rebuttals.vector_store import VectorStore  # noqa: E402
from mingbian.records import Record  # noqa: E402
from mingbian.settings import Settings  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = 40
RECORDS = 100_000
NEAREST = 10
NOISE = 0.02  # of a filling vector's numbers; a curated vector's are about 0.05
SEED = 2026
#: Kinds of our own sentences that a news page is made of; denials and questions would be easier.
QUIET = {"same_topic", "other_number", "other_place_or_person", "other_time"}

Rows = dict[str, list[float]]


def main() -> None:
    """Measure both indexes and print one table each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=30)
    runs = parser.parse_args().runs
    settings = Settings.from_environment()
    encoder = open_encoder(settings)
    records = curated(settings)
    store = VectorStore(encoder, settings.instance / "vectors")
    vectors = store.vectors([text for record in records for text in record.wordings], print)
    pages = [page(random.Random(SEED + run)) for run in range(runs + 1)]  # noqa: S311 - no secret
    print(f"{os.cpu_count()} cores, {runs} pages of {SENTENCES} sentences; milliseconds")
    library = Library.of(records, encoder, store)
    show("curated index", measure(library, encoder, vectors, pages, settings))
    records, vectors = filled(records, vectors)
    with tempfile.TemporaryDirectory() as folder:
        store = VectorStore(encoder, Path(folder))
        store.file.append([key_of(text) for record in records for text in record.wordings], vectors)
        library = Library.of(records, encoder, store)
    show(f"{len(records):,} records", measure(library, encoder, vectors, pages, settings))


def curated(settings: Settings) -> list[Record]:
    """The records of index/."""
    paths = sorted((settings.index / "rebuttals").rglob("*.json"))
    return [Record.from_json(json.loads(path.read_text(encoding="utf-8"))) for path in paths]


def page(chance: random.Random) -> str:
    """A page of 40 different sentences near the index's subjects, one of them debunked."""
    lines = (ROOT / "tests/rebuttals/sentences/tune.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    rows = [row for row in rows if "\u4e00" <= row["text"][0] <= "\u9fff"]
    asserted = [row["text"] for row in rows if row["kind"] == "asserted"]
    others = [row["text"] for row in rows if row["kind"] in QUIET]
    chosen = [*chance.sample(others, SENTENCES - 1), chance.choice(asserted)]
    chance.shuffle(chosen)
    return "".join(f"<p>{''.join(chosen[i : i + 4])}</p>" for i in range(0, SENTENCES, 4))


def filled(records: list[Record], vectors: Any) -> tuple[list[Record], Any]:
    """The curated records and as many joined ones as make RECORDS."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    noise = np.random.default_rng(SEED)
    texts = [text for record in records for text in record.wordings]
    pairs = np.array(
        [(chance.randrange(len(texts)), chance.randrange(len(texts))) for _ in range(RECORDS)]
    )[: RECORDS - len(records)]
    rows = vectors[pairs].mean(axis=1) + noise.normal(0, NOISE, (len(pairs), vectors.shape[1]))
    rows = units(rows).astype(np.float32)
    joined = [texts[a][: len(texts[a]) // 2] + texts[b][len(texts[b]) // 2 :] for a, b in pairs]
    more = [
        Record(f"filling-{i}", text, "zh-CN", "false", "", records[0].reviews)
        for i, text in enumerate(joined)
    ]
    return [*records, *more], np.concatenate([vectors, rows])


def measure(
    library: Library, encoder: Encoder, vectors: Any, pages: list[str], settings: Settings
) -> Rows:
    """Milliseconds by stage for each page; the first page warms up and is not counted.

    A page's sentences are read anew each time.  The records that the search finds were read
    before, and the states of claims that earlier pages met are kept, as in the service.
    """
    plain = plain_recipe(vectors, settings)
    knowledge = Knowledge(library, datetime.now(UTC))
    rows: Rows = defaultdict(list)
    for markup in pages:
        capture = Capture(html=f"<html><body><article>{markup}</article></body></html>")
        article = extract(capture)
        sentences = split(article)
        texts = [sentence.text for sentence in sentences]
        rows["plain recipe"].append(timed(lambda s=texts: plain(s)))
        encoder.forget()
        rows["encode"].append(timed(lambda s=texts: encoder.queries(s)))
        candidates_of(Page(capture, article, sentences, "asserts"), library.snapshot, encoder)
        encoder.forget()
        with search_alone(encoder):
            rows["page, search alone"].append(timed(lambda c=capture: check_page(c, knowledge)))
        encoder.forget()
        started = time.perf_counter()
        report = check_page(capture, knowledge)
        rows["page"].append((time.perf_counter() - started) * 1000)
        for stage in ("article", "sentences", "stance", "annotations"):
            rows[stage].append(report.timings_ms[stage])
        checks = [ms for name, ms in report.timings_ms.items() if name.startswith("check:")]
        rows["all checks"].append(sum(checks))
    return {stage: values[1:] for stage, values in rows.items()}


@contextmanager
def search_alone(encoder: Encoder) -> Iterator[None]:
    """Without what only the judgement needs: claim vectors, and what comes after the search."""
    reader, weighed = encoder.reader, judging.weighed
    claims_of = reader._claims_of
    # A unit vector still, the same for every text.
    same = torch.full((1, WIDTH), WIDTH**-0.5)
    reader._claims_of = lambda read, _role: same.expand(len(read.rows), -1)  # type: ignore[method-assign]
    judging.weighed = lambda *_: []
    try:
        yield
    finally:
        reader._claims_of, judging.weighed = claims_of, weighed  # type: ignore[method-assign]
        encoder.forget()


def plain_recipe(vectors: Any, settings: Settings) -> Callable[[list[str]], None]:
    """One sentence at a time through a float32 model and a flat index."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(unpacked(settings.instance)), device="cpu")
    subjects = np.ascontiguousarray(vectors[:, SUBJECT])
    index = faiss.IndexFlatIP(subjects.shape[1])
    index.add(subjects)

    def run(sentences: list[str]) -> None:
        for sentence in sentences:
            vector = model.encode([sentence], prompt_name="query", normalize_embeddings=True)
            index.search(vector, NEAREST)

    return run


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that a call takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def show(title: str, rows: Rows) -> None:
    """One line a stage: median and 95th percentile, and the ratio to the plain recipe."""
    print(f"\n{title:<22}{'median':>10}{'p95':>10}")
    for stage, values in rows.items():
        print(f"{stage:<22}{np.median(values):>10.1f}{np.percentile(values, 95):>10.1f}")
    plain, whole, alone = (rows[name] for name in ("plain recipe", "page", "page, search alone"))
    print(f"plain recipe / page, median of pairs: {np.median(np.divide(plain, whole)):.1f}")
    more = np.median(np.divide(whole, alone)) - 1
    print(f"a page takes {more:.0%} more than with the search alone, median of pairs")


if __name__ == "__main__":
    main()
