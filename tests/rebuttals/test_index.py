"""The curated index, and the check that volunteers run on it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mingbian.errors import DataError
from mingbian.rebuttals import validate
from mingbian.rebuttals.validate import validate_index, validate_record
from mingbian.records import VERDICTS, Record

ROOT = Path(__file__).resolve().parents[2]
INDEX = ROOT / "index"
TODAY = date(2026, 11, 24)

#: What the starter index promises; never lowered.
MIN_RECORDS, MIN_TRUE, MIN_ENGLISH, MIN_OLD_NEWS = 400, 40, 60, 50

Write = Callable[..., Path]


def record(**changes: Any) -> dict[str, Any]:
    """An acceptable record, with some fields changed; None removes a field."""
    data = {
        "id": "tea-cures-baldness",
        "claim": "每天用浓茶洗头，三个月就能治好秃顶。",
        "phrasings": ["秃头有救了，茶叶水洗头长新发", "老中医说脱发的人别吃药，泡壶浓茶天天洗"],
        "language": "zh-CN",
        "verdict": "false",
        "rebuttal": "没有任何研究显示浓茶能让毛囊重新长出头发，脱发要看医生。",
        "reviews": [
            {
                "publisher": "某科普站",
                "kind": "science",
                "url": "https://example.org/tea",
                "date": "2020-05-01",
            }
        ],
        "topics": ["health"],
        "status": "published",
        **changes,
    }
    return {field: value for field, value in data.items() if value is not None}


def review(**changes: Any) -> list[dict[str, Any]]:
    """The reviews of a record whose only review has some fields changed; None removes one."""
    data = {**record()["reviews"][0], **changes}
    return [{field: value for field, value in data.items() if value is not None}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index without records that knows one publisher."""
    shutil.copytree(INDEX / "schema", tmp_path / "schema")
    publishers = [{"name": "某科普站", "english": "Some Site", "kind": "science"}]
    (tmp_path / "sources.json").write_text(json.dumps({"publishers": publishers}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def write(folder: Path) -> Write:
    def write(topic: str = "health", name: str | None = None, **changes: Any) -> Path:
        data = record(**changes)
        path = folder / "rebuttals" / topic / f"{name or data['id']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return path

    return write


# The index as it is


def curated() -> list[Record]:
    files = (INDEX / "rebuttals").rglob("*.json")
    return [Record.from_json(json.loads(path.read_text(encoding="utf-8"))) for path in files]


def test_the_curated_index_has_no_problems() -> None:
    assert validate_index(INDEX) == []


def test_the_starter_index_is_as_large_as_promised() -> None:
    records = curated()
    assert len(records) >= MIN_RECORDS
    assert sum(record.verdict == "true" for record in records) >= MIN_TRUE
    assert sum(record.language == "en" for record in records) >= MIN_ENGLISH
    assert sum(record.happened is not None for record in records) >= MIN_OLD_NEWS


def test_every_curated_record_survives_a_round_trip() -> None:
    for path in (INDEX / "rebuttals").rglob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        assert Record.from_json(data).to_json() == data, path.name


def test_every_source_is_cited_and_has_a_home() -> None:
    publishers = json.loads((INDEX / "sources.json").read_text(encoding="utf-8"))["publishers"]
    cited = {review.publisher for record in curated() for review in record.reviews}
    for publisher in publishers:
        assert {publisher["name"], publisher.get("english")} & cited, publisher["name"]
        assert publisher["home"].startswith(("http://", "https://"))


def test_schema_and_code_know_the_same_verdicts_and_the_readme_explains_each() -> None:
    schema = json.loads((INDEX / "schema" / "rebuttal.schema.json").read_text(encoding="utf-8"))
    assert tuple(schema["properties"]["verdict"]["enum"]) == VERDICTS
    readme = (INDEX / "README.md").read_text(encoding="utf-8")
    assert all(f"| {verdict} |" in readme for verdict in VERDICTS)


# One record


def test_an_acceptable_record_has_no_problems() -> None:
    assert validate_record(record(), today=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"id": "Tea_Cures"}, "id:"),
        ({"claim": "喝茶"}, "claim:"),
        ({"claim": " 每天用浓茶洗头能治好秃顶"}, "claim:"),
        ({"claim": "每天用浓茶洗头\n能治好秃顶"}, "claim:"),
        ({"verdict": "fake"}, "verdict:"),
        ({"verdict": None}, "record:"),
        ({"stars": 5}, "record:"),
        ({"topics": ["tea"]}, "topics[0]:"),
        ({"language": "chinese"}, "language:"),
        ({"reviews": []}, "reviews:"),
        ({"reviews": review(kind="blog")}, "reviews[0].kind:"),
        ({"reviews": review(date="2020-02-30")}, "reviews[0].date:"),
        ({"reviews": review(date="2026-11-25")}, "reviews[0].date:"),
        ({"reviews": review(url="ftp://example.org/tea")}, "reviews[0].url:"),
        ({"reviews": review(url="https://example.org/a b")}, "reviews[0].url:"),
        ({"reviews": review(url="https://[example.org/tea")}, "reviews[0].url:"),
        ({"first_seen": "2027-01-01"}, "first_seen:"),
        ({"happened": {"when": "2019-13"}}, "happened.when:"),
        ({"happened": {"where": "上海"}}, "happened:"),
    ],
)
def test_a_broken_field_is_named(changes: dict[str, Any], where: str) -> None:
    problems = validate_record(record(**changes), today=TODAY)
    assert len(problems) == 1
    assert problems[0].startswith(where)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1/tea", "127.0.0.1 is no host that everybody can reach"),
        ("http://127.1/tea", "127.1 is no host"),
        ("http://2130706433/tea", "2130706433 is no host"),
        ("http://0x7f.1/tea", "0x7f.1 is no host"),
        ("http://10.1.2.3:8080/tea", "10.1.2.3 is no host"),
        ("https://192.168.0.7/tea", "192.168.0.7 is no host"),
        ("https://[::1]/tea", "::1 is no host"),
        ("https://[::ffff:127.0.0.1]/tea", "::ffff:127.0.0.1 is no host"),
        ("https://localhost/tea", "localhost is no host"),
        ("https://paper.internal./tea", "paper.internal is no host"),
        ("https://1.2.3.4.5/tea", "1.2.3.4.5 is no host"),
        ("https://lin:secret@example.org/tea", "carries a user's name or password"),
        ("https://lin@example.org/tea", "carries a user's name or password"),
    ],
)
def test_a_review_stands_where_every_reader_can_open_it(url: str, why: str) -> None:
    (problem,) = validate_record(record(reviews=review(url=url)), today=TODAY)
    assert problem.startswith("reviews[0].url: ")
    assert why in problem
    assert "secret" not in problem


