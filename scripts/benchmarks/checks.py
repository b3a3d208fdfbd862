"""How often each check fires: on rumours, on true posts and on saved pages.

    scripts/bench checks EVAL_FOLDER [--show]

Prints one row a check: marks a hundred posts on either side, and marks a page.  `--show` prints
every mark on a page or a true post, to be looked at.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from mingbian.checks import all_checks
from mingbian.pipeline.annotations import Finding
from mingbian.pipeline.capture import Capture
from mingbian.pipeline.decode import decode_html
from mingbian.pipeline.extract import extract
from mingbian.pipeline.page import Knowledge, Page
from mingbian.pipeline.sentences import split
from mingbian.pipeline.stance import stance_of

PAGE_SETS = ("pages_zh_gne", "pages_zh_fixtures", "pages_aeb")


class NoRebuttals:
    """An index without records: the checks of this table need none."""

    version = "empty"

    def matches(self, page: Page) -> tuple[()]:
        """No match."""
        return ()


KNOWLEDGE = Knowledge(rebuttals=NoRebuttals(), now=datetime.now(UTC))


def marks(capture: Capture) -> tuple[Page, list[tuple[str, Finding]], float]:
    """The page, what the checks find on it, and the milliseconds they took together."""
    article = extract(capture)
    sentences = split(article)
    page = Page(capture, article, sentences, stance_of(article, sentences))
    start = time.perf_counter()
    found = [
        (name, finding)
        for name, find in all_checks().items()
        if name != "rebuttal" and article.text
        for finding in find(page, KNOWLEDGE)
    ]
    return page, found, (time.perf_counter() - start) * 1000


def posts(path: Path, label: str | None = None) -> Iterator[Capture]:
    """The posts of a JSON Lines file, those with this label."""
    for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n"):
        post = json.loads(line)
        if label is None or post["label"] == label:
            yield Capture(text=post["text"])


def pages(folder: Path) -> Iterator[Capture]:
    """The saved pages of a set, with the addresses that its gold file states."""
    gold = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    urls = {row["file"]: row.get("url") for row in map(json.loads, gold)}
    for path in sorted((folder / "pages").iterdir()):
        yield Capture(html=decode_html(path.read_bytes()), url=urls.get(path.name))


def measure(name: str, captures: Iterable[Capture], show: bool) -> Counter[str]:
    """Marks by check; `any` counts captures with one, `all` captures."""
    table: Counter[str] = Counter()
    slowest = 0.0
    for capture in captures:
        page, found, spent = marks(capture)
        slowest = max(slowest, spent)
        table["all"] += 1
        table["any"] += bool(found)
        table.update(check for check, _ in found)
        for check, finding in found if show else ():
            words = page.article.text[finding.start or 0 : (finding.end or 0)]
            print(f"  {name} {check} | {words[:120]} | {finding.message[:60]} | {capture.url}")
    print(f"{name}: {table['all']} captures, {table['any']} with a mark, slowest {slowest:.0f} ms")
    return table


def main() -> None:
    """Print the table."""
    folder, show = Path(sys.argv[1]), "--show" in sys.argv
    both = [capture for name in PAGE_SETS for capture in pages(folder / name)]
    columns = {
        "checked rumours": measure("checked", posts(folder / "zh_checked/queries.jsonl"), False),
        "checked true": measure("true", posts(folder / "zh_checked/queries_neg.jsonl"), show),
        "ced rumours": measure("ced rumours", posts(folder / "zh_ced/all.jsonl", "rumor"), False),
        "ced others": measure("ced", posts(folder / "zh_ced/all.jsonl", "nonrumor"), False),
        "pages": measure("pages", both, show),
    }
    print(f"{'check':18}" + "".join(f"{column:>18}" for column in columns))
    for check in [*sorted(all_checks()), "any"]:
        row = (f"{100 * table[check] / table['all']:17.2f}%" for table in columns.values())
        print(f"{check:18}" + "".join(row))


if __name__ == "__main__":
    main()
