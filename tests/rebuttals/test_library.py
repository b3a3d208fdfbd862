"""The library on the real encoder, a real database and the curated index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mingbian.pipeline.capture import Capture
from mingbian.pipeline.check import Report, check_page
from mingbian.pipeline.decode import decode_html
from mingbian.pipeline.page import Knowledge
from mingbian.rebuttals.library import POLL, Library
from mingbian.rebuttals.store import Store
from mingbian.records import Record, Review
from mingbian.settings import Settings

pytestmark = pytest.mark.slow

SHARED = Path(__file__).resolve().parents[3] / "shared"
NOTICE, SETS = SHARED / "notice.html", SHARED / "eval"
COLA = "牛奶跟可乐一块儿喝，会产生碳酸钙沉淀，人会长结石。"
BEFORE = "周末和家人去公园，天气很好，孩子们玩得很开心。"
AFTER = "晚上我们做了番茄炒蛋和一锅排骨汤，大家都说味道不错。"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return replace(Settings(), instance=tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def library(settings: Settings) -> Iterator[Library]:
    library = Library.open(settings)
    yield library
    library.close()


def saved() -> list[Path]:
    """Every page of the saved sets, when they are here."""
    return sorted(SETS.glob("pages_*/pages/*"))


def check(library: Library, text: str) -> Report:
    return check_page(Capture(text=text), Knowledge(library, datetime.now(UTC)))


def marks(report: Report) -> list[str]:
    return [
        report.article.text[mark.finding.start : mark.finding.end]
        for mark in report.annotations
        if mark.check == "rebuttal"
    ]


def test_the_debunked_sentence_alone_is_marked_with_who_said_so(library: Library) -> None:
    report = check(library, f"{BEFORE}{COLA}{AFTER}")
    assert marks(report) == [COLA]
    finding = report.annotations[0].finding
    assert finding.severity == "alert"
    assert finding.label == "已辟谣"
    assert finding.evidence[0].record == "cola-with-milk-stones"
    assert finding.evidence[0].publisher
    assert finding.evidence[0].url


@pytest.mark.parametrize(
    "text",
    [
        f"{BEFORE}{COLA}这是谣言，没有科学依据。{AFTER}",
        f"{BEFORE}网传{COLA}{AFTER}",
        f"{BEFORE}{COLA[:-1]}，是真的吗？{AFTER}",
        f"辟谣：{COLA}专家说这一说法并不成立。{AFTER}",
        f"{BEFORE}{AFTER}",
    ],
)
def test_a_page_that_denies_reports_or_asks_is_not_marked(library: Library, text: str) -> None:
    assert marks(check(library, text)) == []


def test_the_same_page_gets_the_same_marks_again(library: Library) -> None:
    text = f"{BEFORE}{COLA}{AFTER}"
    ids = [[mark.id for mark in check(library, text).annotations] for _ in range(2)]
    assert ids[0] == ids[1] != []


def test_a_search_finds_the_record_in_other_words(library: Library) -> None:
    assert library.search("可乐配牛奶会结石吗", limit=3)[0].record.id == "cola-with-milk-stones"
    assert library.search("可樂配牛奶會結石嗎", limit=3)[0].record.id == "cola-with-milk-stones"


def test_words_in_a_tag_are_found(library: Library) -> None:
    tagged = library.search("So sad #ShinzoAbeHasCancer https://t.co/abc", limit=3)
    assert tagged[0].record.id == library.search("Shinzo Abe has cancer", limit=3)[0].record.id


def test_filters_leave_other_records_out(library: Library) -> None:
    hits = library.search("coronavirus", limit=10, language="en", verdict="false")
    assert hits
    assert {(hit.record.language, hit.record.verdict) for hit in hits} == {("en", "false")}


def test_a_record_published_elsewhere_is_found_without_a_restart(
    library: Library, settings: Settings
) -> None:
    review = Review("市气象台", "official", "https://example.org/1", date=datetime.now(UTC).date())
    record = Record(
        "purple-rain-2026",
        "本市下周三会下紫色的雨，沾到皮肤会起泡。",
        "zh-CN",
        "false",
        "市气象台说没有这样的预报。",
        (review,),
        topics=("weather",),
    )
    store = Store.open(settings.database_url)
    store.save(record, who="test", why="new")
    deadline = datetime.now(UTC).timestamp() + 60 * POLL
    while library.get(record.id) is None and datetime.now(UTC).timestamp() < deadline:
        pass
    assert marks(check(library, f"{BEFORE}{record.claim}{AFTER}")) == [record.claim]
    store.set_status(record.id, "retired", who="test", why="gone")
    while library.get(record.id) is not None and datetime.now(UTC).timestamp() < deadline:
        pass
    assert marks(check(library, f"{BEFORE}{record.claim}{AFTER}")) == []
    store.close()


@pytest.mark.skipif(not NOTICE.exists(), reason="../shared is not here")
def test_the_notice_that_names_every_trick_gets_no_mark(library: Library) -> None:
    capture = Capture(html=NOTICE.read_text(encoding="utf-8"), url="https://example.org/notice")
    report = check_page(capture, Knowledge(library, datetime.now(UTC)))
    assert report.article.text
    assert report.annotations == ()


@pytest.mark.skipif(not SETS.exists(), reason="../shared is not here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_real_news_page_gets_an_alert(library: Library) -> None:
    knowledge = Knowledge(library, datetime.now(UTC))
    alerts = {}
    for path in saved():
        html = decode_html(path.read_bytes())
        report = check_page(Capture(html=html, url="https://example.org/"), knowledge)
        found = [mark for mark in report.annotations if mark.finding.severity == "alert"]
        if found:
            alerts[path.name] = [mark.finding.message for mark in found]
    assert len(saved()) >= 186
    assert alerts == {}
