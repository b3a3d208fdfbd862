"""How many quotes the extension finds again in real pages, in a real Chromium.

    scripts/bench anchoring [EVAL_FOLDER] [--seed N] [--show]

Every page of pages_zh_gne and pages_aeb is served on 127.0.0.1 without scripts and checked by a
press on the button; the service's answer is made here, by its own extraction, with five random
sentences of the article as marks.  Prints, for each set: marks placed on exactly the sentence
(white space aside), on other text, and not at all; the main thread's time for reading the page
and placing the marks; and how long after all nodes were put in anew the marks stand again.

Then, and alone without a folder, the main thread's time on articles of 5,000 and of 13,750 nodes
(5,000 elements and their text), read and marked over and over.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mingbian.pipeline.annotations import Finding, annotate
from mingbian.pipeline.capture import Capture
from mingbian.pipeline.decode import decode_html
from mingbian.pipeline.extract import extract
from mingbian.pipeline.sentences import split

ROOT = Path(__file__).resolve().parents[2]

os.environ["PW_CHROMIUM_ATTACH_TO_OTHER"] = "1"  # before Playwright starts
sys.path.insert(0, str(ROOT / "tests" / "extension"))  # the browser that the tests drive

from browser import Chromium, start  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from sites import Sites  # noqa: E402
from stub import StubService  # noqa: E402

SETS = ("pages_zh_gne", "pages_aeb")

#: Saved pages must stay as they were saved: their scripts would go elsewhere.
POLICY = "script-src 'none'; frame-src 'none'"

MARKS = 5

#: Seconds for one check: what else the machine does must not end the measurement.
PATIENCE = 60

PLACED = """mingbianGuest.marks.placed.map(({annotation, text}) =>
    [annotation.target.selector[0].exact, text])"""

#: Milliseconds from the moment all of the page's nodes are new to the moment the marks stand
#: again; null where they do not within two seconds.
AGAIN = """new Promise(done => {
    const {marks} = mingbianGuest;
    const before = marks.inPage().length;
    const stands = () => marks.inPage().length === before && marks.stand();
    const start = performance.now();
    document.body.replaceWith(document.body.cloneNode(true));
    const look = () => stands() ? done(performance.now() - start)
        : performance.now() - start > 2000 ? done(null) : setTimeout(look, 5);
    look(); })"""

TIMED = """(() => { const start = performance.now(); mingbianGuest.capture({keepQuery: false});
    const read = performance.now(); mingbianGuest.marks.replace();
    return [document.getElementsByTagName('*').length, read - start, performance.now() - read];
})()"""


#: Nodes of the made articles, texts too, and how often each is read.
NODES, TIMES = (5000, 13_750), 40

#: One paragraph of a made article: 4 elements and 7 texts, about 60 characters.
PARAGRAPH = (
    "<p>第{i}段说的是湖边的早晨，<b>天刚亮</b>，已经有人在<a href=/{i}>打太极拳</a>，"
    "卖豆浆的车停在<i>老地方</i>，队排到了桥头第{i}根柱子。</p>"
)


@dataclass
class RandomMarks(StubService):
    """A service that marks random sentences of what its own extraction reads."""

    chance: random.Random = field(default_factory=random.Random)

    def report(self, body: dict[str, Any]) -> dict[str, Any]:
        """The contract's report, with up to five sentences as marks."""
        article = extract(Capture(html=body.get("html"), text=body.get("text"), url=body["url"]))
        sentences = split(article)
        chosen = self.chance.sample(sentences, min(MARKS, len(sentences)))
        findings = [
            ("bench", Finding("notice", "标注", "试一试", 1.0, one.start, one.end))
            for one in chosen
        ]
        self.marks = []
        report = super().report({**body, "text": article.text or "-"})
        marks = [mark.to_json() for mark in annotate(findings, article, body["url"])]
        return report | {"annotations": marks}


@dataclass
class Score:
    """What became of the marks of one set."""

    outcomes: Counter[str] = field(default_factory=Counter)
    times: list[tuple[int, float, float]] = field(default_factory=list)
    again: list[float | None] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def count(self, page: str, wanted: str, found: str) -> None:
        """Sort one mark: exact, other or unplaced."""
        outcome = "unplaced" if not found else "exact" if bare(wanted) == bare(found) else "other"
        self.outcomes[outcome] += 1
        if outcome != "exact":
            self.shown.append(f"  {outcome} {page}\n    wanted {wanted!r}\n    found  {found!r}")


