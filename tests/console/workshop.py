"""A store with people in it, and browsers signed in as them; for tests of merging and the like."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mingbian.console import tokens
from mingbian.console.store import accounts, sessions
from mingbian.console.store.accounts import Account, Role
from mingbian.rebuttals.store import Store
from mingbian.rebuttals.store.database import writing
from mingbian.records import Record, Review

HOT = Record(
    id="hot-water",
    claim="每天喝三杯热水能治好感冒",
    language="zh-CN",
    verdict="misleading",
    rebuttal="热水能缓解不适,但不能杀死感冒病毒,感冒通常一周左右自愈。",
    reviews=(
        Review("某地卫健委", "official", "https://wjw.example.cn/1", date=date(2024, 3, 1)),
        Review("示例辟谣站", "science", "https://example.org/2", date=date(2024, 4, 1)),
    ),
    phrasings=("感冒不用吃药,喝热水就行", "热水治感冒"),
    topics=("health",),
    first_seen=date(2024, 2, 2),
)
SOUP = replace(
    HOT,
    id="hot-soup",
    claim="喝热水三杯,感冒就会好",
    reviews=(Review("另一家报社", "media", "https://news.example/3"), HOT.reviews[0]),
    phrasings=("热水治感冒", "三杯热水赶走感冒"),
    topics=("food", "health"),
    first_seen=date(2023, 1, 1),
)

ALERT = replace(SOUP, id="alert", claim="喝热水能治好癌症", verdict="false")
GONE = replace(SOUP, id="gone", claim="喝冷水会得癌症", status="retired")
DRAFT = replace(SOUP, id="a-draft", claim="喝温水会长高", status="draft")
EVERY = (HOT, SOUP, ALERT, GONE, DRAFT)


def join(store: Store, name: str, role: Role = "curator") -> Account:
    """An account that nobody can sign in to by password."""
    with writing(store.engine) as connection:
        return accounts.add(connection, name, role, "-", "test")


def keep(store: Store, *records: Record) -> None:
    for record in records:
        store.save(record, who="test", why="test")


def revision(store: Store, record_id: str) -> int:
    return store.revisions(record_id)[-1].number


class Browser:
    """A client that is signed in, and sends the token of its forms along."""

    def __init__(self, client: FlaskClient, store: Store, account: Account) -> None:
        token = tokens.new_token()
        with writing(store.engine) as connection:
            sessions.begin(connection, tokens.digest(token), account, datetime.now(UTC))
        client.set_cookie("mingbian_console", token, path="/console")
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/console{path}")

    def post(self, path: str, **fields: Any) -> TestResponse:
        form = self.client.get("/console/me").text
        token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
        return self.client.post(f"/console{path}", data=fields | {"csrf_token": token})
