"""Findings of the checks, and the W3C Web Annotations that readers and programs get."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from .article import Article

Severity = Literal["alert", "warning", "notice"]
SEVERITIES: tuple[Severity, ...] = ("alert", "warning", "notice")

#: Characters of context on either side of a quote: enough to tell two equal sentences apart.
CONTEXT = 32


@dataclass(frozen=True)
class Evidence:
    """Why a mark stands: what a named publisher said, and where that can be read."""

    record: str | None = None  # id of a rebuttal record
    claim: str | None = None
    verdict: str | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    date: str | None = None  # ISO

    def to_json(self) -> dict[str, Any]:
        """Every field, null where it is not known."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class Finding:
    """One thing a check noticed.  Without `start` and `end` it is about the whole page."""

    severity: Severity
    label: str  # a few words, in the reader's language
    message: str  # one or two sentences: why, and what a reader can do
    confidence: float  # calibrated, 0 to 1
    start: int | None = None  # code points of the article text
    end: int | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Annotation:
    """A finding placed in its article, with an id that is stable for the same page text."""

    id: str
    check: str
    finding: Finding
    source: str | None
    selectors: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """The Web Annotation of the HTTP contract."""
        target: dict[str, Any] = {"source": self.source}
        if self.selectors:
            target["selector"] = list(self.selectors)
        return {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": self.id,
            "type": "Annotation",
            "motivation": "assessing",
            "check": self.check,
            "severity": self.finding.severity,
            "label": self.finding.label,
            "message": self.finding.message,
            "confidence": round(self.finding.confidence, 3),
            "target": target,
            "evidence": [evidence.to_json() for evidence in self.finding.evidence],
        }


def annotate(
    findings: Iterable[tuple[str, Finding]], article: Article, source: str | None
) -> list[Annotation]:
    """Annotations for (check id, finding) pairs: whole-page ones first, then in text order."""
    ordered = sorted(findings, key=lambda pair: _place(*pair))
    return [_annotation(check, finding, article, source) for check, finding in ordered]


def _annotation(check: str, finding: Finding, article: Article, source: str | None) -> Annotation:
    selectors = _selectors(finding, article.text)
    identity = "\x1f".join(
        [check, str(finding.start), str(finding.end), article.text, *map(str, _records(finding))]
    )
    digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()
    return Annotation(f"urn:mingbian:{digest[:24]}", check, finding, source, selectors)


def _records(finding: Finding) -> list[str | None]:
    return [evidence.record for evidence in finding.evidence]


def _selectors(finding: Finding, text: str) -> tuple[dict[str, Any], ...]:
    if finding.start is None or finding.end is None:
        return ()
    start, end = finding.start, finding.end
    return (
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - CONTEXT) : start],
            "suffix": text[end : end + CONTEXT],
        },
        {"type": "TextPositionSelector", "start": start, "end": end},
    )


def _place(check: str, finding: Finding) -> tuple[int, int, str]:
    start = -1 if finding.start is None else finding.start
    end = -1 if finding.end is None else finding.end
    return start, end, check
