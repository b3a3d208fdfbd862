"""The pictures of docs/curators.md: a volunteer's first day at the console, in a real Chromium.

Everything happens in an instance of its own.  Its records are the curated ones; the people, the
letters and the review that is added are made up, and their addresses are example.org.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page
from sqlalchemy import update

from mingbian.console import passwords, tokens
from mingbian.console.store import accounts, queue
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.store.database import writing
from mingbian.rebuttals.store.desk_tables import cases
from mingbian.rebuttals.store.near_misses import NearMiss, count_marks, record_near_miss

Save = Callable[[Page, str], None]

PASSWORD = "一个只用来拍照的长密码 2026"  # noqa: S105 - of an instance that is thrown away

#: Records of the curated index that letters are about.
MICROWAVE, BOILED = "microwave-food-carcinogen", "reboiled-water-nitrite"

RUMOUR = "微波炉加热过的饭菜不能给孕妇吃，会伤到胎儿"
NOTICE = {
    "phrasings": "孕妇别吃微波炉热的菜，胎儿会畸形\n微波炉热饭伤胎儿，怀孕的都转给家人",
    "rebuttal": "微波炉靠让水分子振动来加热，断电后没有残留的辐射，热过的饭菜不会伤到胎儿。",
    "reviews.0.publisher": "示例市疾病预防控制中心",
    "reviews.0.url": "https://example.org/microwave",
    "reviews.0.title": "孕妇能不能吃微波炉加热的饭菜",
    "reviews.0.date": "2026-11-20",
    "why": "多位读者来信，疾控中心已有说明",
    "trial": f"提醒各位姐妹，{RUMOUR}，怀孕的千万别再用了。\n今天菜场的番茄很新鲜，三块五一斤。",
}


def furnish(instance: Path, prepared: Path) -> None:
    """An instance with what takes long to compute already in it."""
    for name in ("encoder", "vectors"):
        if (prepared / name).is_dir():
            shutil.copytree(prepared / name, instance / name)


def fill(store: Store) -> str:
    """People and letters; the token of an invitation."""
    token = tokens.new_token()
    with writing(store.engine) as connection:
        kept = passwords.hashed(PASSWORD)
        for name, role in (("wang.lan", "admin"), ("chen-yu", "curator"), ("zhao", "contributor")):
            accounts.add(connection, name, role, kept, "command line")  # type: ignore[arg-type]
        accounts.invite(connection, tokens.digest(token), "curator", "wang.lan")
    _letters(store)
    with writing(store.engine) as connection:
        for site, text in (
            ("health.example", "微波炉热过的菜会致癌吗？"),
            ("mom.example", "都说微波炉加热会致癌"),
        ):
            record_near_miss(connection, NearMiss(MICROWAVE, text, 0.61, "asked", site))
        for _ in range(17):
            count_marks(connection, [MICROWAVE], datetime.now(UTC).date())
    _age(store)
    return token


def _letters(store: Store) -> None:
    page = "https://forum.example/t/"
    for number in range(5):  # five who have written before
        store.add_report(
            "tip", "请核实", quote=f"第{number + 1}路公交车要停运", sender=f"s{number}"
        )
    _close_all(store)
    for number in range(7):
        store.add_report(
            "tip", "家里老人都在转", quote=RUMOUR, url=f"{page}{number}", sender=f"s{number}"
        )
    for number, quote in enumerate(("听说下个月起坐地铁也要实名预约", "用保鲜膜包水果会中毒")):
        store.add_report(
            "tip", "想知道真假", quote=quote, url=f"{page}q{number}", sender=f"t{number}"
        )
    for number in range(3):
        store.add_report(
            "dispute",
            "文章说的是反复烧开几十次，你们的记录没有讲清楚",
            url=f"https://blog.example/water/{number}",
            quote="反复烧开的水亚硝酸盐会超标",
            record_id=BOILED,
            sender=f"d{number}",
        )


def _close_all(store: Store) -> None:
    with writing(store.engine) as connection:
        for case in queue.listed(connection, queue.Filter(), "zhao"):
            queue.finish(connection, case.id, "declined", "公交公司没有这样的公告", "zhao", 1)


def _age(store: Store) -> None:
    """The letters came in the course of some days."""
    with writing(store.engine) as connection:
        for case in queue.listed(connection, queue.Filter(), "zhao"):
            first = case.first_at - timedelta(hours=5 * case.id - 9)
            connection.execute(update(cases).where(cases.c.id == case.id).values(first_at=first))


def take_all(chromium: Browser, address: str, store: Store, save: Save) -> None:
    """The day from the invitation to the evening."""
    token = fill(store)
    with _window(chromium) as page:
        page.goto(f"{address}/console/join/{token}")
        page.fill("[name=name]", "li.na")
        save(page, "console-join")
        for name in ("password", "again"):
            page.fill(f"[name={name}]", PASSWORD)
        page.click("main button")
        _sign_in(page, address, "li.na")
        _through_the_queue(page, address, save)
        _a_dispute(page, address, save)
    with _window(chromium) as page:
        _sign_in(page, address, "chen-yu")
        _second_look(page, address, save)
        _many(page, address, save)
    with _window(chromium, width=390, height=780) as page:
        _sign_in(page, address, "li.na")
        save(page, "console-narrow")


def _through_the_queue(page: Page, address: str, save: Save) -> None:
    save(page, "console-queue")
    page.click(f"text={RUMOUR}")
    page.click("[data-key=c]")
    save(page, "console-case")
    page.click("[data-key=d]")
    page.locator("details").filter(has=page.locator("[name=first_seen]")).locator("summary").click()
    for name, text in NOTICE.items():
        page.fill(f"[name='{name}']", text)
    for topic in ("food", "health"):
        page.check(f"[name=topics][value={topic}]")
    page.click("[value=try]")
    page.wait_for_selector(".outcome")
    save(page, "console-editor")
    page.locator("h2", has_text="发布前试一试").scroll_into_view_if_needed()
    save(page, "console-try")
    page.click("[value=publish]")
    page.wait_for_selector(".said")
    page.fill("[name=note]", "@chen-yu 疾控中心的原文我核对过了，请看一下第二种说法会不会太宽。")
    page.click("#notes button")


def _a_dispute(page: Page, address: str, save: Save) -> None:
    page.goto(f"{address}/console/queue?kind=dispute")
    page.click("[data-rows] a")
    page.click("[data-key=c]")
    page.fill("[name=why]", "原文确实区分了烧开的次数；记录的说法本身没有变，补充一句说明。")
    save(page, "console-dispute")


def _second_look(page: Page, address: str, save: Save) -> None:
    page.goto(f"{address}/console/notes?to=me")
    save(page, "console-notes")
    page.goto(f"{address}/console/queue?kind=approval")
    page.click("[data-rows] a")
    page.click("section:has(h2:text('涉及的记录')) a.button")
    save(page, "console-approve")
    page.click("form[action$=approve] button")
    page.wait_for_selector("#live[data-live=yes]", timeout=30_000)
    save(page, "console-record")
    page.goto(f"{address}/decisions")
    save(page, "console-log")


def _many(page: Page, address: str, save: Save) -> None:
    page.goto(f"{address}/console/records?q=微波炉")
    for box in page.locator("[name=pick]").all()[:3]:
        box.check()
    save(page, "console-records")
    page.click("button[form=bulk]")
    page.check("[name=what][value=add_topic]")
    page.select_option("select[name=topic]", "technology")
    page.click("form button:text('看看会怎样')")
    save(page, "console-bulk")
    page.goto(f"{address}/console/records/{MICROWAVE}/merge")
    page.locator(".near a", has_text="并入这一条").first.click()
    save(page, "console-merge")
    page.goto(f"{address}/console/figures")
    save(page, "console-figures")


@contextmanager
def _window(chromium: Browser, width: int = 1040, height: int = 760) -> Iterator[Page]:
    """Somebody's own window."""
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", color_scheme="light"
    )
    yield context.new_page()
    context.close()


def _sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/console/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/console/queue")
