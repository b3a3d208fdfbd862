"""Cofacts (真的假的): messages from LINE with replies of volunteers.

Three forms: the open data, where articles.csv, article_replies.csv and replies.csv (each plain
or in a .zip) lie beside one another; articles of the API as JSON, with their replies inside;
and one CSV or JSONL in which each row holds a message and a reply.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import Invalid
from ...records import Verdict
from . import json_repair
from .linked_data import first_object, objects_in, text_of
from .model import Draft, Item, Refusal, Source
from .rows import Table, table_of
from .texts import clean, shorten

PUBLISHER = "Cofacts 真的假的"
ARTICLE = "https://cofacts.tw/article/"

#: What a reply says of the message.  OPINIONATED and NOT_ARTICLE say nothing about its truth.
_VERDICTS: Mapping[str, Verdict] = {"RUMOR": "false", "NON_RUMOR": "true"}

#: Characters of a message up to which it is taken for one claim.  Longer ones are chain letters
#: whose beginning stands for the claim until a curator has written it.
MAX_MESSAGE = 200

#: Lines that one row may run over: LINE takes messages of 10,000 characters, and replies are
#: as long.
MAX_LINES = 2_000

_NAMES = {
    "article_id": ("articleId", "article_id", "id"),
    "text": ("text", "articleText", "article_text", "article", "message"),
    "reply_id": ("replyId", "reply_id"),
    "type": ("replyType", "reply_type", "type"),
    "reply": ("replyText", "reply_text", "reply"),
    "reference": ("reference", "replyReference", "reply_reference"),
    "created": ("replyCreatedAt", "reply_created_at", "repliedAt", "createdAt", "created_at"),
    "status": ("status",),
    "positive": ("positiveFeedbackCount", "positive_feedback_count"),
    "negative": ("negativeFeedbackCount", "negative_feedback_count"),
}

#: The names as Cofacts spells them, by the small letters in which a table has them.
_SPELLINGS = {name.casefold(): name for names in _NAMES.values() for name in names}

#: Bytes that are not UTF-8, as they are read with "surrogateescape".
_STRAY = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True)
class Reply:
    """A volunteer's answer to one message."""

    type: str
    text: str
    reference: str
    created: str
    votes: int  # readers who found it useful less those who did not


@dataclass(frozen=True)
class Message:
    """A message that readers asked about, with its replies."""

    where: str
    id: str
    text: str
    replies: tuple[Reply, ...]
    unread: bool = False  # whether a reply to it is in a row that is broken


Placed = tuple[str, Mapping[str, Any]]  # where it stands, and the row


def read(source: Source) -> Iterator[Item]:
    """A draft for each message whose replies agree; the others are refused with reasons."""
    try:
        for one in _messages(source):
            yield one if isinstance(one, Refusal) else _draft(one)
    except (KeyError, zipfile.BadZipFile) as error:
        yield Refusal("file", f"broken table: {error!r}")


def is_open_data(path: Path) -> bool:
    """Whether the file is one of the open data's tables, or the folder that holds them."""
    return _table(path, "articles") is not None


def _messages(source: Source) -> Iterator[Message | Refusal]:
    if source.path is not None and is_open_data(source.path):
        yield from _open_data(source.path)
    elif source.text.lstrip()[:1] in ("{", "["):
        yield from _articles(source)
    else:
        yield from _joined(_rows(table_of(source.text, _SPELLINGS, MAX_LINES)))


def _draft(message: Message) -> Item:
    replies = sorted(message.replies, key=lambda reply: -reply.votes)
    judging = [reply for reply in replies if reply.type in _VERDICTS]
    problem = _problem(message, replies, judging)
    if problem:
        return Refusal(message.where, problem)
    best = judging[0]
    text = clean(message.text)
    return Draft(
        where=message.where,
        claim=shorten(text, MAX_MESSAGE),
        verdict=_VERDICTS[best.type],
        publisher=PUBLISHER,
        kind="platform",
        url=ARTICLE + message.id if message.id else None,
        date=best.created,
        rebuttal=f"{best.text}\n{best.reference}",
        language="zh-TW",
        doubtful=len(text) > MAX_MESSAGE,
    )


def _problem(message: Message, replies: list[Reply], judging: list[Reply]) -> str | None:
    if message.unread:
        return "a reply to this message cannot be read, and may say otherwise than the others"
    if not replies:
        return "nobody has replied to this message"
    if not judging:
        return "the replies call it an opinion or nothing to check"
    if len({reply.type for reply in judging}) > 1:
        return "the replies contradict one another"
    if judging[0].votes < 0:
        return "more readers found the reply useless than useful"
    return None


# The open data: three tables


def _open_data(path: Path) -> Iterator[Message | Refusal]:
    refused: list[Refusal] = []
    replies = {row["id"]: row for _, row in _good_rows(path, "replies", refused)}
    has_gaps = bool(refused)
    answers: dict[str, list[Reply]] = {}
    unread: set[str] = set()
    for _, link in _good_rows(path, "article_replies", refused):
        article, reply = link["articleId"], replies.get(link["replyId"])
        if link.get("status", "NORMAL") != "NORMAL":
            continue
        if reply is not None:
            answers.setdefault(article, []).append(_reply(reply, link))
        elif has_gaps:
            unread.add(article)
    for where, row in _good_rows(path, "articles", refused):
        name, text = row["id"], row.get("text", "")
        yield Message(where, name, text, tuple(answers.get(name, ())), name in unread)
    yield from refused


