"""Pages seen before: remembered where the operator has turned it on, and nowhere else."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

LINES = (
    "第一天早上，住在河边的裁缝又看见那条船停在老码头，船上没有人，只有一盏灯亮着。",
    "第二天早上，木匠也看见了，他说船头的漆是新的，船尾却爬满了螺，像是在水底放过很多年。",
    "第三天夜里，打更的人听见船上有人咳嗽，走近一看，甲板上只有一双湿鞋，鞋尖朝着岸边。",
    "到了第四天，船不见了，码头的木桩上多了一圈绳印，绳印是干的，周围的石头却全是湿的。",
    "街上的老人说，这条船每隔三十年来一次，来的那一年，河边一定有一家人要搬走。",
    "请把这件事发给住在河边的亲戚朋友，今晚睡觉之前把窗户关好，把门口的鞋收进屋里。",
)


def _page(author: str, source: str = "", extra: str = "") -> str:
    credit = f"<span>来源：{source}</span>" if source else ""
    body = "".join(f"<p>{line}</p>" for line in LINES)
    return (
        f'<html><head><title>河边的船</title><meta name="author" content="{author}"></head>'
        f"<body><article><h1>河边的船</h1>{credit}{body}<p>{extra}</p></article></body></html>"
    )


def _checks(client: Any, author: str, source: str = "", extra: str = "") -> list[str]:
    address = "https://www.example.net/secret-path?token=secret-query"
    sent = {"url": address, "html": _page(author, source, extra)}
    answer = client.post("/v1/check", json=sent)
    assert answer.status_code == 200
    return [mark["check"] for mark in answer.get_json()["annotations"]]


def _rows(folder: Path, table: str) -> int:
    with sqlite3.connect(folder / "mingbian.db") as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def test_the_third_name_under_one_text_is_told_of_the_other_two(client_of: Any) -> None:
    client = client_of(seen_pages=1000)
    assert "copied_text" not in _checks(client, "河边故事")
    assert "copied_text" not in _checks(client, "夜读", extra="关注我，每天一个故事，明天见。")
    assert "copied_text" not in _checks(client, "夜读")
    assert "copied_text" in _checks(client, "早安", extra="本号只讲真事，喜欢就点个在看吧。")


def test_the_message_says_who_was_first(client_of: Any) -> None:
    client = client_of(seen_pages=1000)
    for author in ("河边故事", "夜读"):
        _checks(client, author)
    sent = {"url": "https://a.example.org/1", "html": _page("早安")}
    marks = client.post("/v1/check", json=sent).get_json()["annotations"]
    [message] = [mark["message"] for mark in marks if mark["check"] == "copied_text"]
    assert "2 个名下" in message
    assert "河边故事" in message
    assert "example.net" in message


def test_accounts_that_credit_each_other_are_found(client_of: Any) -> None:
    client = client_of(seen_pages=1000)
    assert "circular_source" not in _checks(client, "河边故事", "夜读")
    assert "circular_source" not in _checks(client, "夜读", "早安")
    assert "circular_source" in _checks(client, "早安", "河边故事")


def test_accounts_that_credit_an_agency_are_no_circle(client_of: Any) -> None:
    client = client_of(seen_pages=1000)
    for author, source in (("河边故事", "夜读"), ("夜读", "早安"), ("夜读", "新华社")):
        _checks(client, author, source)
    assert "copied_text" not in _checks(client, "早安", "新华社")
    assert "circular_source" not in _checks(client, "河边故事", "夜读")


def test_nothing_is_written_unless_it_is_turned_on(client_of: Any, tmp_path: Path) -> None:
    client = client_of()
    for author in ("河边故事", "夜读", "早安"):
        assert not {"copied_text", "circular_source"} & set(_checks(client, author))
    for table in ("seen_pages", "seen_keys", "seen_sources"):
        assert _rows(tmp_path, table) == 0


def test_what_is_kept_has_no_text_and_no_address(client_of: Any, tmp_path: Path) -> None:
    _checks(client_of(seen_pages=1000), "河边故事", "夜读")
    assert _rows(tmp_path, "seen_pages") == 1
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("mingbian.db*"))
    assert "河边故事".encode() in kept
    for words in (LINES[0][:12].encode(), b"secret-path", b"secret-query"):
        assert words not in kept
