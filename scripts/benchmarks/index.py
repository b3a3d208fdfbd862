"""Search in a large index: recall beside exact search, time, memory, time to build.

    scripts/bench index [CLAIMS …] [--queries N]      (10000 100000 1000000, 300)

The claims are real sentences (see claims/sentences.py) and, beyond REAL, mixtures of them (see
claims/mixing.py; the first lines show that these lie as real ones do).  The queries are sentences
that were held out.  A base is built in one process, as a running service has it built, and opened
in another, fresh one, whose memory is shown before and after the queries.  That process has no
encoder in it.  Queries are asked one at a time on one thread.  Vectors of real sentences are kept
in ~/.cache/mingbian, so a second run encodes nothing.

Each line says how many of the exact ten nearest were among the ten, and milliseconds on the clock
and of the processor (they differ when the machine has other work):

    vectors   the ten nearest by cosine, against comparing every vector
    words     the ten best by BM25, against scoring every claim
    search    what serves readers, both fused; against the same without any shortcut
    filtered  the same for claims of one topic, which one in ten has
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from mingbian.environment import tame_libraries

tame_libraries()  # before torch and faiss are imported

import faiss  # noqa: E402
import numpy as np  # noqa: E402
from claims.mixing import Mixer, nearness  # noqa: E402
from claims.sentences import SEED, sentences  # noqa: E402

from mingbian.rebuttals import snapshot as snapshot_module  # noqa: E402
from mingbian.rebuttals.bases import Base, Bases  # noqa: E402
from mingbian.rebuttals.catalogue import Wanted  # noqa: E402
from mingbian.rebuttals.growth import whole  # noqa: E402
from mingbian.rebuttals.segment import Segment  # noqa: E402
from mingbian.rebuttals.snapshot import Snapshot  # noqa: E402
from mingbian.rebuttals.vector_file import VectorFile, key_of  # noqa: E402
from mingbian.rebuttals.vectors import VectorIndex  # noqa: E402
from mingbian.records import Record, Review  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000)
#: Real sentences, beside the queries; they are encoded once, in some minutes.
REAL = 30_000
HELD_OUT = 2000
MIXED_AT_ONCE = 50_000
#: Queries that are also searched without any shortcut, which takes seconds each at a million.
EXACT_SEARCHES = 40
NEAREST = 10
NAME = "bench"
TOPIC, ONE_IN = "weather", 10
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "mingbian" / "bench"
REVIEW = Review("Bench", "media", "https://example.org/1", date=date(2026, 1, 1))


def main() -> None:
    """Build and measure each size; with `--do`, one step of one size (in a process of its own)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("claims", nargs="*", type=int, default=SIZES)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--do", choices=("build", "measure"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.do == "build":
        build(asked.folder)
    elif asked.do == "measure":
        measure(asked.folder)
    else:
        compare(asked.claims, asked.queries)


def compare(sizes: list[int], queries: int) -> None:
    """Fill, build and measure every size."""
    texts, vectors, asked = encoded(queries)
    mixer = Mixer(texts, vectors, SEED)
    print(f"{os.cpu_count()} cores; {len(texts)} real sentences, {queries} held-out queries")
    print("cosines of queries with their nearest, for 5 %, half and 95 % of the queries")
    print(f"  real      {nearness(vectors, asked[1])}")
    print(f"  mixtures  {nearness(mixer.mix(len(texts))[1], asked[1])}", flush=True)
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="mingbian-bench-") as name:
            folder = Path(name)
            fill(folder, size, texts, vectors, mixer)
            np.save(folder / "queries.npy", asked[1])
            (folder / "queries.json").write_text(json.dumps(asked[0]), encoding="utf-8")
            print(f"\n{size:,} claims")
            for step in ("build", "measure"):
                command = [sys.executable, __file__, "--do", step, "--folder", name]
                subprocess.run(command, check=True)  # noqa: S603 - this very file