def bare(text: str) -> str:
    """Without white space and what is not seen."""
    return re.sub(r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]", "", text)


def measure(chromium: Chromium, sites: Sites, folder: Path) -> Score:
    """Check every page of a set."""
    score = Score()
    for path in sorted((folder / "pages").glob("*.html")):
        html = decode_html(path.read_bytes())
        page = chromium.open(sites.put(html, host="saved.test", csp=POLICY), whole=False)
        state = chromium.check(page, PATIENCE)
        if state["phase"] == "done":
            world = chromium.world(page)
            for wanted, found in world.evaluate(PLACED):
                score.count(path.name, wanted, found)
            score.times.append(tuple(world.evaluate(TIMED)))
            score.again.append(world.evaluate(AGAIN))
        else:
            score.outcomes[f"page {state['problem']}"] += 1
            score.shown.append(f"  {state['problem']} {path.name}")
        chromium.close_pages()
    return score


def print_score(name: str, score: Score, show: bool) -> None:
    """One row for the set, and what went wrong below it."""
    total = sum(score.outcomes[kind] for kind in ("exact", "other", "unplaced"))
    share = score.outcomes["exact"] / total if total else 0
    print(f"{name:<14} {total:>4} marks  exact {share:.1%}  {dict(score.outcomes)}")
    spent = sorted(read + place for _, read, place in score.times)
    nodes = statistics.median(nodes for nodes, _, _ in score.times)
    print(
        f"{'':<14} {nodes:.0f} elements (median); reading and placing: median "
        f"{statistics.median(spent):.0f} ms, 95th percentile {spent[int(len(spent) * 0.95)]:.0f} ms"
    )
    again = sorted(time for time in score.again if time is not None)
    print(
        f"{'':<14} marks stand again after new nodes: median {statistics.median(again):.0f} ms, "
        f"slowest {again[-1]:.0f} ms, not within 2 s: {score.again.count(None)}"
    )
    if show:
        print("\n".join(score.shown))


def measure_made(chromium: Chromium, sites: Sites, nodes: int) -> list[float]:
    """Milliseconds of the main thread for one reading and placing of a made article, sorted."""
    paragraphs = "".join(PARAGRAPH.format(i=i) for i in range(nodes // 11))
    html = f"<!doctype html><html lang=zh><title>湖边</title><h1>湖边</h1>{paragraphs}"
    page = chromium.open(sites.put(html, host="made.test"))
    chromium.check(page, PATIENCE)
    world = chromium.world(page)
    spent = []
    for _ in range(TIMES):
        _, read, place = world.evaluate(TIMED)
        spent.append(read + place)
        page.wait_for_timeout(50)
    chromium.close_pages()
    return sorted(spent)


def print_made(nodes: int, spent: list[float]) -> None:
    """One row."""
    print(
        f"{'made':<14} {nodes} nodes, {MARKS} marks; reading and placing: "
        f"median {statistics.median(spent):.0f} ms, "
        f"95th percentile {spent[int(len(spent) * 0.95)]:.0f} ms"
    )


def as_built(folder: Path) -> Path:
    """A copy of dist/chrome, so that a build in the meantime changes nothing."""
    copy: Path = shutil.copytree(ROOT / "extension" / "dist" / "chrome", folder / "chrome")
    return copy


def main() -> None:
    """Measure both sets."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "folder", type=Path, nargs="?", help="the folder that holds pages_zh_gne and pages_aeb"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print every mark that is not exact")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    service = RandomMarks(chance=random.Random(arguments.seed))  # noqa: S311 - no secret
    with (
        tempfile.TemporaryDirectory() as folder,
        Sites() as sites,
        service,
        sync_playwright() as playwright,
        start(playwright, as_built(Path(folder)), Path(folder, "profile")) as chromium,
    ):
        chromium.settings(server=service.address)
        for name in SETS if arguments.folder else ():
            score = measure(chromium, sites, arguments.folder / name)
            if arguments.json:
                print(json.dumps({"set": name, **score.outcomes}))
            else:
                print_score(name, score, arguments.show)
        for nodes in NODES:
            spent = measure_made(chromium, sites, nodes)
            if arguments.json:
                print(json.dumps({"nodes": nodes, "milliseconds": statistics.median(spent)}))
            else:
                print_made(nodes, spent)


if __name__ == "__main__":
    main()
