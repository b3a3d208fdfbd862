"""What is remembered of pages: near-copies are found, and all of it is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import create_engine, func, select, text

from mingbian.pipeline.fingerprint import Fingerprint, fingerprint
from mingbian.pipeline.page import Footprint
from mingbian.rebuttals.store.seen_tables import seen_keys, seen_pages, seen_sources
from mingbian.seen import COPIES, PRUNE_EVERY, SeenPages

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def seen(store, database_url) -> Iterator[SeenPages]:
    opened = SeenPages.open(database_url, most=50, days=30)
    yield opened
    opened.close()


def _words(seed: int, length: int = 400) -> str:
    """Chinese characters at random, the same for the same seed."""
    random = Random(seed)  # noqa: S311 - text, not a secret
    return "".join(chr(0x4E00 + random.randrange(2000)) for _ in range(length))


def _foot(
    name: str, text: Fingerprint | None = None, source: str = "", site: str = ""
) -> Footprint:
    return Footprint(name, site, source, text or frozenset())


def _count(seen: SeenPages, table) -> int:
    with seen._engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_a_copy_with_another_beginning_is_found_with_its_name_site_and_first_time(seen):
    body = _words(1)
    seen.remember(_foot("夜读", fingerprint(body), "早安", "example.com"), NOW)
    [found] = seen.like(fingerprint(_words(2, 40) + body))
    assert (found.name, found.site, found.source) == ("夜读", "example.com", "早安")
    assert found.first_seen == NOW
    assert found.likeness > 0.7


def test_another_text_is_not_found(seen):
    seen.remember(_foot("夜读", fingerprint(_words(1))), NOW)
    assert seen.like(fingerprint(_words(2))) == []
    assert seen.like(frozenset()) == []


def test_the_same_page_again_is_kept_once_and_its_first_time_stays(seen):
    for days in range(3):
        seen.remember(_foot("夜读", fingerprint(_words(1))), NOW + days * DAY)
    [found] = seen.like(fingerprint(_words(1)))
    assert found.first_seen == NOW
    assert _count(seen, seen_pages) == 1


def test_the_earliest_copy_comes_first(seen):
    for place, name in enumerate(("丙", "甲", "乙")):
        seen.remember(_foot(name, fingerprint(_words(1))), NOW - place * DAY)
    assert [one.name for one in seen.like(fingerprint(_words(1)))] == ["乙", "甲", "丙"]


def test_of_one_text_a_hundred_copies_are_kept(sqlite_store):
    seen = SeenPages(sqlite_store._engine, most=1000, days=30)
    text = fingerprint(_words(1))
    for number in range(COPIES + 5):
        seen.remember(_foot(f"账号{number}", text), NOW)
    assert len(seen.like(text)) == COPIES


def test_an_account_cites_what_its_pages_credit(seen):
    seen.remember(_foot("夜读", source="早安"), NOW)
    seen.remember(_foot("夜读", source="河边故事"), NOW)
    seen.remember(_foot("夜读", source="早安"), NOW + DAY)
    seen.remember(_foot("早安"), NOW)
    assert seen.cited_by("夜读") == {"早安", "河边故事"}
    assert seen.cited_by("早安") == {""}
    assert seen.cited_by("无名") == frozenset()


def test_what_was_not_seen_again_is_forgotten_with_its_keys(seen):
    for name in ("甲", "乙"):
        seen.remember(_foot(name, fingerprint(_words(1)), "丙"), NOW)
    seen.remember(_foot("甲", fingerprint(_words(1)), "丙"), NOW + 20 * DAY)
    seen.forget(NOW + 40 * DAY)
    assert [one.name for one in seen.like(fingerprint(_words(1)))] == ["甲"]
    assert (seen.cited_by("甲"), seen.cited_by("乙")) == ({"丙"}, frozenset())
    seen.forget(NOW + 60 * DAY)
    assert [_count(seen, table) for table in (seen_pages, seen_keys, seen_sources)] == [0, 0, 0]


def test_only_so_many_pages_are_kept_the_oldest_go_first(seen):
    for number in range(PRUNE_EVERY):
        at = NOW + timedelta(minutes=number)
        seen.remember(_foot(f"账号{number}", fingerprint(_words(number, 80)), "丙"), at)
    assert _count(seen, seen_pages) == 50
    assert _count(seen, seen_sources) == 50
    assert seen.like(fingerprint(_words(0, 80))) == []
    assert seen.like(fingerprint(_words(PRUNE_EVERY - 1, 80)))


def test_no_text_and_no_address_is_in_the_database(seen, database_url):
    seen.remember(_foot("夜读", fingerprint("藏书阁里的秘密" * 40), "早安", "example.com"), NOW)
    engine = create_engine(database_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM seen_pages")).mappings().all()
    engine.dispose()
    assert set(rows[0]) == {
        *("id", "name", "site", "source"),
        *("text", "first_seen", "last_seen"),
    }
    assert "秘密".encode() not in bytes(rows[0]["text"])