def encoded(queries: int) -> tuple[list[str], Any, tuple[list[str], Any]]:
    """Real sentences with their vectors, and the queries with theirs."""
    from mingbian.rebuttals.encoder import open_encoder
    from mingbian.rebuttals.vector_store import VectorStore
    from mingbian.settings import Settings

    encoder = open_encoder(Settings.from_environment())
    every = sentences()
    held = min(HELD_OUT, len(every) // 10)
    texts, asked = every[held:][:REAL], every[: min(held, queries)]
    store = VectorStore(encoder, CACHE)
    return texts, store.vectors(texts, print), (asked, encoder.queries(asked))


def fill(folder: Path, size: int, texts: list[str], vectors: Any, mixer: Mixer) -> None:
    """Write the claims and their vectors, which are not part of what is timed."""
    file = VectorFile(folder, NAME, vectors.shape[1])
    with (folder / "claims.jsonl").open("w", encoding="utf-8") as stream:
        written = 0
        while written < size:
            if written:
                texts, vectors = mixer.mix(min(MIXED_AT_ONCE, size - written))
            texts, vectors = texts[: size - written], vectors[: size - written]
            # Mixtures may read alike: the number makes each a text of its own.
            numbered = [f"{text} {written + at}" for at, text in enumerate(texts)]
            file.append([key_of(text) for text in numbered], vectors)
            stream.writelines(json.dumps(text) + "\n" for text in numbered)
            written += len(texts)


def build(folder: Path) -> None:
    """Write the base, as `rebuttals.compact` does."""
    file, bases = opened(folder)
    started = time.perf_counter(), time.process_time()
    segment = Segment.of(records(folder), lambda texts: file.find([*map(key_of, texts)]), file)
    bases.write(Base(segment, 1, NAME))
    wall, cpu = time.perf_counter() - started[0], time.process_time() - started[1]
    peak = status()["VmHWM"] / 1e6
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.suffix != ".jsonl") / 1e9
    print(f"  built in {wall:.0f} s, {cpu:.0f} s of them of the processor", flush=True)
    print(f"  at most {peak:.2f} GB of memory meanwhile; {disk:.2f} GB on the disk", flush=True)


