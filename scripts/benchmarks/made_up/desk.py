"""A desk with much on it: records, cases, reports, near-misses, notes, all of them made up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, func, insert, select

from mingbian.console import tokens
from mingbian.console.places import place_of
from mingbian.console.store import accounts, browsing, sessions
from mingbian.rebuttals.encoder import open_encoder
from mingbian.rebuttals.library import Library
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.store import desk_tables as tables
from mingbian.rebuttals.store.database import writing
from mingbian.rebuttals.store.filing import CASE_KINDS
from mingbian.rebuttals.store.reports import plain_number
from mingbian.rebuttals.store.tables import records, reports
from mingbian.rebuttals.vector_file import units
from mingbian.rebuttals.vector_store import VectorStore
from mingbian.records import VERDICTS, Record, Review, Status
from mingbian.settings import Settings

NOW = datetime.now(UTC).replace(microsecond=0)
TOPICS = ("health", "food", "policy", "traffic", "weather", "school", "money", "society")
PLACES = ("东港", "南岭", "西川", "北原", "中州", "新城", "老街", "河口", "山前", "湖滨")
THINGS = ("自来水", "大蒜", "驾照", "社保卡", "台风", "高考", "地铁", "疫苗", "鸡蛋", "电费")
ENDS = (
    "会被全部取消",
    "能治好失眠",
    "要收三倍的钱",
    "查出了重金属",
    "从下月起停用",
    "导致多人住院",
)
#: Of a hundred records, how many have each status.
SHARES: tuple[tuple[Status, int], ...] = (
    ("published", 80),
    ("in_review", 12),
    ("draft", 4),
    ("retired", 4),
)
REVISED, BATCH, WRITER = 60, 2000, "curator-1"


@dataclass(frozen=True)
class Known:
    """What the pages are read with."""

    record: str
    revised: str  # with many revisions
    claim: str
    word: str
    cases: dict[str, int]  # one of each kind
    report: str
    middle_seq: int
    middle_case: str
    middle_record: str
    sheet: dict[str, str]
    bulk: dict[str, Any]
    notice: str  # from which several sheets are made
    division: dict[str, str]


def filled(store: Store, size: int, open_cases: int) -> Known:
    """Fill the store, unless it is full already."""
    if not sum(store.count().values()):
        random = Random(7)  # noqa: S311 - made-up records, not secrets
        store.save_many(map(partial(_record, random), range(size)), who="import", why="made up")
        _revise(store, "r-0")
        with writing(store.engine) as connection:
            _fill_cases(connection, random, size, open_cases)
            _fill_counts(connection, random, size)
            _fill_remarks(connection, random, size)
            for number in range(40):
                accounts.add(connection, f"curator-{number}", "curator", "-", "bench")
        _take_stock(store)
    return _known(store)


def library(store: Store, settings: Settings) -> Library:
    """A library of the published records with random vectors, and the real encoder for queries."""
    encoder = open_encoder(settings)
    vectors = VectorStore(_Random(encoder.dimension), settings.instance / "vectors")  # type: ignore[arg-type]
    return Library.of(store.published(), encoder, vectors)


def signed_in(store: Store) -> str:
    """The cookie of a new session of an admin."""
    token = tokens.new_token()
    with writing(store.engine) as connection:
        account = accounts.by_name(connection, WRITER)
        if account is None or account.role != "admin":
            accounts.set_role(connection, WRITER, "admin", "bench")
        account = accounts.required(connection, WRITER)
        sessions.begin(connection, tokens.digest(token), account, datetime.now(UTC))
    return token


def form_token(html: str) -> str:
    """The token that the forms on a page carry."""
    return re.findall(r'name="csrf_token" value="([^"]+)"', html)[0]


class _Random:
    """Stands in for the encoder where only the number of vectors matters."""

    name = "random"

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors that lie as near to each other as e5's do."""
        return units(np.stack([self._vector(text) for text in texts]))

    def _vector(self, text: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        noise = np.random.default_rng(seed).standard_normal(self.dimension, np.float32)
        return noise + np.float32(2)


def _record(random: Random, number: int) -> Record:
    said = f"{random.choice(PLACES)}{random.choice(THINGS)}{random.choice(ENDS)}"
    status: Status = random.choices([one for one, _ in SHARES], [share for _, share in SHARES])[0]
    day = date(2024, 1, 1) + timedelta(days=number % 1000)
    return Record(
        id=f"r-{number}",
        claim=f"{said},第{number}号通知说的",
        phrasings=(f"听说{said}{number}", f"紧急转发:{said},编号{number}"),
        language="zh-CN",
        verdict=VERDICTS[min(number % 11, 6)],
        rebuttal=f"有关部门查过:{said}没有依据。" * 3,
        reviews=(
            Review(f"Publisher {number % 300}", "media", f"https://p.example/{number}", said, day),
        ),
        topics=(random.choice(TOPICS),),
        expires=day + timedelta(days=1500),
        status=status if number > 250 else "published",
    )


def _revise(store: Store, record_id: str) -> None:
    """Give a record a long history."""
    for turn in range(REVISED):
        [*_, last] = store.revisions(record_id)
        store.save(
            replace(last.record, rebuttal=f"{last.record.rebuttal[:200]} 第{turn}次改"),
            who=WRITER,
            why="改",
        )


def _fill_cases(connection: Connection, random: Random, size: int, open_cases: int) -> None:
    made = [
        _case(random, number, size, number <= open_cases)
        for number in range(1, open_cases * 3 // 2)
    ]
    _write(connection, tables.cases, made)
    items = [item for case in made for item in _items(random, case)]
    _write(connection, reports, (item["letter"] for item in items))
    _write(connection, tables.case_items, (item["row"] for item in items))


def _case(random: Random, number: int, size: int, is_open: bool) -> dict[str, Any]:
    kind = CASE_KINDS[number % len(CASE_KINDS)]
    said = f"{random.choice(PLACES)}{random.choice(THINGS)}{random.choice(ENDS)},第{number}次"
    reach = int(random.paretovariate(1.2))
    first = NOW - timedelta(minutes=random.randrange(60 * 24 * 60))
    held = random.random() < 0.05
    closed = first + timedelta(hours=random.randrange(1, 200))
    return {
        "id": number,
        "kind": kind,
        "state": "open" if is_open else "closed",
        "key": f"{kind}:{number}",
        "record_id": None if kind == "tip" else f"r-{random.randrange(size)}",
        "title": said,
        "site": f"site{number % 200}.example",
        "reach": reach,
        "rank": -reach,
        "size": min(reach, 5),
        "fresh": 0,
        "first_at": first,
        "last_at": first,
        "version": 1,
        "claimed_by": f"curator-{random.randrange(40)}" if held else None,
        "claimed_at": NOW if held else None,
        "outcome": None if is_open else "declined",
        "reason": "expired" if is_open else "没有找到可靠的来源",
        "closed_by": None if is_open else f"curator-{random.randrange(40)}",
        "closed_at": None if is_open else min(closed, NOW),
    }


def _items(random: Random, case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if case["kind"] not in ("tip", "dispute", "appeal"):
        return
    for turn in range(case["size"]):
        number = str(plain_number(f"{case['id']:08d}{turn:04d}"))
        sender = f"s{random.randrange(20_000)}"
        letter = {
            "number": number,
            "kind": case["kind"],
            "state": "open" if case["state"] == "open" else "declined",
            "reason": "我看到的和这里写的不一样",
            "url": f"https://{case['site']}/{number}",
            "quote": case["title"],
            "record_id": case["record_id"],
            "created_at": case["first_at"],
            "answer": case["reason"] if case["state"] == "closed" else None,
            "sender": sender,
        }
        row = {"case_id": case["id"], "report": number, "sender": sender, "at": case["first_at"]}
        yield {"letter": letter, "row": row}


def _fill_counts(connection: Connection, random: Random, size: int) -> None:
    _write(
        connection,
        tables.mark_counts,
        (
            {
                "record_id": f"r-{number}",
                "day": (NOW - timedelta(days=day)).date(),
                "marks": 1 + number % 7,
            }
            for number in range(0, size, 10)
            for day in range(20)
        ),
    )
    misses = [_miss(random, number, size) for number in range(1, size // 5)]
    _write(connection, tables.near_misses, misses)
    filed = connection.scalars(
        select(tables.cases.c.id)
        .where(tables.cases.c.kind == "near_miss")
        .order_by(tables.cases.c.id)
    )
    pairs = zip(filed, misses, strict=False)
    rows = ({"case_id": case, "near_miss": miss["id"], "at": NOW} for case, miss in pairs)
    _write(connection, tables.case_items, rows)


def _miss(random: Random, number: int, size: int) -> dict[str, Any]:
    said = f"{random.choice(PLACES)}{random.choice(THINGS)}{random.choice(ENDS)}"
    return {
        "id": number,
        "record_id": f"r-{random.randrange(size)}",
        "passage_key": f"{number:032d}",
        "passage": f"据说{said},大家都在转,已经是第{number}遍了。",
        "confidence": 0.5,
        "reason": "below",
        "site": f"site{number % 200}.example",
        "seen": 1 + number % 9,
        "first_at": NOW - timedelta(minutes=number),
        "last_at": NOW - timedelta(minutes=number),
    }


def _fill_remarks(connection: Connection, random: Random, size: int) -> None:
    _write(
        connection,
        tables.notes,
        (
            {
                "record_id": f"r-{random.randrange(size)}",
                "author": f"curator-{number % 40}",
                "text": f"@curator-{number % 7} 这一条请再看一眼,来源是第{number}期。",
                "at": NOW - timedelta(minutes=number),
            }
            for number in range(size // 5)
        ),
    )
    _write(
        connection,
        tables.tags,
        ({"record_id": f"r-{number}", "tag": f"tag{number % 60}"} for number in range(0, size, 3)),
    )


def _write(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    stream = iter(rows)
    while part := list(islice(stream, BATCH)):
        connection.execute(insert(table), part)


def _take_stock(store: Store) -> None:
    """Let the database know how much there is of what, as it does by itself in time."""
    with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql("ANALYZE")


def _known(store: Store) -> Known:
    with store.engine.connect() as connection:
        every = select(tables.cases.c.kind, func.min(tables.cases.c.id)).group_by(
            tables.cases.c.kind
        )
        kinds = {row[0]: row[1] for row in connection.execute(every)}
        middle = connection.execute(
            select(tables.cases)
            .where(tables.cases.c.state == "open")
            .order_by(tables.cases.c.rank)
            .limit(1)
            .offset(
                int(connection.scalar(select(func.count()).select_from(tables.cases)) or 0) // 4
            )
        ).one()
        row = connection.execute(
            select(records)
            .order_by(records.c.updated_at)
            .limit(1)
            .offset(sum(store.count().values()) // 16)
        ).one()
        picked = browsing.listed(connection, browsing.Filter(status="published"), limit=200)
        report = connection.scalar(
            select(reports.c.number).where(reports.c.kind == "dispute").limit(1)
        )
    record = store.revisions("r-1")[-1].record
    return Known(
        record=record.id,
        revised="r-0",
        claim=record.claim,
        word="河口疫苗",
        cases=kinds,
        report=str(report),
        middle_seq=store.latest_seq() // 2,
        middle_case=place_of(middle.rank, middle.first_at, middle.id),
        middle_record=place_of(row.updated_at, row.id),
        sheet=_sheet(record),
        bulk={
            "what": "add_topic",
            "topic": "science",
            "why": "归到科学一类",
            "pick": [one.id for one in picked],
        },
        notice="\n".join(
            f"{number}. 谣言：{place}{thing}{ENDS[0]}\n真相：有关部门查过,没有这样的事,"
            "请看官方网站上的说明。（来源：示例辟谣站）"
            for number, (place, thing) in enumerate(zip(PLACES, THINGS, strict=True), 1)
        ),
        division={
            "revision": "1",
            "claim": f"{record.phrasings[0]}的那一半",
            "verdict": record.verdict,
            "rebuttal": record.rebuttal,
            "phrasing.1": "goes",
            "review.0": "both",
            "step": "look",
        },
    )


def bulk_order(store: Store, size: int = 20) -> dict[str, Any]:
    """A form that changes so many records as they stand now: the topic comes, or goes again."""
    ids = [f"r-{number}" for number in range(1, size + 1)]
    with store.engine.connect() as connection:
        found = browsing.some(connection, ids)
    has = any("science" in record.topics for record, _ in found)
    return {
        "what": "remove_topic" if has else "add_topic",
        "topic": "science",
        "why": "归到科学一类",
        "at": [f"{revision}~{record.id}" for record, revision in found],
    }


def invited(store: Store) -> str:
    """The token of an invitation."""
    token = tokens.new_token()
    with writing(store.engine) as connection:
        accounts.invite(connection, tokens.digest(token), "curator", "bench")
    return token


def _sheet(record: Record) -> dict[str, str]:
    review = record.reviews[0]
    return {
        "id": record.id,
        "base": "1",
        "claim": record.claim,
        "phrasings": "\n".join(record.phrasings),
        "language": record.language,
        "verdict": record.verdict,
        "rebuttal": record.rebuttal,
        "reviews.0.publisher": review.publisher,
        "reviews.0.kind": review.kind,
        "reviews.0.url": review.url or "",
        "why": "先试一试",
        "trial": "今天群里又在传:" + record.claim + "。请大家注意。",
    }
