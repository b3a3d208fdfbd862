"""How many pages with ClaimReview are imported right, against a gold.jsonl beside them.

    scripts/bench claimreview ../shared/eval/pages_claimreview

Each line of gold.jsonl names a page in pages/ and the ClaimReviews it carries: claimReviewed,
rating, ratingValue, datePublished, publisher, url.  A page counts as right when a record with
the same claim, publisher, address and day comes out of it, with the verdict that the rating
means.  Pages without ClaimReview must be refused with a reason.
"""

from __future__ import annotations

import argparse
import html
import json
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from mingbian.rebuttals.importing import ImportReport, import_file
from mingbian.rebuttals.importing.texts import address_key, day_of
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.verdicts import verdict_of_rating
from mingbian.records import Record

#: The scale of a gold rating that gives only its number.
WORST, BEST = 1, 5


@dataclass
class Score:
    """What came of the pages."""

    with_review: int = 0
    right: int = 0
    without: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)


def evaluate(folder: Path) -> Score:
    """Import every page of the set, each into an empty store."""
    score = Score()
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        report, records = imported(folder / "pages" / page["file"])
        if page["claimreview"]:
            score.with_review += 1
            problems = [problem_of(gold, page["url"], records) for gold in page["claimreview"]]
            if not any(problems):
                score.right += 1
            reasons = [one.reason for one in report.refused]
            score.wrong += [f"{page['file']}: {one} {reasons}" for one in problems if one]
        else:
            score.without += 1
            score.refused += bool(report.refused and not records)
    return score


def imported(page: Path) -> tuple[ImportReport, list[Record]]:
    """The report on a page, and the records made of it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/bench.db")
        report = import_file(page, store=store)
        records = list(store.records())
        store.close()
    return report, records


def problem_of(gold: dict[str, Any], page_url: str, records: list[Record]) -> str | None:
    """The first field that no record has right; None when one has all of them right."""
    claim = _plain(gold["claimReviewed"])
    matching = [record for record in records if _plain(record.claim) == claim]
    if not matching:
        return "claim"
    record, review = matching[0], matching[0].reviews[0]
    verdict = verdict_of_rating(gold["rating"], gold["ratingValue"], WORST, BEST)
    checks = {
        "verdict": record.verdict == verdict,
        "publisher": _plain(review.publisher) == _plain(gold["publisher"]),
        "url": address_key(review.url or "") == address_key(_absolute(gold["url"], page_url)),
        "date": gold["datePublished"] is None or review.date == day_of(gold["datePublished"]),
    }
    wrong = [name for name, is_right in checks.items() if not is_right]
    return ", ".join(wrong) or None


def _absolute(url: str, page_url: str) -> str:
    host = (urlsplit(page_url).hostname or "").removeprefix("www.")
    return f"https://{url}" if host and url.startswith(host) else urljoin(page_url, url)


def _plain(text: str | list[str]) -> str:
    written = text[0] if isinstance(text, list) else text
    return " ".join(html.unescape(written).split())


def main() -> None:
    """Print the count and what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    score = evaluate(parser.parse_args().folder)
    for line in score.wrong:
        print(f"wrong: {line}")
    print(f"right: {score.right} of {score.with_review} pages with ClaimReview")
    print(f"refused with a reason: {score.refused} of {score.without} pages without")
    sys.exit(0 if score.refused == score.without else 1)


if __name__ == "__main__":
    main()
