"""Results are kept when a reader asks, under a number nobody guesses, and for seven days."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html as lxml_html
from sqlalchemy import select

from mingbian.errors import TooManyRequests
from mingbian.rebuttals.store import kept as kept_store
from mingbian.rebuttals.store.kept import KeptResults
from mingbian.rebuttals.store.kept_tables import kept_results
from mingbian.web import keeping, pages

TEXT = "冬天怎么吃\n\n每天生吃一头大蒜可以治好感冒，效果比药还好。"
DIARY = "藏书阁里的秘密"


def page_of(answer: Any) -> Any:
    return lxml_html.fromstring(answer.get_data(as_text=True))


def signed(site: FlaskClient, text: str = TEXT) -> str:
    return str(
        page_of(site.post("/check", data={"page": text})).xpath("//input[@name='result']/@value")[0]
    )


def keep(site: FlaskClient, text: str = TEXT) -> tuple[str, str]:
    """The path of a kept result, and the key that deletes it."""
    answer = site.post("/keep", data={"result": signed(site, text)})
    assert answer.status_code == 201
    path = answer.headers["Location"].removeprefix("http://localhost")
    return path, page_of(answer).xpath("//input[@name='key']/@value")[0]


def rows(site: FlaskClient) -> list[str]:
    engine = site.application.extensions["mingbian.shelf"].store.engine
    with engine.connect() as connection:
        return list(connection.scalars(select(kept_results.c.number)))


def test_nothing_is_kept_unless_asked(fresh: Any) -> None:
    site = fresh()
    signed(site, f"{DIARY}，{TEXT}")
    assert rows(site) == []
    for file in Path(site.application.extensions["mingbian.settings"].instance).rglob("*"):
        if file.is_file():
            assert DIARY.encode() not in file.read_bytes()
            assert json.dumps(DIARY).encode() not in file.read_bytes()


def test_a_kept_result_is_shown_again_at_its_link(site: FlaskClient) -> None:
    path, _ = keep(site)
    page = page_of(site.get(path))
    assert (
        page.xpath("//a[@class='mark alert']")[0].text_content() == "每天生吃一头大蒜可以治好感冒"
    )
    assert not page.xpath("//input[@name='key']"), "only who kept it can delete it"
    assert "之后自动删除" in page.text_content()


def test_a_kept_result_is_json_for_machines(site: FlaskClient) -> None:
    path, _ = keep(site)
    answer = site.get(path, headers={"Accept": "application/json"})
    assert answer.get_json()["annotations"][0]["check"] == "rebuttal"
    assert "Accept" in answer.headers["Vary"]


def test_search_engines_are_asked_to_leave_it_alone(site: FlaskClient) -> None:
    path, _ = keep(site)
    for accept in ("text/html", "application/json"):
        answer = site.get(path, headers={"Accept": accept})
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page_of(site.get(path)).xpath("//meta[@name='robots']/@content")[0]


def test_the_number_cannot_be_guessed(site: FlaskClient) -> None:
    numbers = {keep(site, f"{TEXT} {turn}")[0].rpartition("/")[2] for turn in range(3)}
    assert len(numbers) == 3
    assert all(len(number) == keeping.NUMBER_LENGTH for number in numbers)


def test_asking_twice_keeps_it_once(fresh: Any) -> None:
    site = fresh()
    form = {"result": signed(site)}
    first, second = site.post("/keep", data=form), site.post("/keep", data=form)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(rows(site)) == 1


@pytest.mark.parametrize("made_up", ["", "a.b.c", '{"report": {}}', "eyJhIjoxfQ.aaaa.bbbb"])
def test_a_result_that_was_not_made_here_is_not_kept(site: FlaskClient, made_up: str) -> None:
    before = rows(site)
    assert site.post("/keep", data={"result": made_up}).status_code == 422
    assert rows(site) == before


def test_a_result_with_one_letter_changed_is_not_kept(site: FlaskClient) -> None:
    good = signed(site)
    place = len(good) // 2
    bad = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
    assert site.post("/keep", data={"result": bad}).status_code == 422


def test_a_result_of_another_service_is_not_kept(site: FlaskClient, fresh: Any) -> None:
    assert fresh().post("/keep", data={"result": signed(site)}).status_code == 422


def test_it_is_deleted_with_the_key_that_was_shown(fresh: Any) -> None:
    site = fresh()
    path, key = keep(site)
    _, other = keep(site, f"{TEXT}！")
    for wrong in ("", "é", other):
        assert site.post(f"{path}/drop", data={"key": wrong}).status_code == 404
    assert site.get(path).status_code == 200
    assert "已经删除" in site.post(f"{path}/drop", data={"key": key}).get_data(as_text=True)
    assert site.get(path).status_code == 404
    assert len(rows(site)) == 1


def test_after_seven_days_it_is_gone(fresh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    site = fresh()
    path, _ = keep(site)
    for days, status in ((6.99, 200), (7, 404), (8, 404)):
        moment = datetime.now(UTC) + timedelta(days=days)
        monkeypatch.setattr(pages, "now", lambda moment=moment: moment)
        assert site.get(path).status_code == status


def test_what_is_over_is_deleted_whoever_asks_for_whatever(
    fresh: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = fresh()
    keep(site, f"{DIARY}。{TEXT}")
    later = datetime.now(UTC) + timedelta(days=7, seconds=1)
    monkeypatch.setattr(pages, "now", lambda: later)
    site.application.extensions["mingbian.swept"] = -pages.SWEEP
    site.get("/healthz")
    assert rows(site) == []
    for file in Path(site.application.extensions["mingbian.settings"].instance).rglob("*"):
        if file.is_file():
            assert DIARY.encode() not in file.read_bytes(), file.name


def test_a_result_that_is_too_long_is_not_offered_to_be_kept(
    site: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES", 3000)
    for times, offered in ((1, 1), (300, 0)):
        page = page_of(site.post("/check", data={"page": "雪下了一整天。" * times}))
        assert len(page.xpath("//input[@name='result']")) == offered


def test_there_is_an_end_to_how_many_are_kept(fresh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    site = fresh()
    monkeypatch.setattr(kept_store, "MOST", 1)
    keep(site)
    assert site.post("/keep", data={"result": signed(site, f"{TEXT}！")}).status_code == 429
    moment = datetime.now(UTC)
    with pytest.raises(TooManyRequests):
        KeptResults(site.application.extensions["mingbian.shelf"].store.engine).keep(
            "number", "{}", moment, moment + timedelta(days=7)
        )
