"""Readers and curators in their own windows: from a tip to a mark, from a dispute to its end."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, Chromium
from playwright.sync_api import Browser, Page, Playwright, expect
from sites import Sites

from mingbian.console import passwords
from mingbian.console.store import accounts
from mingbian.rebuttals.store import Store, near_misses
from mingbian.rebuttals.store.database import writing
from mingbian.rebuttals.store.near_misses import NearMiss

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = "axe.run().then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"
SERVE = "from mingbian.cli import main; main(['serve'])"

PASSWORD = "correct horse battery"  # noqa: S105
CLAIM = "把西瓜子埋进花盆三天就能长出治疗失眠的灵芝。"
ARTICLE = f"""<!doctype html><html lang="zh-CN"><title>阳台种菜日记</title><h1>阳台种菜日记</h1>
<p>今年春天雨水多，阳台上的小葱长得很好，邻居也来要了几棵。</p><p>{CLAIM}</p>
<p>周末打算再去花市看看，买一包香菜的种子回来试一试。</p></html>"""
PAGES = ["queue", "queue/1", "records", "new", "figures", "people", "me"]


@dataclass(frozen=True)
class Office:
    """The running service and its database."""

    address: str
    store: Store


@pytest.fixture(scope="module")
def office(start: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The real service, with the records of two topics and four people."""
    folder = tmp_path_factory.mktemp("office")
    others = [path.name for path in (ROOT / "index" / "rebuttals").iterdir()]
    left_out = shutil.ignore_patterns(*(set(others) - {"food", "money"}))
    shutil.copytree(ROOT / "index", folder / "index", ignore=left_out)
    store = Store.open(f"sqlite:///{folder / 'mingbian.db'}")
    for name, role in (
        ("boss", "admin"),
        ("lin", "curator"),
        ("wang", "curator"),
        ("mei", "curator"),
    ):
        with writing(store.engine) as connection:
            accounts.add(connection, name, role, passwords.hashed(PASSWORD), "test")
    server = start(
        "-c",
        SERVE,
        PYTHONPATH=str(ROOT / "server"),
        MINGBIAN_INSTANCE=str(folder),
        MINGBIAN_INDEX=str(folder / "index"),
    )
    server.wait_until_ready()
    yield Office(f"http://127.0.0.1:{server.port}", store)
    store.close()


@pytest.fixture(scope="module")
def windows(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
    )
    yield browser
    browser.close()


@pytest.fixture
def person(windows: Browser, office: Office) -> Iterator[Callable[..., Page]]:
    """Opens a window of somebody's own, signed in."""
    opened = []

    def one(name: str, **options: Any) -> Page:
        context = windows.new_context(locale="zh-CN", base_url=office.address, **options)
        opened.append(context)
        page = context.new_page()
        page.goto("/console/sign-in")
        page.get_by_label("名字").fill(name)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("heading", name="待办").wait_for()
        return page

    yield one
    for context in opened:
        context.close()


def alerts(chromium: Chromium, page: Page) -> str | None:
    chromium.check(page)
    return chromium.painted(page).get("mingbian-alert")


def write_record(page: Page, verdict: str = "false") -> None:
    """Fill the editor's sheet and publish."""
    fill_sheet(page, verdict)
    page.locator("button[value=publish]").click()


def fill_sheet(page: Page, verdict: str = "false") -> None:
    """Fill the editor's sheet."""
    page.locator("[name=claim]").fill(CLAIM)
    page.locator("[name=phrasings]").fill(
        "西瓜子种花盆里能长灵芝\n花盆里埋西瓜子三天长出灵芝治失眠"
    )
    page.locator("[name=verdict]").select_option(verdict)
    page.locator("[name=rebuttal]").fill("灵芝是真菌，西瓜子长不出灵芝；也没有证据说灵芝能治失眠。")
    page.locator("[name='reviews.0.publisher']").fill("示例辟谣站")
    page.locator("[name='reviews.0.url']").fill("https://example.org/melon")
    page.locator("[name='reviews.0.date']").fill("2024-05-06")
    page.locator("[name=why]").fill("示例辟谣站查证了这个说法")


