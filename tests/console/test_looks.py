"""Every page in a real Chromium: narrow and wide, light and dark, Chinese and English."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import make_server
from workshop import ALERT, DRAFT, HOT, SOUP, join, keep
from workshop import Browser as Client

from mingbian.console import passwords, tokens
from mingbian.console.store import accounts
from mingbian.rebuttals.store.database import writing
from mingbian.rebuttals.store.near_misses import NearMiss, record_near_miss
from mingbian.rebuttals.store.sweep import sweep

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).parents[2] / "extension" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = "axe.run().then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"
#: A text that nothing breaks: an address, as people paste them.
LONG = "https://forum.example/" + "a" * 180
NOTICE = """1. 谣言：喝醋能软化血管，每天一杯血压就正常了
真相：醋到了胃里就被中和，到不了血管，高血压要按医嘱服药。（来源：示例辟谣站）
2. 谣言：隔夜水会致癌，早上一定要倒掉
真相：水放一夜亚硝酸盐远低于限值，只要干净就能喝。（来源：示例辟谣站）"""
WHY = "卫健委发布了说明"
PASSWORD = "correct horse battery"  # noqa: S105


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "extension"))
    from browser import ARGUMENTS, CHROMIUM

    with playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS) as started:
        yield started


@pytest.fixture
def address(app: Any) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def furnish(store: Any) -> dict[str, str]:
    """One of everything; an invitation, a link for a new password, and an answered report."""
    wordy = replace(HOT, phrasings=(LONG, *HOT.phrasings))
    keep(store, wordy, SOUP, ALERT, DRAFT, replace(HOT, id="old", claim="旧的", status="retired"))
    for number in range(3):
        store.add_report("tip", LONG, quote=f"{LONG}听说地铁要停运", url=LONG, sender=f"s{number}")
    answered = store.add_report("dispute", "我只是转述", record_id=HOT.id, quote="一句话", url=LONG)
    store.answer_report(answered, "declined", f"原文没有写明是转述 {LONG}", who="mei")
    doubtful = replace(SOUP, id="import-1", claim="同一句话", status="in_review")
    store.save_many([doubtful], who="cofacts", why="import")
    links = {name: tokens.new_token() for name in ("new", "reset")}
    with writing(store.engine) as connection:
        record_near_miss(connection, NearMiss(HOT.id, LONG, 0.6, "below", "b.example"))
        sweep(connection)
        mei = accounts.add(connection, "mei", "curator", passwords.hashed(PASSWORD), "boss")
        accounts.invite(connection, tokens.digest(links["new"]), "curator", "boss")
        accounts.invite(connection, tokens.digest(links["reset"]), "curator", "boss", mei)
    return links | {"answered": answered}


def stations(page: Page, links: dict[str, str]) -> Iterator[str]:
    """Goes from page to page, by links and by forms; the name of each where it stops."""
    for path in (
        *("queue", "queue?state=closed", "queue/1", "queue/2", "queue/3", "queue/4"),
        *("records", "records/hot-water", "records/hot-water/edit", "records/old", "new"),
        *("figures", "people", "me", "notes", "notes?to=me", "decisions"),
        *("records/hot-soup/merge", "records/hot-soup/merge?into=hot-water"),
        *("records/hot-soup/merge?into=old", "records/hot-water/split", "records/nowhere"),
    ):
        page.goto(f"/console/{path}")
        yield path
    page.goto("/console/new")
    page.fill("[name=text]", NOTICE)
    page.click("form[enctype] button")
    yield "choose one of two"
    page.locator("main form button").first.click()
    yield "a sheet that is filled in"
    page.fill("[name=phrasings]", "")
    page.locator("form:not([novalidate])").evaluate_all(
        "all => all.forEach(f => f.noValidate = true)"
    )
    page.click("[value=publish]")
    yield "a sheet with faults"
    page.goto("/console/records/hot-water/split")
    page.fill("[name=claim]", "三杯热水赶走感冒")
    page.check("[name='phrasing.1'][value=goes]")
    page.check("[name='review.1'][value=goes]")
    page.click("[value=look]")
    yield "a split that is looked at"
    page.goto("/console/records?status=published")
    for box in page.locator("[name=pick]").all():
        box.check()
    page.click("button[form=bulk]")
    yield "what to change"
    page.check("[name=what][value=add_topic]")
    page.select_option("[name=topic]", "science")
    page.locator("main form button").first.click()
    yield "what would change"
    page.fill("[name=why]", WHY)
    page.click("#preview form button")
    yield "what was changed"
    page.goto("/console/people")
    page.locator("main form button").first.click()
    yield "an invitation is made"


def outside(page: Page, links: dict[str, str]) -> Iterator[str]:
    """The same for whoever is not signed in."""
    for path in (
        *("/console/sign-in", f"/console/join/{links['new']}", f"/console/join/{links['reset']}"),
        *("/console/join/guessed", "/decisions", f"/reports/{links['answered']}"),
    ):
        page.goto(path)
        yield path
    page.fill("[name=reason]", f"这一页是我写的，引用的是官方原话。{LONG}")
    page.click("main form button")
    yield "an appeal is sent"
    page.goto("/console/sign-in")
    page.fill("[name=name]", "mei")
    page.fill("[name=password]", "wrong horse battery")
    page.click("main form button")
    yield "a sign-in that is refused"


def signed_in(app: Any, store: Any, context: Any, address: str) -> None:
    client = app.test_client()
    Client(client, store, join(store, "boss", "admin"))
    token = client.get_cookie("mingbian_console", path="/console").value
    cookie = {"name": "mingbian_console", "value": token, "domain": "127.0.0.1"}
    context.add_cookies([{**cookie, "path": "/console", "httpOnly": True}])


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("zh-CN", 360, "light"), ("zh-CN", 1200, "dark"), ("en", 360, "dark"), ("en", 1200, "light")],
)
def test_every_page_fits_and_axe_finds_no_fault(
    app: Any,
    desk_store: Any,
    address: str,
    chromium: Browser,
    language: str,
    width: int,
    scheme: Any,
) -> None:
    links = furnish(desk_store)
    faults: dict[str, Any] = {}
    for walk in (outside, stations):
        context = chromium.new_context(
            base_url=address,
            locale=language,
            color_scheme=scheme,
            viewport={"width": width, "height": 800},
            bypass_csp=True,
        )
        if walk is stations:
            signed_in(app, desk_store, context, address)
        page = context.new_page()
        for name in walk(page, links):
            page.wait_for_load_state()  # a form that was sent may still be on its way
            assert page.evaluate("document.documentElement.lang") == language, name
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate(RUN_AXE)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append("wider than the window")
            if found:
                faults[name] = found
        context.close()
    assert faults == {}
