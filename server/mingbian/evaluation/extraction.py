"""How well articles are read: text and date of saved pages, beside trafilatura alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import trafilatura

from ..errors import NoArticle
from ..pipeline.article import Article
from ..pipeline.capture import Capture
from ..pipeline.decode import decode_html
from ..pipeline.extract import extract

GRAM = 4  # characters


@dataclass(frozen=True)
class SavedPage:
    """A page as it was saved, and what people found on it."""

    html: str
    url: str | None
    gold: dict[str, Any]


def evaluate_extraction(folder: Path, split: str | None = None) -> dict[str, Any]:
    """Mean F1 of character 4-grams of the body, and how many dates are right to the day.

    Text is measured on pages whose gold has one, dates on pages whose gold has one of high
    confidence (or says nothing of confidence).  White space does not count.
    """
    ours, alone, right, dated = [], [], 0, 0
    pages = [page for page in saved_pages(folder) if split in (None, page.gold.get("split"))]
    for page in pages:
        article = _read(page)
        if page.gold.get("text"):
            ours.append(gram_f1(page.gold["text"], article.body))
            alone.append(gram_f1(page.gold["text"], _trafilatura(page.html)))
        if page.gold.get("date") and page.gold.get("date_conf", "high") == "high":
            dated += 1
            found = article.published
            right += found is not None and found.day.isoformat() == page.gold["date"][:10]
    return {
        "pages": len(pages),
        "f1": _mean(ours),
        "f1_trafilatura": _mean(alone),
        "dates_right": right,
        "dates": dated,
    }


def saved_pages(folder: Path) -> Iterator[SavedPage]:
    """The pages of a set laid out as `pages/` and `gold.jsonl`."""
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        data = (folder / "pages" / gold["file"]).read_bytes()
        yield SavedPage(decode_html(data), gold.get("url"), gold)


def gram_f1(gold: str, found: str) -> float:
    """F1 of the two texts' character 4-grams, each counted as often as it stands there."""
    wanted, given = _grams(gold), _grams(found)
    common = sum((wanted & given).values())
    if not common:
        return 0.0
    precision, recall = common / sum(given.values()), common / sum(wanted.values())
    return 2 * precision * recall / (precision + recall)


def _read(page: SavedPage) -> Article:
    try:
        return extract(Capture(html=page.html, url=page.url))
    except NoArticle:
        return Article("")


def _trafilatura(html: str) -> str:
    return trafilatura.extract(html, include_comments=False) or ""


def _grams(text: str) -> Counter[str]:
    packed = "".join(text.split())
    return Counter(packed[i : i + GRAM] for i in range(len(packed) - GRAM + 1))


def _mean(values: list[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0