@pytest.mark.parametrize("host", ["8.8.8.8", "[2606:4700::1111]", "example.org:8443", "例子.中国"])
def test_public_hosts_are_accepted_in_every_spelling(host: str) -> None:
    assert validate_record(record(reviews=review(url=f"https://{host}/a")), today=TODAY) == []


@pytest.mark.parametrize("data", [None, [], "谣言", 7])
def test_what_is_no_object_is_a_problem_and_no_crash(data: object) -> None:
    assert len(validate_record(data)) == 1


def test_a_record_may_expire_in_the_future_and_have_happened_in_a_year() -> None:
    data = record(expires="2030-01-01", happened={"when": "2019"})
    assert validate_record(data, today=TODAY) == []


# The folder


def test_an_acceptable_folder_has_no_problems(folder: Path, write: Write) -> None:
    write()
    assert validate_index(folder, today=TODAY) == []


@pytest.mark.parametrize(
    ("place", "changes", "problem"),
    [
        ({"name": "other-name"}, {}, "is not the file's name"),
        ({"topic": "food"}, {}, "is not the folder food"),
        ({}, {"topics": None}, "is not the folder health"),
        ({}, {"phrasings": ["茶叶水洗头能生发"]}, "phrasings: fewer than 2"),
        ({}, {"reviews": review(url=None)}, "reviews[0].url: missing"),
        ({}, {"reviews": review(date=None)}, "reviews[0].date: missing"),
        ({}, {"reviews": review(publisher="无名网站")}, "is not in sources.json"),
        ({}, {"reviews": review(kind="media")}, "sources.json says science"),
    ],
)
def test_what_the_curated_folder_asks_for(
    folder: Path, write: Write, place: dict[str, str], changes: dict[str, Any], problem: str
) -> None:
    path = write(**place, **changes)
    [found] = validate_index(folder, today=TODAY)
    assert found.startswith(f"{path.parent.name}/{path.name}: ")
    assert problem in found


