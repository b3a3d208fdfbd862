"""An import names published records that say the same in other words, and no others."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mingbian.rebuttals.encoder import Encoder, open_encoder
from mingbian.rebuttals.importing import import_file
from mingbian.rebuttals.library import Library
from mingbian.rebuttals.similar import Alike, similar
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.vector_store import VectorStore
from mingbian.rebuttals.words import has_chinese
from mingbian.records import Record, Review
from mingbian.settings import Settings

pytestmark = pytest.mark.slow

#: Of the 20 doubles of doubles/pairs.jsonl those that may be missed, of the 20 others those that
#: may be shown, and of all those that must be sure.
MISSED, WRONG, SURE = 1, 2, 4

PUBLISHED = {
    "tea": "每天用浓茶洗头，三个月就能治好秃顶",
    "flood": "昨天的洪水冲走了清河县的136名学生",
    "garlic": "吃大蒜能够预防流感",
    "phone": "Charging your phone overnight makes the battery explode within 30 days",
    "bridge": "The old bridge in Bristol collapsed and killed 12 people on Friday",
}
OTHER_WORDS = {
    "tea": "坚持三个月每天用浓茶洗头，就能把秃顶治好",
    "garlic": "多吃大蒜能预防流感",
    "phone": "If you charge your phone overnight, the battery will explode within 30 days",
    "bridge": "On Friday the old bridge in Bristol collapsed, killing 12 people",
}
NOT_THE_SAME = [
    "昨天的洪水冲走了清河县的700名学生",
    "昨天的洪水冲走了南京市的136名学生",
    "吃大蒜不能预防流感",
    "Charging your phone overnight makes the battery explode within 90 days",
    "The old bridge in Bristol collapsed and killed 70 people on Friday",
    "今天下午公园里的荷花全开了",
]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return open_encoder(replace(Settings(), instance=tmp_path_factory.mktemp("encoder")))


@pytest.fixture
def library(encoder: Encoder, make_record: Callable[..., Record], tmp_path: Path) -> Library:
    records = [
        make_record(name, claim=claim, phrasings=(), language="zh-CN" if claim[0] > "z" else "en")
        for name, claim in PUBLISHED.items()
    ]
    return Library.of(records, encoder, VectorStore(encoder, tmp_path / "vectors"))


@pytest.mark.parametrize("name", OTHER_WORDS)
def test_the_same_in_other_words_is_shown(library, make_record, name):
    newcomer = make_record("new", claim=OTHER_WORDS[name], phrasings=())
    assert [one.record.id for one in similar(library, newcomer)][:1] == [name]


@pytest.mark.parametrize("claim", NOT_THE_SAME)
def test_another_number_place_or_the_opposite_is_no_double(library, make_record, claim):
    assert similar(library, make_record("new", claim=claim, phrasings=())) == []


def test_a_record_is_not_its_own_double(library, make_record):
    assert similar(library, make_record("tea", claim=PUBLISHED["tea"], phrasings=())) == []


@pytest.fixture(scope="module")
def judged(
    encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[dict[str, Any], Alike | None]]:
    """Each pair of `doubles/pairs.jsonl`, and what is said of its published record."""
    folder = Path(__file__).with_name("doubles")
    lines = (folder / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [json.loads(line) for line in lines]
    records = [a_record(f"p-{at}", pair["published"]) for at, pair in enumerate(pairs)]
    vectors = VectorStore(encoder, tmp_path_factory.mktemp("pairs"))
    library = Library.of(records, encoder, vectors)
    found = []
    for at, pair in enumerate(pairs):
        alike = similar(library, a_record("new", pair["newcomer"]))
        found.append((pair, next((one for one in alike if one.record.id == f"p-{at}"), None)))
    return found


def a_record(record_id: str, claim: str) -> Record:
    return Record(
        id=record_id,
        claim=claim,
        language="zh-CN" if has_chinese(claim) else "en",
        verdict="false",
        rebuttal="这个说法没有依据，有关部门已经说明情况，请不要转发。",
        reviews=(Review("某报", "media", f"https://paper.example/{record_id}"),),
    )


def test_doubles_are_found_and_the_same_topic_is_not(judged):
    missed = [pair for pair, one in judged if pair["double"] and one is None]
    wrong = [pair for pair, one in judged if not pair["double"] and one is not None]
    assert len(missed) <= MISSED, missed
    assert len(wrong) <= WRONG, wrong


def test_what_is_surely_the_same_is(judged):
    sure = [pair for pair, one in judged if one is not None and one.sure]
    assert all(pair["double"] for pair in sure), sure
    assert len(sure) >= SURE, sure


def test_an_import_names_the_double_and_a_dry_run_does_too(
    library: Library, tmp_path: Path, make_record: Callable[..., Record]
) -> None:
    newcomer = make_record("new", claim=OTHER_WORDS["tea"], phrasings=())
    other = make_record("other", claim=NOT_THE_SAME[0], phrasings=())
    store = Store.open(f"sqlite:///{tmp_path / 'mingbian.db'}")
    source = tmp_path / "new.csv"
    source.write_text(
        "claim,verdict,rebuttal,publisher,url,date\n"
        + "".join(
            f"{record.claim.replace(',', ' ')},谣言,{record.rebuttal},某报,https://paper.example/{record.id},2024-03-05\n"
            for record in (newcomer, other)
        ),
        encoding="utf-8",
    )
    for dry_run in (True, False):
        report = import_file(
            source, store=store, format="csv", dry_run=dry_run, similar=partial(similar, library)
        )
        assert not report.refused
        assert [near.like.id for near in report.near] == ["tea"]
        assert any("much like tea" in line for line in report.lines)
    store.close()
