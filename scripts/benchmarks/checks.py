"""How often each check fires, on rumours, on true posts and on saved pages, and how long all take.

    scripts/bench checks EVAL_FOLDER [--show]

Prints one row a check: of a hundred posts on either side those it marks, and marks a page; then
the processor's milliseconds for all checks together on a page of 40 sentences.  The look-up of
rebuttals is left out of all of it.  `--show` prints every mark on a page or a true post, to be
looked at.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from mingbian.checks import all_checks
from mingbian.pipeline.annotations import Finding
from mingbian.pipeline.capture import Capture
from mingbian.pipeline.decode import decode_html
from mingbian.pipeline.extract import extract
from mingbian.pipeline.page import Knowledge, Page
from mingbian.pipeline.sentences import split
from mingbian.pipeline.stance import stance_of

PAGE_SETS = ("pages_zh_gne", "pages_zh_fixtures", "pages_aeb")
#: The page that the time is taken on, and how often it is checked.
SENTENCES, TURNS = 40, 50
ADDRESS = "https://www.example.org/2026/11/20/shops.html"


class NoRebuttals:
    """An index without records: the checks of this table need none."""

    version = "empty"

    def matches(self, page: Page) -> tuple[()]:
        """No match."""
        return ()


KNOWLEDGE = Knowledge(rebuttals=NoRebuttals(), now=datetime.now(UTC))


def marks(capture: Capture) -> tuple[Page, list[tuple[str, Finding]], float]:
    """The page, what the checks find on it, and the processor's milliseconds for all of them."""
    article = extract(capture)
    sentences = split(article)
    page = Page(capture, article, sentences, stance_of(article, sentences))
    start = time.process_time()
    found = [
        (name, finding)
        for name, find in all_checks().items()
        if name != "rebuttal" and article.text
        for finding in find(page, KNOWLEDGE)
    ]
    return page, found, (time.process_time() - start) * 1000


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
    """Captures with a mark, by check; `any` counts those with one, `marks` all marks."""
    table: Counter[str] = Counter()
    for capture in captures:
        page, found, _ = marks(capture)
        table["all"] += 1
        table["any"] += bool(found)
        table["marks"] += len(found)
        table.update({check for check, _ in found})
        for check, finding in found if show else ():
            words = page.article.text[finding.start or 0 : (finding.end or 0)]
            print(f"  {name} {check} | {words[:120]} | {finding.message[:60]} | {capture.url}")
    return table


def page_of_40() -> Capture:
    """A page of 40 made-up sentences, with styles, links and a label as pages have them."""
    lines = [
        f"<p>镇上的第{n}家店今天开门，店主说从{n}月起每周二休息，详情见<a href='/n/{n}'>告示</a>。"
        f"据附近的住户介绍，店里卖的是{n * 3}种糕点，价钱比去年高了一成。</p>"
        for n in range(1, SENTENCES // 2 + 1)
    ]
    styles = "<style>" + "".join(f".c{n}{{color:#333;font-size:{n}px}}" for n in range(200))
    body = f"<h1>镇上新开了二十家店</h1><p class='c12'>来源：滨湖在线</p>{''.join(lines)}"
    head = f"<title>镇上新开了二十家店</title>{styles}</style>"
    return Capture(html=f"<html><head>{head}</head><body>{body}</body></html>", url=ADDRESS)


def print_time() -> None:
    """The milliseconds of all checks together on a page of 40 sentences."""
    capture = page_of_40()
    spent = sorted(marks(capture)[2] for _ in range(TURNS))
    sentences = len(marks(capture)[0].sentences)
    print(
        f"all checks on a page of {sentences} sentences: median {median(spent):.1f} ms, "
        f"slowest of {TURNS} {spent[-1]:.1f} ms"
    )


def main() -> None:
    """Print the table."""
    folder, show = Path(sys.argv[1]), "--show" in sys.argv
    both = (capture for name in PAGE_SETS for capture in pages(folder / name))
    columns = {
        "checked rumours": measure("checked", posts(folder / "zh_checked/queries.jsonl"), False),
        "checked true": measure("true", posts(folder / "zh_checked/queries_neg.jsonl"), show),
        "CED rumours": measure("ced rumours", posts(folder / "zh_ced/all.jsonl", "rumor"), False),
        "CED others": measure("ced", posts(folder / "zh_ced/all.jsonl", "nonrumor"), False),
        "pages": measure("pages", both, show),
    }
    print(f"| {'check':16} |" + "".join(f" {name:>15} |" for name in columns))
    print("|---|" + "---|" * len(columns))
    for check in [*(name for name in sorted(all_checks()) if name != "rebuttal"), "any"]:
        cells = (
            f"{table[check]} ({100 * table[check] / table['all']:.2f} %)"
            for table in columns.values()
        )
        print(f"| {check:16} |" + "".join(f" {cell:>15} |" for cell in cells))
    print(f"| {'of':16} |" + "".join(f" {table['all']:>15} |" for table in columns.values()))
    saved = columns["pages"]
    print(f"\nmarks a page: {saved['marks'] / saved['all']:.3f}")
    print_time()


if __name__ == "__main__":
    main()