def test_a_publisher_may_be_cited_by_its_english_name(folder: Path, write: Write) -> None:
    write(reviews=review(publisher="Some Site"))
    assert validate_index(folder, today=TODAY) == []


def test_a_file_that_is_no_json_is_a_problem_beside_the_others(folder: Path, write: Write) -> None:
    write().write_bytes(b"\xff{")
    write(
        id="another", claim="多喝醋能软化血管，高血压不用吃药。", phrasings=["甲乙丙丁", "戊己庚辛"]
    )
    [found] = validate_index(folder, today=TODAY)
    assert "not JSON" in found


def test_an_id_is_used_once_in_all_folders(folder: Path, write: Write) -> None:
    write()
    write("food", topics=["food"], claim="常吃芝麻白发变黑。", phrasings=["甲乙丙丁", "戊己庚辛"])
    [found] = validate_index(folder, today=TODAY)
    assert "is also the id of" in found


def test_the_same_wording_in_other_script_or_punctuation_is_a_double(
    folder: Path, write: Write
) -> None:
    write()
    write(
        id="other",
        claim="每天用濃茶洗頭,三個月就能治好禿頂！",
        phrasings=["甲乙丙丁", "戊己庚辛"],
    )
    [found] = validate_index(folder, today=TODAY)
    assert "the same wording as" in found


@pytest.mark.parametrize(
    ("claim", "double"),
    [
        ("每天早上用浓茶洗头，三个月就能治好秃顶。", True),
        ("每天用浓茶洗头，六个月就能治好秃顶。", False),
        ("每天用浓茶洗头，三个月不能治好秃顶。", False),
    ],
)
def test_near_wordings_are_doubles_unless_number_or_negation_differ(
    folder: Path, write: Write, monkeypatch: pytest.MonkeyPatch, claim: str, double: bool
) -> None:
    monkeypatch.setattr(validate, "NEAR_DOUBLE", 0.7)  # short sentences show the rule well
    write()
    write(id="other", claim=claim, phrasings=["甲乙丙丁", "戊己庚辛"])
    problems = validate_index(folder, today=TODAY)
    assert [("nearly the wording of" in problem) for problem in problems] == [True] * double


def test_every_near_double_is_found_that_comparing_all_pairs_finds() -> None:
    wordings = [
        wording
        for wording in validate._wordings(
            (path.stem, json.loads(path.read_text(encoding="utf-8")))
            for path in sorted((INDEX / "rebuttals" / "health").glob("*.json"))[:80]
        )
    ]
    # A copy of each with one character more is close to it and to nothing else.
    close = [
        validate.Wording(f"copy of {one.where}", one.text, one.key, one.bigrams | {"㐀㐁"})
        for one in wordings
        if len(one.bigrams) >= 12
    ]
    found = {(one.where, other.where) for one, other, _ in validate.near_doubles(wordings + close)}
    assert {(copy.where.removeprefix("copy of "), copy.where) for copy in close} <= found


def test_a_folder_without_records_or_sources_is_an_error(folder: Path, write: Write) -> None:
    with pytest.raises(DataError, match="no records"):
        validate_index(folder)
    write()
    (folder / "sources.json").unlink()
    with pytest.raises(DataError, match=r"sources\.json"):
        validate_index(folder)


def test_the_command_prints_problems_and_fails(folder: Path, write: Write) -> None:
    write(name="other-name")
    command = [sys.executable, "-m", "mingbian.rebuttals.validate", str(folder)]
    run = subprocess.run(  # noqa: S603
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(ROOT / "server"), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert run.returncode == 1
    assert run.stdout.splitlines() == [
        "health/other-name.json: id: tea-cures-baldness is not the file's name"
    ]
