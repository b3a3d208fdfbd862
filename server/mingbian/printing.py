"""What the command line prints: the JSON of the HTTP API, or the same for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .client.shapes import Annotation, Evidence, Hit, Report, SearchPage

#: Characters of a quote on one line; the offsets in the JSON have it whole.
QUOTE = 120


def as_json(value: object) -> str:
    """Indented JSON with Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def report_as_text(report: Report) -> str:
    """Title, the one line, then each mark with its quote, its reason and who says so."""
    lines = [report["article"]["title"] or report["url"] or "", report["summary"]["text"]]
    for annotation in report["annotations"]:
        lines += ["", *_mark(annotation)]
    return "\n".join(lines).strip()


def hits_as_text(found: SearchPage) -> str:
    """One record a paragraph: score, verdict, claim, and who reviewed it."""
    paragraphs = ["\n".join(_hit(hit)) for hit in found["results"]]
    return "\n".join(paragraphs) or f"0 / index {found['index_version']}"


def figures_as_text(figures: dict[str, Any]) -> str:
    """One figure a line, those of a group under its name."""
    return "\n".join(_figures(figures, ""))


def _figures(value: object, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _figures(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _figures(inner, f"{name}[{number}]")
    else:
        yield f"{name:<40} {value:.4f}" if isinstance(value, float) else f"{name:<40} {value}"


def _hit(hit: Hit) -> Iterator[str]:
    record = hit["record"]
    yield f"{hit['score']:.3f}  [{record['verdict']}] {record['claim']}  ({record['id']})"
    for review in record["reviews"]:
        yield f"       {_who(review['publisher'], review.get('date'), review.get('url'))}"


def _mark(mark: Annotation) -> Iterator[str]:
    yield f"[{mark['severity']}] {mark['label']}  ({mark['check']}, {mark['confidence']:.0%})"
    if "selector" in mark["target"]:
        yield f"  「{_short(mark['target']['selector'][0]['exact'])}」"
    yield f"  {mark['message']}"
    for evidence in mark["evidence"]:
        yield f"  → {_evidence(evidence)}"


def _evidence(evidence: Evidence) -> str:
    claim = f"{evidence['verdict']}: {evidence['claim']} — " if evidence["claim"] else ""
    return claim + _who(evidence["publisher"], evidence["date"], evidence["url"])


def _who(publisher: object, date: object, url: object) -> str:
    return "  ".join(str(part) for part in (publisher, date, url) if part)


def _short(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= QUOTE else flat[: QUOTE - 1] + "…"