def test_a_tip_becomes_a_mark_and_a_dispute_takes_it_away(
    chromium: Chromium, sites: Sites, office: Office, person: Callable[..., Page]
) -> None:
    chromium.settings(server=office.address)
    article = chromium.open(sites.put(ARTICLE))
    assert alerts(chromium, article) is None

    panel = chromium.panel(article)
    panel.get_by_role("button", name="标漏了什么").click()
    panel.get_by_label("哪一句？").fill(CLAIM)
    panel.get_by_role("button", name="发送").click()
    panel.get_by_text("收到了").wait_for()
    panel.close()

    lin, wang = person("lin"), person("wang")
    lin.locator("[data-rows] a").first.click()
    lin.get_by_role("button", name="我来办").click()
    lin.get_by_role("link", name="据此写新记录").click()
    write_record(lin)
    lin.get_by_text("提交了，等第二位编辑复核").wait_for()
    address = lin.url
    assert lin.get_by_role("button", name="批准并发布").count() == 0
    assert alerts(chromium, article) is None

    wang.goto(address)
    wang.get_by_role("button", name="批准并发布").click()
    wang.locator("#live[data-live=yes]").wait_for(timeout=5000)
    assert alerts(chromium, article) == CLAIM

    panel = chromium.panel(article)
    panel.get_by_role("button", name="有异议").first.click()
    panel.get_by_label("哪里不对？").fill("我在讲一个笑话。")
    panel.get_by_role("button", name="发送").click()
    number = panel.locator("#letter-number").inner_text()
    panel.close()

    lin.goto("/console/queue?kind=dispute")
    lin.locator("[data-rows] a").first.click()
    lin.get_by_label("理由（来信的人会看到）").fill("上下文是讲笑话，先撤下来。")
    lin.get_by_role("button", name="采纳，并撤下记录").click()
    lin.get_by_text("办结了").wait_for()
    chromium.until(
        article, lambda: alerts(chromium, article) is None, "the mark is gone once it is retired"
    )
    answer = lin.context.new_page()
    answer.goto(f"/reports/{number}")
    expect(answer.locator("#answer")).to_have_text("上下文是讲笑话，先撤下来。")
    panel = chromium.panel(article)
    panel.get_by_role("button", name="我反馈过的").click()
    reported = panel.get_by_role("dialog").get_by_role("listitem")
    expect(reported.filter(has_text=number)).to_contain_text("上下文是讲笑话，先撤下来。")
    # The tip was lin's and wang approved the record: that answers it.
    expect(reported.filter(has_text="标漏了")).to_contain_text("采纳了")


def test_an_appeal_is_answered_by_somebody_else(
    office: Office, person: Callable[..., Page], windows: Browser
) -> None:
    record = next(office.store.published())
    number = office.store.add_report("dispute", "这是转述", quote="一句话", record_id=record.id)
    lin, wang = person("lin"), person("wang")
    lin.goto("/console/queue?kind=dispute")
    lin.locator("[data-rows] a").first.click()
    lin.get_by_label("理由（来信的人会看到）").fill("原文没有写明是转述。")
    lin.get_by_role("button", name="不采纳").click()
    lin.get_by_text("办结了").wait_for()

    author = windows.new_context(locale="zh-CN", base_url=office.address).new_page()
    author.goto(f"/reports/{number}")
    author.get_by_text("原文没有写明是转述。").wait_for()
    author.get_by_label("为什么不对").fill("标题里就写着“网传”两个字。")
    author.get_by_role("button", name="提出申诉").click()
    author.get_by_text("申诉收到了").wait_for()

    lin.goto("/console/queue?kind=appeal")
    lin.locator("[data-rows] a").first.click()
    lin.get_by_text("申诉要由别人来决定").wait_for()
    wang.goto(lin.url)
    wang.get_by_label("理由（来信的人会看到）").fill("作者说得对，以后会注意。")
    wang.get_by_role("button", name="采纳", exact=True).click()
    wang.get_by_text("办结了").wait_for()
    author.reload()
    expect(author.locator("#answer")).to_have_text("作者说得对，以后会注意。")
    author.context.close()


def test_two_curators_on_one_record_do_not_overwrite_each_other(
    office: Office, person: Callable[..., Page]
) -> None:
    record = next(one for one in office.store.published() if one.verdict == "misleading")
    lin, wang = person("lin"), person("wang")
    for page in (lin, wang):
        page.goto(f"/console/records/{record.id}/edit")
    for page, words in (
        (lin, "第一位写的：请看所附的查证。"),
        (wang, "第二位写的：请看所附查证。"),
    ):
        page.locator("[name=rebuttal]").fill(f"{words}{record.rebuttal[:200]}")
        page.get_by_label("理由（公开）").fill("把话说得更清楚")
        page.locator("button[value=publish]").click()
    wang.get_by_text("lin 保存了").wait_for()
    expect(wang.locator("[name=rebuttal]")).to_have_value(re.compile("^第二位写的"))
    stored = office.store.get(record.id)
    assert stored is not None
    assert stored.rebuttal.startswith("第一位写的")


