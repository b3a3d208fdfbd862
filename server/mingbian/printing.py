"""What the command line prints: for people, or as the JSON of the HTTP API."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from .api.shelf import Hit
from .api.showing import report_json, summary_json
from .pipeline.annotations import Annotation, Evidence
from .pipeline.check import Report

#: Characters of a quote on one line; the offsets in the JSON have it whole.
QUOTE = 120


def as_json(value: object) -> str:
    """Indented JSON with Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def report_as_json(report: Report) -> str:
    """The report of POST /v1/check."""
    return as_json(report_json(report, uuid.uuid4().hex))


def report_as_text(report: Report) -> str:
    """Title, the one line, then each mark with its quote, its reason and who says so."""
    lines = [report.article.title or report.capture.url or "", summary_json(report)["text"]]
    for annotation in report.annotations:
        lines += ["", *_mark(annotation)]
    return "\n".join(line for line in lines if line is not None).strip()


def hits_as_json(hits: Sequence[Hit], version: str) -> str:
    """The answer of GET /v1/rebuttals."""
    results = [{"score": hit.score, "record": hit.record.to_json()} for hit in hits]
    return as_json({"index_version": version, "results": results})


def hits_as_text(hits: Sequence[Hit], version: str) -> str:
    """One record a paragraph: score, verdict, claim, and who reviewed it."""
    paragraphs = [
        "\n".join(
            [f"{hit.score:.3f}  [{hit.record.verdict}] {hit.record.claim}  ({hit.record.id})"]
            + [
                f"       {_who(review.publisher, review.date, review.url)}"
                for review in hit.record.reviews
            ]
        )
        for hit in hits
    ]
    return "\n".join(paragraphs) or f"0 / index {version}"


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


def _mark(annotation: Annotation) -> Iterator[str]:
    finding = annotation.finding
    yield f"[{finding.severity}] {finding.label}  ({annotation.check}, {finding.confidence:.0%})"
    if annotation.selectors:
        yield f"  「{_short(annotation.selectors[0]['exact'])}」"
    yield f"  {finding.message}"
    for evidence in finding.evidence:
        yield f"  → {_evidence(evidence)}"


def _evidence(evidence: Evidence) -> str:
    claim = f"{evidence.verdict}: {evidence.claim} — " if evidence.claim else ""
    return claim + _who(evidence.publisher, evidence.date, evidence.url)


def _who(publisher: object, date: object, url: object) -> str:
    return "  ".join(str(part) for part in (publisher, date, url) if part)


def _short(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= QUOTE else flat[: QUOTE - 1] + "…"
