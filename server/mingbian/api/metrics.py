"""What Prometheus may know: counts and times by route, stage and check; never text or addresses."""

from __future__ import annotations

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from ..pipeline.check import Report

SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)

REQUESTS = Counter("mingbian_requests", "Requests answered", ["route", "status"])
REQUEST_SECONDS = Histogram(
    "mingbian_request_seconds", "Time to answer a request", ["route"], buckets=SECONDS
)
STAGE_SECONDS = Histogram(
    "mingbian_stage_seconds", "Time of a stage or check of one page", ["stage"], buckets=SECONDS
)
PAGES = Counter("mingbian_pages", "Pages checked, by whose side they take", ["stance"])
MARKS = Counter("mingbian_marks", "Marks made", ["check", "severity"])

CONTENT_TYPE = CONTENT_TYPE_LATEST


def count_request(route: str, status: int, seconds: float) -> None:
    """Count an answered request under its route's pattern, not its address."""
    REQUESTS.labels(route, str(status)).inc()
    REQUEST_SECONDS.labels(route).observe(seconds)


def count_report(report: Report) -> None:
    """Count a checked page: its stages' times, its stance and its marks."""
    PAGES.labels(report.stance).inc()
    for stage, ms in report.timings_ms.items():
        STAGE_SECONDS.labels(stage).observe(ms / 1000)
    for mark in report.annotations:
        MARKS.labels(mark.check, mark.finding.severity).inc()


def exposition() -> bytes:
    """Everything in Prometheus' text format, of all worker processes together."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest()
