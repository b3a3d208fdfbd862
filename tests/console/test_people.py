"""Signing in, staying in, and being out at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import update

from mingbian.console import passwords, tokens
from mingbian.console.store import accounts, sessions
from mingbian.errors import Conflict, Invalid
from mingbian.rebuttals.store.database import writing
from mingbian.rebuttals.store.people_tables import sessions as session_table

PASSWORD = "correct horse battery"  # noqa: S105
WRONG = "wrong horse battery"


@pytest.fixture
def lin(desk_store: Any) -> accounts.Account:
    with writing(desk_store.engine) as connection:
        return accounts.add(connection, "lin", "admin", passwords.hashed(PASSWORD), "test")


def sign_in(client: Any, name: str = "lin", password: str = PASSWORD, code: str = "") -> Any:
    form = client.get("/console/sign-in").text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
    sent = {"name": name, "password": password, "code": code, "csrf_token": token}
    return client.post("/console/sign-in", data=sent)


def is_in(client: Any) -> bool:
    return client.get("/console/queue").status_code == 200


def test_the_right_password_opens_and_the_wrong_one_does_not(app: Any, lin: Any) -> None:
    client = app.test_client()
    assert sign_in(client, password=WRONG).status_code == 401
    assert not is_in(client)
    assert sign_in(client).status_code == 303
    assert is_in(client)
    assert lin.password.startswith("$argon2id$")


def test_the_cookie_is_for_the_console_alone_and_for_no_script(app: Any, lin: Any) -> None:
    cookie = sign_in(app.test_client()).headers.getlist("Set-Cookie")
    [ours] = [one for one in cookie if one.startswith("mingbian_console=")]
    assert "HttpOnly" in ours
    assert "Path=/console" in ours
    assert "SameSite=Lax" in ours


def test_a_cookie_from_before_the_sign_out_opens_nothing(app: Any, lin: Any) -> None:
    client = app.test_client()
    sign_in(client)
    token = client.get_cookie("mingbian_console", path="/console").value
    page = client.get("/console/queue").text
    form = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    client.post("/console/sign-out", data={"csrf_token": form})
    client.set_cookie("mingbian_console", token, path="/console")
    assert not is_in(client)


@pytest.mark.parametrize(
    ("column", "past"),
    [("seen_at", sessions.IDLE), ("began_at", sessions.ABSOLUTE)],
)
def test_a_session_ends_idle_and_in_any_case(
    app: Any, lin: Any, desk_store: Any, column: str, past: timedelta
) -> None:
    client = app.test_client()
    sign_in(client)
    long_ago = datetime.now(UTC) - past - timedelta(seconds=1)
    with writing(desk_store.engine) as connection:
        connection.execute(update(session_table).values({column: long_ago}))
    assert not is_in(client)


def test_who_fails_too_often_is_not_heard_even_with_the_right_password(app: Any, lin: Any) -> None:
    client = app.test_client()
    for _ in range(5):
        assert sign_in(client, password=WRONG).status_code == 401
    refused = sign_in(client)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_failing_in_a_persons_name_from_elsewhere_does_not_keep_them_out(
    app: Any, lin: Any
) -> None:
    stranger = app.test_client()
    stranger.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    for _ in range(6):
        sign_in(stranger, password=WRONG)
    assert sign_in(app.test_client()).status_code == 303


def test_a_second_step_is_asked_for_and_no_code_serves_twice(
    app: Any, lin: Any, desk_store: Any
) -> None:
    secret = passwords.new_secret()
    with writing(desk_store.engine) as connection:
        accounts.set_totp(connection, "lin", secret, "lin")
    assert sign_in(app.test_client()).status_code == 401
    code = pyotp.TOTP(secret).now()
    assert sign_in(app.test_client(), code=code).status_code == 303
    assert sign_in(app.test_client(), code=code).status_code == 401


def test_the_second_step_is_turned_on_with_a_first_code(app: Any, lin: Any) -> None:
    client = app.test_client()
    sign_in(client)
    page = client.get("/console/me").text
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", page)[0]
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    sent = {"csrf_token": token, "old": PASSWORD, "code": "000000"}
    assert client.post("/console/me/second-step", data=sent).status_code == 422
    sent["code"] = pyotp.TOTP(secret).now()
    assert client.post("/console/me/second-step", data=sent).status_code == 303
    assert sign_in(app.test_client()).status_code == 401


def test_disabling_puts_somebody_out_at_their_next_click(desk: Any) -> None:
    boss, wang = desk("boss", "admin"), desk("wang")
    assert wang.get("/queue").status_code == 200
    boss.post("/people/wang/disable", disabled="1")
    assert wang.get("/queue").status_code == 303


def test_another_role_counts_from_the_next_click(desk: Any) -> None:
    boss, wang = desk("boss", "admin"), desk("wang", "curator")
    assert wang.get("/people").status_code == 403
    boss.post("/people/wang/role", role="admin")
    assert wang.get("/people").status_code == 200
    boss.post("/people/wang/role", role="contributor")
    assert wang.post("/queue/sweep").status_code == 403


def test_the_last_admin_stays_admin(desk_store: Any, lin: Any) -> None:
    with writing(desk_store.engine) as connection:
        with pytest.raises(Conflict):
            accounts.set_role(connection, "lin", "curator", "lin")
        with pytest.raises(Conflict):
            accounts.set_disabled(connection, "lin", True, "lin")


def test_an_invitation_makes_one_account_with_its_role(app: Any, desk: Any) -> None:
    page = desk("boss", "admin").post("/people/invite", role="curator").text
    link = re.findall(r'<code id="link">http://localhost(/console/join/[^<]+)</code>', page)[0]
    guest = app.test_client()
    form = guest.get(link).text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
    sent = {"name": "Mei", "password": PASSWORD, "again": PASSWORD, "csrf_token": token}
    assert guest.post(link, data={**sent, "password": "short"}).status_code == 422
    assert guest.post(link, data=sent).status_code == 303
    assert guest.post(link, data={**sent, "name": "other"}).status_code == 404
    assert sign_in(guest, "mei").status_code == 303
    assert guest.get("/console/people").status_code == 403


def test_a_reset_ends_sessions_and_the_link_sets_a_new_password(app: Any, desk: Any) -> None:
    boss, wang = desk("boss", "admin"), desk("wang")
    page = boss.post("/people/wang/reset").text
    assert wang.get("/queue").status_code == 303
    link = re.findall(r'<code id="link">http://localhost(/console/join/[^<]+)</code>', page)[0]
    client = app.test_client()
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get(link).text)[0]
    client.post(link, data={"password": PASSWORD, "again": PASSWORD, "csrf_token": token})
    assert sign_in(client, "wang").status_code == 303


@pytest.mark.parametrize("name", ["x", "<b>", "a b c", "-abc", "a" * 41, "名字"])
def test_odd_names_are_refused(desk_store: Any, name: str) -> None:
    with writing(desk_store.engine) as connection, pytest.raises(Invalid):
        accounts.add(connection, name, "curator", "-", "test")


def test_an_interest_in_a_publisher_is_declared_on_ones_own_page(desk: Any) -> None:
    lin = desk("lin")
    assert lin.post("/me/interests", publisher=" ", why="我在那里工作").status_code == 422
    lin.post("/me/interests", publisher="某地卫健委", why="我在那里工作")
    assert "<b>某地卫健委</b> 我在那里工作" in lin.get("/me").text
    assert "某地卫健委" not in desk("wang").get("/me").text


def test_every_change_to_an_account_says_who_and_when(desk_store: Any, desk: Any) -> None:
    desk("boss", "admin").post("/people/boss/role", role="admin")
    with desk_store.engine.connect() as connection:
        [entry, *_] = accounts.log_of(connection)
    assert (entry.account, entry.who) == ("boss", "boss")
    assert datetime.now(UTC) - entry.at < timedelta(minutes=5)


def test_the_log_of_accounts_is_told_in_the_language_of_the_page(desk: Any) -> None:
    boss = desk("boss", "admin")
    desk("wang")
    for name, fields in (
        ("role", {"role": "curator"}),
        ("reset", {}),
        ("disable", {"disabled": "1"}),
        ("disable", {"disabled": "0"}),
    ):
        boss.post(f"/people/wang/{name}", **fields)
    for language, told in (
        (
            "zh-CN",
            ("角色由编辑改为编辑", "生成了链接（编辑）", "停用", "重新启用", "关掉了两步验证"),
        ),
        ("en", ("link made (curator)", "disabled", "enabled", "second step off")),
    ):
        boss.client.set_cookie("mingbian_lang", language)
        log = re.sub(r"<[^>]+>", " ", boss.get("/people").text.rpartition("<section>")[2])
        for words in told:
            assert f"wang  {words} " in log


def test_what_is_kept_of_tokens_and_addresses_cannot_be_used(tmp_path: Any) -> None:
    secret = tokens.secret_of(tmp_path)
    assert tokens.secret_of(tmp_path) == secret
    assert (tmp_path / "console.secret").stat().st_mode & 0o077 == 0
    day = datetime.now(UTC).date()
    one = tokens.sender(secret, "192.0.2.1", day)
    assert "192.0.2" not in one
    assert one == tokens.sender(secret, "192.0.2.1", day)
    assert one != tokens.sender(secret, "192.0.2.1", day + timedelta(days=31))
    home = [tokens.sender(secret, f"2001:db8:1:2::{n}", day) for n in (1, 2)]
    assert home[0] == home[1]
