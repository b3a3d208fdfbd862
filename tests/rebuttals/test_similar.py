"""An import names published records that say the same in other words, and no others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from mingbian.rebuttals.encoder import Encoder, open_encoder
from mingbian.rebuttals.importing import import_file
from mingbian.rebuttals.library import Library
from mingbian.rebuttals.similar import similar
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.vector_store import VectorStore
from mingbian.records import Record
from mingbian.settings import Settings

pytestmark = pytest.mark.slow

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
    assert [record.id for record, _ in similar(library, newcomer)][:1] == [name]


@pytest.mark.parametrize("claim", NOT_THE_SAME)
def test_another_number_place_or_the_opposite_is_no_double(library, make_record, claim):
    assert similar(library, make_record("new", claim=claim, phrasings=())) == []


def test_a_record_is_not_its_own_double(library, make_record):
    assert similar(library, make_record("tea", claim=PUBLISHED["tea"], phrasings=())) == []


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
