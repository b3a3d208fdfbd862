"""From what was found to the JSON that goes out, and the one line a reader sees first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ..pipeline.annotations import SEVERITIES
from ..pipeline.article import Article
from ..pipeline.check import Report
from ..texts import say

TEXTS = {
    "none": {
        "zh-CN": "没有发现已辟谣内容。",
        "en": "No debunked content was found.",
    },
    "debunks": {
        "zh-CN": "这一页在辟谣：它说明某个说法不属实，没有当真转述。",
        "en": "This page debunks a claim; it does not spread it.",
    },
    "no_article": {
        "zh-CN": "这一页没有可以检查的正文。",
        "en": "This page has no article text to check.",
    },
    "marks": {
        "zh-CN": "{parts}。每一处标注都写明依据和来源。",
        "en": "{parts}. Each mark says why, and who says so.",
    },
    "alert": {"zh-CN": "已被辟谣的说法 {count} 处", "en": "debunked claims: {count}"},
    "warning": {"zh-CN": "需要警惕的地方 {count} 处", "en": "points to be wary of: {count}"},
    "notice": {"zh-CN": "值得留意的地方 {count} 处", "en": "points to note: {count}"},
    "unread": {
        "zh-CN": "正文太长，只读了前 {read} 字。",
        "en": "The text is too long: its first {read} characters were read.",
    },
    "and": {"zh-CN": "、", "en": ", "},
}


def report_json(report: Report, number: str) -> dict[str, Any]:
    """The answer of POST /v1/check and of `mingbian check --json`."""
    return {
        "id": number,
        "url": report.capture.url,
        "checked_at": rfc3339(datetime.now(UTC)),
        "index_version": report.index_version,
        "article": article_json(report.article, report.sentences),
        "stance": report.stance,
        "summary": summary_json(report),
        "annotations": [annotation.to_json() for annotation in report.annotations],
        "timings_ms": {name: round(ms, 2) for name, ms in report.timings_ms.items()},
    }


def article_json(article: Article, sentences: int) -> dict[str, Any]:
    """What the page says about itself.

    `empty_because` only where there is no text, `unread` only where some was left out.
    """
    data: dict[str, Any] = {
        "title": article.title,
        "author": article.author,
        "site_name": article.site_name,
        "published": article.published.day.isoformat() if article.published else None,
        "published_from": article.published.source if article.published else None,
        "language": article.language,
        "characters": len(article.text),
        "sentences": sentences,
    }
    if article.empty_because:
        data["empty_because"] = article.empty_because
    if article.unread:
        data["unread"] = article.unread
    return data


def summary_json(report: Report) -> dict[str, Any]:
    """The severest mark, how many of each, and one calm line."""
    counts: dict[str, int] = {
        severity: sum(mark.finding.severity == severity for mark in report.annotations)
        for severity in SEVERITIES
    }
    severest = next((severity for severity in SEVERITIES if counts[severity]), "none")
    return {"severity": severest, "counts": counts, "text": _line(report, counts)}


def rfc3339(moment: datetime) -> str:
    """A time in UTC to the second, such as 2026-11-24T08:00:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _line(report: Report, counts: dict[str, int]) -> str:
    """Nothing found is never "this page is true": it says what was looked for."""
    language = report.capture.language
    if not report.article.text:
        return say(TEXTS, "no_article", language)
    sentences = []
    if report.stance == "debunks":
        sentences.append(say(TEXTS, "debunks", language))
    if any(counts.values()):
        sentences.append(say(TEXTS, "marks", language, parts=_parts(counts, language)))
    elif report.stance != "debunks":
        sentences.append(say(TEXTS, "none", language))
    if report.article.unread:
        sentences.append(say(TEXTS, "unread", language, read=len(report.article.text)))
    return (" " if language == "en" else "").join(sentences)


def _parts(counts: dict[str, int], language: str) -> str:
    parts = [
        say(TEXTS, severity, language, count=counts[severity])
        for severity in SEVERITIES
        if counts[severity]
    ]
    line = say(TEXTS, "and", language).join(parts)
    return line[0].upper() + line[1:]
