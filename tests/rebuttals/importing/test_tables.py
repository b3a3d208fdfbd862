"""Our own CSV and JSON lines, and what goes out comes in again as it was."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from mingbian.errors import Invalid
from mingbian.rebuttals.exporting import export, files, to_claimreview
from mingbian.rebuttals.importing import import_file
from mingbian.rebuttals.store import SaveCounts, Store
from mingbian.records import Happened, Review

HEADER = "claim,verdict,rebuttal,publisher,url,date,phrasings\n"
ROW = (
    "喝热水能治好流感,谣言,热水不能杀死流感病毒，患者应当休息并遵医嘱用药。,某市疾控中心,"
    "https://cdc.example.cn/1,2024/3/5,热水治流感|流感多喝热水就好\n"
)


def test_a_row_of_the_csv_becomes_a_record(bring):
    report, (record,) = bring((HEADER + ROW).encode("utf-8-sig"))
    assert report.format == "csv"
    assert (record.claim, record.verdict, record.language) == ("喝热水能治好流感", "false", "zh-CN")
    assert record.phrasings == ("热水治流感", "流感多喝热水就好")
    assert record.reviews == (
        Review("某市疾控中心", "official", "https://cdc.example.cn/1", None, date(2024, 3, 5)),
    )
    assert record.status == "in_review"


@pytest.mark.parametrize(
    ("data", "where", "reason"),
    [
        ("claim,verdict,colour\n", "header", "unknown columns 'colour'"),
        ("claim,verdict\n", "header", "missing columns rebuttal, publisher"),
        (HEADER.replace("url", "claim"), "header", "stand twice: claim"),
        ("谣言,真相\n甲,乙\n", "header", "no header with the names of columns"),
        (HEADER + ROW.replace("谣言", "说不好", 1), "line 2", "no known verdict: 说不好"),
        (HEADER + ROW.replace("谣言", "事實釐清", 1), "line 2", "neither true nor false: 事實釐清"),
        (HEADER + ROW.replace("某市疾控中心", ""), "line 2", "empty: publisher"),
        (HEADER + "a,b\n", "line 2", "2 cells under 7 columns"),
        (HEADER + ROW.strip() + ",more\n", "line 2", "8 cells under 7 columns"),
        (HEADER + ROW.replace("2024/3/5", "2024/2/31"), "line 2", "reviews[0].date"),
        (HEADER + ROW.replace("https://cdc", "ftp://cdc"), "line 2", "http(s)"),
    ],
)
def test_a_row_that_is_wrong_is_named_by_its_line(bring, data, where, reason):
    report, records = bring(data.encode(), format="csv")
    assert records == []
    assert [refusal.where for refusal in report.refused] == [where]
    assert reason in report.refused[0].reason


@pytest.mark.parametrize(
    "line",
    [
        '喝茶能治好流感,谣言,"茶不能杀死流感病毒，患者应当休息并遵医嘱。,甲,,,\n',
        '喝茶能治好流感,谣言,"茶不能"杀死流感病毒，患者应当休息并遵医嘱。,甲,,,\n',
    ],
)
@pytest.mark.parametrize("filler", [1, 300])
def test_a_row_with_an_open_quotation_mark_costs_no_other_row(bring, line, filler):
    rows = [ROW.replace("热水能治", f"{number}杯热水能治") for number in range(filler)]
    last = ROW.replace("某市疾控中心", '"某市""疾控""中心"')
    report, records = bring((HEADER + ROW + line + "".join(rows) + last).encode(), format="csv")
    assert [refusal.where for refusal in report.refused] == ["line 3"]
    assert report.refused[0].reason.startswith("a quotation mark is not closed or stands alone")
    assert len(records) + len(report.repeated) == filler + 2


def test_the_rest_of_a_broken_row_is_no_row(bring):
    line = '喝"茶能治好\n流感",谣言,茶不能杀死流感病毒，患者应当休息并遵医嘱。,甲,,,\n'
    report, (record,) = bring((HEADER + f'"{line}' + ROW).encode(), format="csv")
    assert [refusal.where for refusal in report.refused] == ["line 2", "line 3"]
    assert report.refused[1].reason == "it is the rest of a broken row"
    assert record.claim == "喝热水能治好流感"


def test_a_row_may_run_over_lines_and_is_named_by_its_first(bring):
    told = ROW.replace("热水不能", '"热水\n不能').replace("用药。", '用药。"')
    report, (record,) = bring((HEADER + told + "a,b\n").encode(), format="csv")
    assert record.rebuttal == "热水 不能杀死流感病毒，患者应当休息并遵医嘱用药。"
    assert [refusal.where for refusal in report.refused] == ["line 4"]


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + ROW).replace(",", ";").encode(),
        (HEADER + ROW).replace(",", "\t").encode("utf-16"),
        (HEADER.upper() + ROW).encode(),
        ("\ufeff" + HEADER.replace("claim", " Claim ") + ROW).encode("utf-8-sig"),
        ("sep=;\n" + (HEADER + ROW + ",,,,,,\n").replace(",", ";")).encode(),
        ("\n" + HEADER + ROW).replace("\n", "\r\n").encode("gb18030"),
    ],
    ids=["semicolons", "tabs in UTF-16", "capitals", "two marks", "sep=", "line ends of Windows"],
)
def test_a_table_is_read_as_spreadsheets_write_it(bring, data):
    report, (record,) = bring(data)
    assert (report.format, report.refused) == ("csv", [])
    assert record.claim == "喝热水能治好流感"
    assert record.reviews[0].publisher == "某市疾控中心"


@pytest.mark.parametrize(
    ("other", "names"),
    [("喝茶能治好流感,谣言", "claim"), ("喝热水能治好流感,属实", "verdict")],
)
def test_an_id_that_comes_again_and_says_otherwise_is_refused(bring, other, names):
    head, same = "id," + HEADER, "one," + ROW
    again = same.replace("喝热水能治好流感,谣言", other)
    report, (record,) = bring((head + same + same + again).encode())
    assert (record.claim, record.verdict) == ("喝热水能治好流感", "false")
    assert report.repeated == [("line 3", "line 2")]
    (refusal,) = report.refused
    assert refusal.where == "line 4"
    assert refusal.reason == f"its id one is that of line 2, with another {names}"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"PK\x03\x04\x14\x00\x06\x00xl/workbook.xml", "an Excel workbook (XLSX)"),
        (b"PK\x03\x04\x14\x00\x06\x00notes.txt", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file"),
    ],
)
@pytest.mark.parametrize("format", ["csv", "auto"])
def test_a_file_that_is_no_text_is_refused_by_its_name(bring, data, what, format):
    report, records = bring(data, format=format)
    assert records == []
    assert [refusal.where for refusal in report.refused] == ["file"]
    assert report.refused[0].reason.startswith(f"it is {what}; ")


def test_a_line_of_json_that_is_no_record_is_named(bring, make_record):
    lines = [
        json.dumps(make_record().to_json()),
        "{broken",
        "[]",
        json.dumps(make_record("other", verdict="perhaps").to_json()),
        "",
    ]
    report, records = bring("\n".join(lines).encode(), format="jsonl")
    assert [record.id for record in records] == ["hot-water"]
    assert [refusal.where for refusal in report.refused] == ["line 2", "line 3", "line 4"]


def test_a_line_separator_inside_a_text_ends_no_line(bring, make_record):
    told = make_record(
        rebuttal="热水不能杀死流感病毒。\u2028患者应当休息，并遵医嘱用药。"
    ).to_json()
    line = json.dumps(told, ensure_ascii=False) + "\r\n"
    report, records = bring(line.encode(), format="jsonl")
    assert ([record.id for record in records], report.refused) == (["hot-water"], [])


@pytest.fixture
def filled(sqlite_store, make_record):
    records = [
        make_record(
            "full",
            phrasings=("一 | 二", '反斜杠 \\ 和逗号,引号"', "末尾反斜杠 \\"),
            reviews=(
                Review("甲报", "media", "https://a.example/1", "题", date(2024, 1, 2)),
                Review("乙所", "science", "https://b.example/2", None, None),
            ),
            happened=Happened("2019-05", "四川省"),
            first_seen=date(2020, 1, 31),
            expires=date(2030, 1, 1),
            topics=("health", "policy"),
            region="CN-SC",
        ),
        make_record("draft", status="draft", reviews=(Review("丙台", "media"),)),
        make_record("retired", status="retired", topics=()),
        make_record("true-one", verdict="true", claim="水在海平面一百摄氏度沸腾"),
    ]
    for record in records:
        sqlite_store.save(record, who="lin", why="new")
    return sqlite_store


def exported(store, format):
    stream = io.StringIO(newline="")
    report = export(store, stream, format=format)
    return stream.getvalue().encode(), report.written


@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_what_goes_out_comes_in_again_as_the_same_index(filled, tmp_path, format):
    data, count = exported(filled, format)
    assert count == 4
    other = Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    assert import_file(data, store=other).saved == SaveCounts(new=4)
    assert list(other.records()) == list(filled.records())
    assert import_file(data, store=filled).saved == SaveCounts(same=4)
    assert exported(other, format)[0] == data
    other.close()


def test_claimreview_goes_out_only_for_published_records_that_can_be_linked(filled):
    data, count = exported(filled, "claimreview")
    feed = json.loads(data)
    assert feed["@type"] == "DataFeed"
    assert count == 2
    reviews = [one for element in feed["dataFeedElement"] for one in element["item"]]
    assert {review["author"]["name"] for review in reviews} == {"甲报", "乙所", "某地卫健委"}


def test_what_an_export_leaves_out_is_named_with_the_reason(filled, make_record):
    told = make_record("no-link", claim="喝热水能治好头痛", reviews=(Review("丙台", "media"),))
    filled.save(told, who="lin", why="new")
    report = export(filled, io.StringIO(newline=""), format="claimreview")
    assert report.lines == [
        "2 records",
        "no-link: left out: none of its reviews has an address",
    ]


@pytest.mark.parametrize(("format", "total"), [("jsonl", 4), ("csv", 4), ("claimreview", 2)])
def test_an_export_says_how_far_it_is(filled, monkeypatch, format, total):
    monkeypatch.setattr(files, "STEP", 2)
    steps = []
    export(filled, io.StringIO(), format=format, progress=lambda *step: steps.append(step))
    assert steps[0] == (2, total)
    assert steps[-1] == (total, total)


def test_claimreview_that_went_out_is_read_again(filled, tmp_path):
    data, _ = exported(filled, "claimreview")
    other = Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    report = import_file(data, store=other)
    assert report.refused == []
    found = {record.claim: record for record in other.records()}
    assert found["水在海平面一百摄氏度沸腾"].verdict == "true"
    assert found["水在海平面一百摄氏度沸腾"].rebuttal == filled.get("true-one").rebuttal
    other.close()


def test_an_empty_index_goes_out_as_an_empty_file(sqlite_store):
    assert exported(sqlite_store, "jsonl") == (b"", 0)
    assert json.loads(exported(sqlite_store, "claimreview")[0])["dataFeedElement"] == []


def test_one_review_is_a_node_and_several_are_a_graph(make_record):
    one = to_claimreview(make_record())
    assert (one["@type"], one["claimReviewed"]) == ("ClaimReview", make_record().claim)
    assert one["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "谣言",
        "ratingValue": 1,
        "worstRating": 1,
        "bestRating": 5,
    }
    several = make_record(
        reviews=(
            Review("甲", "media", "https://a.example/"),
            Review("乙", "media", "https://b.example/"),
        )
    )
    assert [node["author"]["name"] for node in to_claimreview(several)["@graph"]] == ["甲", "乙"]


@pytest.mark.parametrize(
    "change",
    [{"status": "in_review"}, {"status": "retired"}, {"reviews": (Review("甲", "media"),)}],
)
def test_no_claimreview_of_what_is_not_published_and_vetted(make_record, change):
    with pytest.raises(Invalid, match="hot-water"):
        to_claimreview(make_record(**change))


def test_an_unknown_format_is_refused(sqlite_store):
    with pytest.raises(Invalid, match="jsonl, csv, claimreview"):
        export(sqlite_store, io.StringIO(), format="xml")
