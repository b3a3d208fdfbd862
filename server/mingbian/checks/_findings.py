"""How a check says what it found."""

from __future__ import annotations

from ..pipeline.annotations import Evidence, Finding, Severity
from ..pipeline.page import Page
from ..texts import Texts, say


def finding(
    page: Page,
    texts: Texts,
    rule: str,
    severity: Severity,
    confidence: float,
    span: tuple[int, int] | None = None,
    evidence: tuple[Evidence, ...] = (),
    **values: object,
) -> Finding:
    """A finding with the label and the message of a rule, in the reader's language.

    `texts` holds `label` and one entry a rule.  Without `span` it is about the whole page.
    """
    start, end = span if span else (None, None)
    return Finding(
        severity=severity,
        label=say(texts, "label", page.language),
        message=say(texts, rule, page.language, **values),
        confidence=confidence,
        start=start,
        end=end,
        evidence=evidence,
    )
