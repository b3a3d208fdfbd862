"""The commands, run as a person runs them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mingbian import app, cli, cli_index
from mingbian.errors import DataError
from mingbian.rebuttals import exporting, importing

sys.path.insert(0, str(Path(__file__).parents[1] / "api"))

from small_library import SmallLibrary

CLAIM = "每天生吃一头大蒜可以治好感冒"
MARKED = f"""<html><head><meta charset="gbk"><title>冬天怎么吃</title></head><body><article>
<h1>冬天怎么吃</h1><p>入冬以后，不少人想换一换家里的菜单，也有人想少生几次病。</p>
<p>{CLAIM}，效果比药还好，大家都该试一试。</p></article></body></html>"""
ANSWER = "热水不能杀死流感病毒，患者应当休息并遵医嘱用药。"
CLEAN = "市民昨天在公园里散步，看到了今年的第一场雪。"


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINGBIAN_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setattr(app, "open_library", lambda settings, progress=None: SmallLibrary())
    return tmp_path / "instance"


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli.main, [str(one) for one in arguments], input=stdin)


def saved(folder: Path, content: str, encoding: str = "gbk") -> Path:
    path = folder / "page.html"
    path.write_bytes(content.encode(encoding))
    return path


def test_a_page_with_marks_ends_with_1_and_shows_who_says_so(tmp_path: Path) -> None:
    done = run("check", saved(tmp_path, MARKED))
    assert done.exit_code == 1
    for shown in (
        "冬天怎么吃",
        f"「{CLAIM}",
        "示例辟谣站",
        "2024-05-06",
        "https://example.org/garlic",
    ):
        assert shown in done.stdout


def test_a_page_without_marks_ends_with_0(tmp_path: Path) -> None:
    done = run("check", saved(tmp_path, f"<article><p>{CLEAN}</p></article>"))
    assert (done.exit_code, "没有发现已辟谣内容" in done.stdout) == (0, True)


def test_the_json_is_the_report_of_the_api(tmp_path: Path) -> None:
    done = run("check", saved(tmp_path, MARKED), "--json", "--url", "https://example.com/a")
    report = json.loads(done.stdout)
    assert (report["url"], report["index_version"]) == ("https://example.com/a", "small-1")
    assert report["annotations"][0]["target"]["source"] == "https://example.com/a"
    assert list(report)[-1] == "timings_ms"


def test_standard_input_is_read_as_text_or_markup() -> None:
    assert run("check", "-", stdin=f"{CLAIM}，效果很好。".encode()).exit_code == 1
    assert run("check", "-", stdin=MARKED.encode("gbk")).exit_code == 1
    assert run("check", "-", stdin=b"").exit_code == 0


def test_the_reader_may_choose_the_language(tmp_path: Path) -> None:
    done = run("check", saved(tmp_path, f"<p>{CLEAN}</p>"), "--language", "en")
    assert "No debunked content was found." in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "no such file"],
        ["check", "."],
        ["check", "http://127.0.0.1:8642/"],
        ["check", "http://"],
        ["evaluate", "labels", "no such folder"],
        ["index", "import", "no such file"],
        ["nonsense"],
        ["check"],
    ],
)
def test_what_cannot_be_done_ends_with_2_and_says_why(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_set_of_another_kind_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_text('{"claim": "a", "label": "refute"}\n', encoding="utf-8")
    done = run("evaluate", "stance", str(tmp_path))
    said = f"mingbian: {tmp_path} is no set for `evaluate stance`: a row has no 'text'\n"
    assert (done.exit_code, done.stderr) == (2, said)


def test_an_expected_failure_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise DataError("record x is broken")

    monkeypatch.setattr(app, "open_library", broken)
    done = run("check", "-", stdin=b"a")
    assert (done.exit_code, done.stderr) == (2, "mingbian: record x is broken\n")


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGBIAN_PORT", "eighty")
    done = run("check", "-", stdin=b"a")
    assert done.exit_code == 2
    assert done.stderr.startswith("mingbian: MINGBIAN_PORT='eighty'")


def test_a_search_shows_claim_verdict_and_publisher() -> None:
    done = run("search", "大蒜")
    assert done.exit_code == 0
    for shown in (CLAIM, "false", "示例辟谣站", "https://example.org/garlic"):
        assert shown in done.stdout


def test_a_search_as_json_is_the_answer_of_the_api() -> None:
    assert json.loads(run("search", "大蒜", "--json").stdout)["results"][0]["score"] == 0.9
    assert json.loads(run("search", "萝卜", "--json").stdout)["results"] == []


def test_records_go_out_and_come_in_again(tmp_path: Path, instance: Path) -> None:
    record = {
        "id": "garlic-cures-colds",
        "claim": CLAIM,
        "language": "zh-CN",
        "verdict": "false",
        "rebuttal": "大蒜素在体外能抑菌，吃下去到不了那个浓度；感冒是病毒引起的，会自己好。",
        "reviews": [
            {
                "publisher": "示例辟谣站",
                "kind": "science",
                "url": "https://example.org/garlic",
                "date": "2024-05-06",
            }
        ],
        "status": "published",
    }
    source = tmp_path / "records.jsonl"
    source.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    assert run("index", "import", source, "--dry-run").exit_code == 0
    assert json.loads(run("index", "stats", "--json").stdout)["records"] == 0
    assert "1 new" in run("index", "import", source, "--publish").stdout
    assert json.loads(run("index", "stats", "--json").stdout) | {"records": 1} == {
        "published": 1,
        "records": 1,
    }
    out = tmp_path / "out.jsonl"
    assert run("index", "export", "--output", out).exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8")) == record
    assert json.loads(run("index", "export").stdout) == record


def sample_table(folder: Path) -> Path:
    source = folder / "table.csv"
    rows = (f"传言第{number}号说喝热水能治好流感,谣言,{ANSWER},某报\n" for number in range(3))
    head = "claim,verdict,rebuttal,publisher\n"
    source.write_text(head + "".join(rows), encoding="utf-8")
    return source


def test_a_dry_run_of_an_export_writes_nothing(tmp_path: Path) -> None:
    run("index", "import", sample_table(tmp_path), "--quick")
    out = tmp_path / "out.jsonl"
    done = run("index", "export", "--output", out, "--dry-run")
    assert (done.exit_code, done.stdout, out.exists()) == (0, "", False)
    assert "3 records (nothing was written)" in done.stderr
    assert run("index", "export", "--dry-run").stdout == ""


def test_progress_is_a_bar_on_a_terminal_and_lines_anywhere_else(tmp_path: Path) -> None:
    source = sample_table(tmp_path)
    done = run("index", "import", source, "--quick", "--dry-run")
    assert "3 claims read" in done.stderr
    assert "[" not in done.stderr
    terminal, other = pty.openpty()
    command = [sys.executable, "-m", "mingbian", "index", "import", source, "--quick"]
    shown = subprocess.run(command, stdout=subprocess.PIPE, stderr=other, check=True)  # noqa: S603
    bar = os.read(terminal, 10_000).decode()
    os.close(other)
    os.close(terminal)
    assert "claims read  [####" in bar
    assert "3/3" in bar
    assert b"csv: 3 claims, 3 new" in shown.stdout


def test_the_formats_offered_are_those_that_there_are() -> None:
    assert cli_index.IN == importing.FORMATS
    assert cli_index.OUT == exporting.FORMATS


def test_threads_of_the_encoder_sleep_while_they_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    run("search", "大蒜")
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    run("search", "大蒜")
    assert os.environ["OMP_WAIT_POLICY"] == "ACTIVE"


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, mingbian.cli; print(*sys.modules)"
    loaded = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    ).stdout.split()
    heavy = {"torch", "numpy", "flask", "pydantic", "sqlalchemy", "lxml", "trafilatura", "faiss"}
    assert "click" in loaded
    assert heavy.isdisjoint(loaded)