def _good_rows(path: Path, name: str, refused: list[Refusal]) -> Iterator[Placed]:
    """The rows of one of the tables; the broken ones go to `refused`.

    Raises Invalid when the table is not there.
    """
    file = _table(path, name)
    if file is None:
        folder = path if path.is_dir() else path.parent
        raise Invalid(f"{folder} holds no {name}.csv: Cofacts' tables must lie side by side")
    with _opened(file, name) as lines:
        for one in _rows(table_of(lines, _SPELLINGS, MAX_LINES), f"{name}.csv, "):
            if isinstance(one, Refusal):
                refused.append(one)
            else:
                yield one


@contextmanager
def _opened(file: Path, name: str) -> Iterator[Iterable[str]]:
    """The lines of a table, plain or packed, one at a time: the tables are large."""
    if file.suffix != ".zip":
        with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            yield stream
        return
    with zipfile.ZipFile(file) as archive, archive.open(f"{name}.csv") as packed:
        yield io.TextIOWrapper(packed, "utf-8-sig", errors="surrogateescape", newline="")


def _table(path: Path, name: str) -> Path | None:
    """The table's file beside `path` (or in it), plain or packed."""
    if path.is_file() and path.name not in ("articles.csv", "articles.csv.zip"):
        return None
    folder = path if path.is_dir() else path.parent
    candidates = (folder / f"{name}.csv", folder / f"{name}.csv.zip")
    return next((one for one in candidates if one.is_file()), None)


# JSON of the API


def _articles(source: Source) -> Iterator[Message | Refusal]:
    try:
        values = json_repair.loads(source.text)
    except ValueError as error:
        raise Invalid(f"broken JSON: {error}") from None
    articles = [article for value in values for article in _found(value)]
    with_replies = [one for one in articles if "articleReplies" in one]
    if with_replies:
        for number, article in enumerate(with_replies, start=1):
            links = objects_in(article["articleReplies"])
            answers = [_api_reply(link) for link in links]
            kept = tuple(answer for answer in answers if answer is not None)
            text = text_of(article.get("text")) or ""
            yield Message(f"article {number}", text_of(article.get("id")) or "", text, kept)
    else:
        yield from _joined((f"row {at}", row) for at, row in enumerate(articles, start=1))


def _found(value: Any) -> Iterator[dict[str, Any]]:
    """The articles in an answer: bare, in a list, or as edges and nodes of GraphQL."""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack.extend(reversed(one))
        elif isinstance(one, dict):
            inside = [
                one[name] for name in ("data", "ListArticles", "edges", "node") if name in one
            ]
            if inside:
                stack.extend(inside)
            else:
                yield one


def _api_reply(link: dict[str, Any]) -> Reply | None:
    if (text_of(link.get("status")) or "NORMAL") != "NORMAL":
        return None
    return _reply(first_object(link.get("reply")), link)


# Rows of a table


def _rows(table: Table, place: str = "") -> Iterator[Placed | Refusal]:
    """The rows of a table under Cofacts' own names of the columns.

    Broken lines that are neighbours are refused together: most are the rest of one message.
    """
    names = [_SPELLINGS.get(name, name) for name in table.names]
    first, last, reason = 0, 0, ""
    for number, cells in table.rows():
        problem = cells if isinstance(cells, str) else _stray(cells)
        if problem:
            first, last, reason = first or number, number, reason or problem
            continue
        if reason:
            yield _broken(place, first, last, reason)
            first, reason = 0, ""
        yield f"{place}line {number}", dict(zip(names, cells, strict=True))
    if reason:
        yield _broken(place, first, last, reason)


def _broken(place: str, first: int, last: int, reason: str) -> Refusal:
    lines = f"line {first}" if first == last else f"lines {first} to {last}"
    return Refusal(f"{place}{lines}", reason)


def _stray(cells: list[str]) -> str:
    """What is wrong when bytes were read that are no text; nothing otherwise."""
    return "it holds bytes that are not UTF-8" if any(map(_STRAY.search, cells)) else ""


# One row a message and a reply


def _joined(rows: Iterable[Placed | Refusal]) -> Iterator[Message | Refusal]:
    """Messages of rows, the rows of one message together; before them the broken rows."""
    messages: dict[str, Message] = {}
    for one in rows:
        if isinstance(one, Refusal):
            yield one
            continue
        where, row = one
        text, article = _field(row, "text"), _field(row, "article_id")
        if _field(row, "status") not in ("", "NORMAL"):
            continue
        reply = Reply(
            _field(row, "type"),
            _field(row, "reply"),
            _field(row, "reference"),
            _field(row, "created"),
            _votes(row),
        )
        key = article or text
        known = messages.get(key) or Message(where, article, text, ())
        answers = (*known.replies, reply) if reply.type else known.replies
        messages[key] = Message(known.where, article, known.text, answers)
    yield from messages.values()


def _field(row: Mapping[str, Any], name: str) -> str:
    return next((text for text in (text_of(row.get(one)) for one in _NAMES[name]) if text), "")


def _reply(reply: Mapping[str, Any], link: Mapping[str, Any]) -> Reply:
    return Reply(
        type=text_of(reply.get("type")) or text_of(link.get("replyType")) or "",
        text=text_of(reply.get("text")) or "",
        reference=text_of(reply.get("reference")) or "",
        created=text_of(reply.get("createdAt")) or text_of(link.get("createdAt")) or "",
        votes=_votes(link),
    )


def _votes(row: Mapping[str, Any]) -> int:
    positive, negative = _field(row, "positive"), _field(row, "negative")
    return _whole_number(positive) - _whole_number(negative)


def _whole_number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
