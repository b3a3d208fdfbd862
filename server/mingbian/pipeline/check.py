"""The way of a page, from capture to annotations: the first function to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..checks import all_checks, footprint_of
from .annotations import Annotation, Finding, annotate
from .article import Article
from .capture import Capture
from .extract import extract
from .page import Footprint, Knowledge, Page, Stance
from .sentences import split
from .stance import stance_of
from .stopwatch import Stopwatch


@dataclass(frozen=True)
class Report:
    """What a check of one page found.  `timings_ms` has one entry a stage and check.

    `footprint` is what may be remembered of the page, for those who handed in `Knowledge.seen`.
    """

    capture: Capture
    article: Article
    sentences: int
    stance: Stance
    annotations: tuple[Annotation, ...]
    index_version: str
    timings_ms: dict[str, float] = field(compare=False)
    footprint: Footprint | None = None


def check_page(capture: Capture, knowledge: Knowledge) -> Report:
    """Check one page.

    1. capture → article: its text in blocks, who, where, when (`extract`)
    2. article → sentences with their offsets (`split`)
    3. does the page assert, or does it debunk? (`stance_of`)
    4. every check looks at the page and yields findings (`checks/`)
    5. findings → Web Annotations (`annotate`)

    No I/O: what must be looked up is in `knowledge`.  Raises NoArticle when the markup cannot
    be read at all; a page without an article gives a report without marks.
    """
    watch = Stopwatch()
    with watch("article"):
        article = extract(capture)
    with watch("sentences"):
        sentences = split(article)
    with watch("stance"):
        stance = stance_of(article, sentences)
    page = Page(capture, article, sentences, stance)
    findings = list(_findings(page, knowledge, watch)) if article.text else []
    with watch("annotations"):
        annotations = annotate(findings, article, capture.url)
    return Report(
        capture=capture,
        article=article,
        sentences=len(sentences),
        stance=stance,
        annotations=tuple(annotations),
        index_version=knowledge.rebuttals.version,
        timings_ms=watch.timings_ms,
        footprint=footprint_of(page) if knowledge.seen else None,
    )


def _findings(page: Page, knowledge: Knowledge, watch: Stopwatch) -> Iterator[tuple[str, Finding]]:
    for name, find in all_checks().items():
        with watch(f"check:{name}"):
            yield from ((name, finding) for finding in list(find(page, knowledge)))
