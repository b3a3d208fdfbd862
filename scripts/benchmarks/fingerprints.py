"""What a look without sending catches, what it misses, and how many pages it sends for nothing.

    scripts/bench fingerprints EVAL_FOLDER [--service]

The extension's own code looks, in Node.

- posts: rumours of zh_checked, with the claims that were rebutted as the index; true posts on
  the same subjects beside them
- sentences: those of tests/rebuttals/sentences, with the index as it is
- pages: the articles of pages_zh_gne and pages_aeb, as the service extracts them, with the index
  as it is, and with one of 10,000 records made of the other sets.  (The extension reads what
  stands around an article too.)

`--service` also asks the service's judgement which posts and sentences it would mark, and shows
how many of those a look lets through; it takes some minutes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from mingbian.environment import tame_libraries

tame_libraries()  # before torch and faiss are imported

from mingbian.api.fingerprints import body_of  # noqa: E402
from mingbian.app import open_library  # noqa: E402
from mingbian.evaluation.retrieval_set import library_of, record_of, rows  # noqa: E402
from mingbian.evaluation.text_page import page_of  # noqa: E402
from mingbian.pipeline.capture import Capture  # noqa: E402
from mingbian.pipeline.decode import decode_html  # noqa: E402
from mingbian.pipeline.extract import extract  # noqa: E402
from mingbian.rebuttals.fingerprints import fingerprints  # noqa: E402
from mingbian.rebuttals.judgement import decision  # noqa: E402
from mingbian.rebuttals.library import Library  # noqa: E402
from mingbian.records import Record  # noqa: E402
from mingbian.settings import Settings  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]

PAGES = ("pages_zh_gne", "pages_aeb")

#: The sets that the large index is made of, the Chinese ones first.
FILLING = ("zh_jiaozhen", "zh_guokr", "zh_health", "zh_index", "ct2022_2a_en")
LARGE = 10_000

LOOK = """import { lookFor, unpack } from "%s/extension/background/look.js";
import { readFileSync } from "node:fs";
const { packed, texts } = JSON.parse(readFileSync(0, "utf8"));
const known = unpack(packed);
console.log(JSON.stringify(texts.map((text) => lookFor(known, text).length > 0)));"""


def look(records: Iterable[Record], texts: Sequence[str]) -> list[bool]:
    """Whether the extension would send each text, for an index of these records."""
    packed = body_of(fingerprints(records, datetime.now(UTC).date()))
    command = ["node", "--input-type=module", "-e", LOOK % ROOT]
    given = json.dumps({"packed": packed, "texts": list(texts)})
    done = subprocess.run(command, input=given, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    answer: list[bool] = json.loads(done.stdout)
    return answer


def would_mark(library: Library, text: str) -> bool:
    """Whether the service would mark anything in a text."""
    threshold = decision().threshold
    return any(match.confidence >= threshold for match in library.matches(page_of(text)))


def share(sent: Sequence[bool]) -> str:
    """How many are sent, of how many."""
    return f"{sum(sent):>4} of {len(sent):>4}  {sum(sent) / max(1, len(sent)):.1%}"


def show(name: str, texts: Sequence[str], records: list[Record], library: Library | None) -> None:
    """One line, and one more for those that the service would mark."""
    sent = look(records, texts)
    print(f"{name:<34} {share(sent)}")
    if library is not None:
        marked = [would_mark(library, text) for text in texts]
        kept = [was for was, is_marked in zip(sent, marked, strict=True) if is_marked]
        print(f"{'':<6}of those the service marks    {share(kept)}")


def posts(folder: Path, service: bool) -> None:
    """The rumour posts and the true ones."""
    records = [record_of({**row, "title": None}) for row in rows(folder / "docs.jsonl")]
    library = library_of(folder) if service else None
    print(f"zh_checked, an index of {len(records)} claims: sent for a check")
    show("rumour posts", [row["text"] for row in rows(folder / "queries.jsonl")], records, library)
    show("true posts on the same subjects", _texts(folder / "queries_neg.jsonl"), records, None)


def sentences(records: list[Record], service: bool) -> None:
    """The sentences written for records of the index, by kind."""
    library = open_library(Settings.from_environment()) if service else None
    folder = ROOT / "tests" / "rebuttals" / "sentences"
    found = [row for part in ("tune", "held") for row in rows(folder / f"{part}.jsonl")]
    print(f"\nsentences, the index of {len(records)} records: sent for a check")
    for kind in dict.fromkeys(row["kind"] for row in found):
        texts = [row["text"] for row in found if row["kind"] == kind]
        judged = library if kind in ("asserted", "reworded") else None
        show(kind, texts, records, judged)  # type: ignore[arg-type]


def pages(folder: Path, records: list[Record]) -> None:
    """The saved pages, with the index and with a large one."""
    large = _large(folder, records)
    texts = read_pages(folder)
    for index in (records, large):
        body = json.dumps(body_of(fingerprints(index, datetime.now(UTC).date()))).encode()
        size = f"{len(gzip.compress(body)) / 1000:.0f} KB packed, {len(body) / 1000:.0f} KB plain"
        print(f"\npages, an index of {len(index)} records ({size}): sent for a check")
        for name, of_set in texts.items():
            show(name, of_set, index, None)


def read_pages(folder: Path) -> dict[str, list[str]]:
    """The article text of each saved page."""
    return {
        name: [
            extract(Capture(html=decode_html(path.read_bytes()))).text
            for path in sorted((folder / name / "pages").glob("*.html"))
        ]
        for name in PAGES
    }


def _large(folder: Path, records: list[Record]) -> list[Record]:
    more = [record_of(row) for name in FILLING for row in rows(folder / name / "docs.jsonl")]
    return [*records, *more][:LARGE]


def _texts(path: Path) -> list[str]:
    return [row["text"] for row in rows(path)]


def _index() -> list[Record]:
    paths = sorted((ROOT / "index" / "rebuttals").glob("*/*.json"))
    records = [Record.from_json(json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return [record for record in records if record.status == "published"]


def main() -> None:
    """Measure posts, sentences and pages."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder that holds zh_checked and the pages")
    parser.add_argument("--service", action="store_true", help="ask the service's judgement too")
    arguments = parser.parse_args()
    records = _index()
    posts(arguments.folder / "zh_checked", arguments.service)
    sentences(records, arguments.service)
    pages(arguments.folder, records)


if __name__ == "__main__":
    main()
