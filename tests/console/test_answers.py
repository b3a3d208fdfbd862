"""What the public reads: the log, its feed, answers, and one appeal."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from workshop import HOT, keep

from mingbian.console.texts import TEXTS


def appeal(client: Any, number: str, reason: str = "这一页是我写的，引用的是官方原话。") -> Any:
    form = client.get(f"/reports/{number}").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
    return client.post(f"/reports/{number}/appeal", data={"csrf_token": token, "reason": reason})


def decide(browser: Any, case: int, outcome: str, why: str) -> Any:
    page = browser.get(f"/queue/{case}").text
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    return browser.post(f"/queue/{case}/finish", outcome=outcome, why=why, version=version)


def test_a_dispute_is_answered_and_its_sender_reads_why(
    app: Any, desk: Any, desk_store: Any
) -> None:
    keep(desk_store, HOT)
    number = desk_store.add_report("dispute", "我只是转述", record_id="hot-water")
    client = app.test_client()
    assert "还没有办结" in client.get(f"/reports/{number}").text
    decide(desk("lin"), 1, "declined", "原文没有写明是转述")
    assert "原文没有写明是转述" in client.get(f"/reports/{number}").text
    assert ">lin<" not in client.get(f"/reports/{number}").text


def test_an_appeal_is_for_once_and_for_somebody_else(app: Any, desk: Any, desk_store: Any) -> None:
    keep(desk_store, HOT)
    number = desk_store.add_report("dispute", "我只是转述", record_id="hot-water")
    client, lin, wang = app.test_client(), desk("lin"), desk("wang")
    assert appeal(client, number).status_code == 409
    decide(lin, 1, "declined", "原文没有写明是转述")
    sent = appeal(client, number)
    assert sent.status_code == 303
    assert appeal(client, number).status_code == 409
    refused = lin.post("/queue/2/finish", outcome="declined", why="还是不行", version="1")
    assert refused.status_code == 403
    decide(wang, 2, "retire", "作者说得对，记录先撤下来")
    assert desk_store.get("hot-water").status == "retired"
    assert "作者说得对" in client.get(sent.headers["Location"]).text


def test_the_log_and_its_feed_say_what_and_why_and_name_nobody(
    app: Any, desk: Any, desk_store: Any
) -> None:
    keep(desk_store, HOT)
    desk("lin").post("/records/hot-water/retire", why="来源撤回了原文", revision="1")
    client = app.test_client()
    page = client.get("/decisions").text
    feed = client.get("/decisions.atom")
    assert feed.content_type.startswith("application/atom+xml")
    entries = ET.fromstring(feed.data).findall("{http://www.w3.org/2005/Atom}entry")  # noqa: S314
    assert len(entries) == 2
    for text in (page, feed.text):
        assert "来源撤回了原文" in text
        assert HOT.claim in text
        assert "lin" not in re.sub(r"<[^>]+>", "", text)


def test_old_decisions_are_on_further_pages(app: Any, desk_store: Any) -> None:
    from dataclasses import replace

    keep(desk_store, *(replace(HOT, id=f"r-{n}", claim=f"第{n}个说法") for n in range(60)))
    client = app.test_client()
    first = client.get("/decisions").text
    following = re.findall(r'rel="next" href="([^"]+)"', first)[0].replace("&amp;", "&")
    seen = re.findall(r"第(\d+)个说法</span>", first + client.get(following).text)
    assert sorted(map(int, seen)) == list(range(60))


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en"])
def test_every_page_speaks_the_chosen_language(app: Any, language: str) -> None:
    client = app.test_client()
    client.set_cookie("mingbian_lang", language)
    page = client.get("/decisions").text
    assert f'<html lang="{language}">' in page
    words = {"zh-CN": "公开日志", "zh-TW": "公開日誌", "en": "Public log"}[language]
    assert words in page


def test_every_text_is_there_in_both_languages() -> None:
    for key, entry in TEXTS.items():
        assert set(entry) == {"zh-CN", "en"}, key
        fields = [set(re.findall(r"\{(\w+)\}", text)) for text in entry.values()]
        assert fields[0] == fields[1], key