def test_who_is_disabled_is_out_at_once(office: Office, person: Callable[..., Page]) -> None:
    boss, mei = person("boss"), person("mei")
    boss.goto("/console/people")
    row = boss.get_by_role("row").filter(has=boss.get_by_role("rowheader", name="mei"))
    row.get_by_role("button", name="停用").click()
    boss.get_by_text("mei 已停用，当场退出").wait_for()
    mei.get_by_role("link", name="记录", exact=True).click()
    mei.get_by_role("heading", name="登录").wait_for()
    mei.get_by_label("名字").fill("mei")
    mei.get_by_label("密码", exact=True).fill(PASSWORD)
    mei.get_by_role("button", name="登录").click()
    mei.get_by_text("名字、密码或验证码不对").wait_for()


def test_near_records_come_while_typing_and_keys_move_the_list(
    office: Office, person: Callable[..., Page]
) -> None:
    record = next(office.store.published())
    lin = person("lin")
    lin.goto("/console/new")
    lin.locator("[name=claim]").press_sequentially(record.claim)
    lin.locator("#near").get_by_text(record.claim).wait_for()
    lin.goto("/console/records")
    lin.keyboard.press("j")
    lin.keyboard.press("j")
    second = lin.locator("[data-rows] > li").nth(1)
    expect(second).to_have_class(re.compile("at"))
    lin.keyboard.press("Enter")
    lin.wait_for_url("**/console/records/*")


def test_a_draft_shows_the_sentences_it_would_mark(
    office: Office, person: Callable[..., Page]
) -> None:
    others = [f"阳台的花盆里种了{n}年西瓜，每天都要浇水" for n in range(2, 10)]
    with writing(office.store.engine) as connection:
        for passage in (*others, "西瓜子埋进花盆里三天就长出灵芝治好失眠"):
            near_misses.record_near_miss(connection, NearMiss("x", passage, 0.6, "below"))
    lin = person("lin")
    lin.goto("/console/new")
    fill_sheet(lin)
    lin.locator("[name=trial]").fill(f"今天的风很大。{CLAIM}明天去花市看看。")
    lin.locator("button[value=try]").click()
    lists = lin.locator(".outcome .marks")
    expect(lists.nth(0).locator("mark")).to_have_text([CLAIM])
    expect(lists.nth(1).locator("mark")).to_have_text([re.compile("长出灵芝治好失眠")])
    lin.get_by_text("细看了用词最近的 6 句，会标出 1 句").wait_for()
    lin.get_by_role("button", name="再细看 3 句").click()
    lin.get_by_text("细看了用词最近的 9 句，会标出 1 句").wait_for()
    assert lin.get_by_role("button", name="再细看").count() == 0
    expect(lin.locator("[name=claim]")).to_have_value(CLAIM)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_every_page_fits_and_axe_finds_no_fault(
    office: Office, person: Callable[..., Page], scheme: Any, width: int
) -> None:
    boss = person(
        "boss", color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    )
    record = next(office.store.published())
    office.store.add_report("tip", "看看这个", quote="一条很普通的线索在这里")
    record_pages = [f"records/{record.id}", f"records/{record.id}/edit"]
    for path in [f"/console/{one}" for one in [*PAGES, *record_pages]] + ["/decisions"]:
        boss.goto(path)
        assert boss.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        boss.evaluate(AXE.read_text(encoding="utf-8"))
        assert boss.evaluate(RUN_AXE) == [], path


def test_everything_can_be_read_without_script(person: Callable[..., Page]) -> None:
    lin = person("lin", java_script_enabled=False)
    for path in ("queue", "queue/1", "records", "new", "figures"):
        lin.goto(f"/console/{path}")
        assert lin.locator("h1").is_visible()
    lin.get_by_role("combobox").first.select_option("en")
    lin.get_by_role("button", name="切换").click()
    lin.get_by_role("heading", name="Figures").wait_for()