def records(folder: Path) -> Iterator[Record]:
    """One record a claim; one in ten has the topic."""
    with (folder / "claims.jsonl").open(encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            topics = () if number % ONE_IN else (TOPIC,)
            yield Record(
                f"r-{number}", json.loads(line), "zh-CN", "false", "", (REVIEW,), topics=topics
            )


def measure(folder: Path) -> None:
    """Open the base and ask."""
    faiss.omp_set_num_threads(1)
    file, bases = opened(folder)
    base = bases.newest()
    assert base is not None  # noqa: S101 - it was just built
    snapshot = whole(base.segment, NAME, 1)
    queries = np.load(folder / "queries.npy")
    texts = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    snapshot.search(texts[0], queries[:1], NEAREST)
    print(f"  memory after opening: {memory()}")
    index, wanted = base.segment.vectors, Wanted(topic=TOPIC)
    words, fused, limited = snapshot.words, snapshot.search, {"wanted": wanted}
    found = {
        "vectors": timed(lambda at: by_vectors(index, queries[at]), len(texts)),
        "words": timed(lambda at: by_words(snapshot, texts[at]), len(texts)),
        "search": timed(lambda at: ids(fused(texts[at], queries[at][None], NEAREST)), len(texts)),
        "filtered": timed(
            lambda at: ids(fused(texts[at], queries[at][None], NEAREST, **limited)), len(texts)
        ),
    }
    print(f"  memory after the queries: {memory()}")
    few = range(min(EXACT_SEARCHES, len(texts)))
    slow = without_shortcuts(snapshot, file)
    exact = {
        "vectors": [top(row) for row in all_cosines(index, queries)],
        "words": [top(words.scores([text])[0]) for text in texts],
        "search": [ids(slow.search(texts[at], queries[at][None], NEAREST)) for at in few],
        "filtered": [ids(slow.search(texts[at], queries[at][None], NEAREST, wanted)) for at in few],
    }
    print(f"  {'':<10}{'recall@10':>10}{'p50 ms':>9}{'p95 ms':>9}{'of cpu p50':>12}{'p95':>8}")
    for name, (answers, wall, cpu) in found.items():
        pairs = list(zip(answers, exact[name], strict=False))
        recall = np.mean([len(set(a) & set(b)) / max(1, len(b)) for a, b in pairs])
        p50, p95 = np.percentile(wall, (50, 95))
        low, high = np.percentile(cpu, (50, 95))
        print(f"  {name:<10}{recall:>10.3f}{p50:>9.1f}{p95:>9.1f}{low:>12.1f}{high:>8.1f}")


def opened(folder: Path) -> tuple[VectorFile, Bases]:
    """The vectors and the bases of a size."""
    sample = np.load(folder / "queries.npy", mmap_mode="r")
    file = VectorFile(folder, NAME, sample.shape[1])
    return file, Bases(folder / "index", file)


def by_vectors(index: VectorIndex, query: Any) -> list[int]:
    """The ten nearest rows, as a search looks for them."""
    rows = index.nearest(query[None], snapshot_module.DEPTH)
    return [int(row) for row in rows[top(index.cosines(rows, query[None])[:, 0])]]


def by_words(snapshot: Snapshot, text: str) -> list[int]:
    """The ten best rows, as a search looks for them."""
    asked = snapshot.words.asked(text)
    rows = np.flatnonzero(asked.partial > 0)
    rows = np.sort(rows[top(asked.partial[rows], snapshot_module.FINALISTS)])
    return [int(row) for row in rows[top(asked.complete(rows))]]


def without_shortcuts(snapshot: Snapshot, file: VectorFile) -> Snapshot:
    """The snapshot, but every vector is compared and every word is read for every claim."""

    class Every(VectorIndex):
        def nearest(self, queries: Any, depth: int, allowed: Any = None) -> Any:
            rows = np.arange(len(self._places)) if allowed is None else np.flatnonzero(allowed)
            return rows

    segment = snapshot.parts[0].segment
    places = segment.layout.places
    every = Every(file, places, None)
    slow = whole(dataclasses.replace(segment, vectors=every), NAME, 1)
    plain = slow.words.asked
    slow.words.asked = lambda text: plain(text, len(places) * len(text))  # type: ignore[method-assign]
    return slow


def all_cosines(index: VectorIndex, queries: Any) -> Iterator[Any]:
    """For each query the cosines of every row."""
    for start in range(0, len(queries), 25):
        yield from index.cosines(None, queries[start : start + 25]).T


def top(scores: Any, limit: int = NEAREST) -> Any:
    """Places of the highest scores above 0, the best first."""
    best = np.flatnonzero(scores > 0)
    if len(best) > limit:
        best = best[np.argpartition(-scores[best], limit)[:limit]]
    return best[np.argsort(-scores[best], kind="stable")]


def ids(found: list[tuple[Record, float]]) -> list[str]:
    """The records' ids."""
    return [record.id for record, _ in found]


def timed(ask: Callable[[int], Any], count: int) -> tuple[list[Any], list[float], list[float]]:
    """The answers, and how long each took: on the clock and of the processor."""
    answers, wall, cpu = [], [], []
    for at in range(count):
        started = time.perf_counter(), time.process_time()
        answers.append(ask(at))
        wall.append((time.perf_counter() - started[0]) * 1000)
        cpu.append((time.process_time() - started[1]) * 1000)
    return answers, wall, cpu


def memory() -> str:
    """Resident memory of this process, and what of it is mapped files, which it shares."""
    now = status()
    return f"{now['VmRSS'] / 1e6:.2f} GB, of it mapped {now['RssFile'] / 1e6:.2f} GB"


def status() -> dict[str, int]:
    """Memory of this process, in kB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    pairs = [line.split() for line in lines if line.startswith(("Vm", "Rss"))]
    return {pair[0].removesuffix(":"): int(pair[1]) for pair in pairs}


if __name__ == "__main__":
    main()
