"""Keys: made, shown once, used, limited, revoked at once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mingbian import cli, cli_key
from mingbian.access import keys
from mingbian.api.keys import scope_of


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def made(client: Any) -> Any:
    answer = client.post("/v1/keys", json={"name": "newsroom"})
    assert answer.status_code == 201
    return answer.get_json()


def test_anybody_makes_a_key_and_asks_about_it(client: Any, made: Any) -> None:
    assert re.fullmatch(r"mb_[0-9a-z]{10}_[\w-]{43}", made["key"])
    answer = client.get("/v1/keys/current", headers=bearer(made["key"]))
    assert answer.get_json() == {name: made[name] for name in made if name != "key"}
    assert (answer.get_json()["name"], answer.get_json()["scopes"]) == ("newsroom", ["batch"])


def test_the_secret_is_kept_nowhere(made: Any, tmp_path: Path) -> None:
    secret = made["key"].split("_", 2)[2].encode()
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or secret not in file.read_bytes()


def test_a_key_has_an_allowance_of_its_own(client_of: Any) -> None:
    client = client_of(requests_per_minute=2, key_requests_per_minute=3)
    made = client.post("/v1/keys", json={}).get_json()
    client.get("/v1/rebuttals?q=a")
    assert client.get("/v1/rebuttals?q=a").status_code == 429
    for remaining in (2, 1, 0):
        answer = client.get("/v1/rebuttals?q=a", headers=bearer(made["key"]))
        assert answer.headers["RateLimit"].startswith(f'"minute";r={remaining};')
    assert client.get("/v1/rebuttals?q=a", headers=bearer(made["key"])).status_code == 429


def test_a_revoked_key_is_refused_at_the_next_request(client: Any, made: Any) -> None:
    headers = bearer(made["key"])
    assert client.delete("/v1/keys/current", headers=headers).status_code == 204
    answer = client.get("/v1/rebuttals?q=a", headers=headers)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("wrong", ["", "mb_x", "nonsense", "mb_0123456789_" + "a" * 43, "ä" * 40])
def test_a_wrong_key_is_401_and_not_taken_for_none(client: Any, wrong: str) -> None:
    assert client.get("/v1/rebuttals?q=a", headers={"X-API-Key": wrong or "-"}).status_code == 401
    assert client.get("/v1/rebuttals?q=a", headers=bearer(wrong)).status_code == 401


def test_the_id_with_another_secret_is_no_key(client: Any, made: Any) -> None:
    other = made["key"][:-1] + ("a" if made["key"][-1] != "a" else "b")
    assert client.get("/v1/keys/current", headers=bearer(other)).status_code == 401


def test_a_key_may_also_come_in_its_own_header(client: Any, made: Any) -> None:
    assert client.get("/v1/keys/current", headers={"X-API-Key": made["key"]}).status_code == 200


def test_google_s_clients_may_send_their_key(client_of: Any) -> None:
    client = client_of(requests_per_minute=1000)
    made = client.post("/v1/keys", json={}).get_json()["key"]
    path = "/v1alpha1/claims:search?query=a&key="
    assert (
        client.get(path + "AIzaSomethingOfGoogle")
        .headers["RateLimit-Policy"]
        .startswith('"minute";q=1000;')
    )
    assert '"minute";q=600;' in client.get(path + made).headers["RateLimit-Policy"]
    assert client.get(path + "mb_wrong").status_code == 401


def test_without_a_key_there_is_nothing_to_ask_about(client: Any) -> None:
    assert client.get("/v1/keys/current").status_code == 401


def test_one_network_makes_few_keys_a_day(client_of: Any) -> None:
    client = client_of(signups_per_day=2)
    assert [client.post("/v1/keys", json={}).status_code for _ in range(3)] == [201, 201, 429]


def test_the_operator_may_keep_keys_to_themselves(client_of: Any) -> None:
    answer = client_of(signups_per_day=0).post("/v1/keys", json={})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "forbidden")


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("MINGBIAN_INSTANCE", str(tmp_path))

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(cli.main, ["key", *arguments])
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


def test_the_operator_makes_lists_and_revokes_keys(client: Any, command: Any) -> None:
    added = ("add", "desk", "--scope", "curator", "--scope", "batch", "--per-minute", "7")
    text = command(*added).strip()
    shown = client.get("/v1/keys/current", headers=bearer(text)).get_json()
    assert (shown["scopes"], shown["per_minute"], shown["per_day"]) == (
        ["batch", "curator"],
        7,
        20_000,
    )
    listed = json.loads(command("list", "--json"))
    assert (listed["id"], listed["revoked_at"], listed["origin"]) == (shown["id"], None, "admin")
    assert text.split("_", 2)[2] not in command("list")
    command("revoke", shown["id"])
    assert client.get("/v1/keys/current", headers=bearer(text)).status_code == 401
    assert "revoked" in command("list")


def test_the_scopes_of_a_request_are_those_of_its_key(client: Any, command: Any) -> None:
    from flask import request

    curator = command("add", "desk", "--scope", "curator").strip()
    app = client.application
    with app.test_request_context("/v1/check", headers=bearer(curator)):
        assert scope_of(request) == {"curator"}
    with app.test_request_context("/v1/check"):
        assert scope_of(request) == frozenset()


def test_the_command_line_knows_every_scope() -> None:
    assert cli_key.SCOPES == keys.SCOPES


def test_no_page_elsewhere_may_read_our_answers_unless_it_is_named(client_of: Any) -> None:
    asked = {"Origin": "https://a.example"}
    answer = client_of().get("/v1/rebuttals?q=a", headers=asked)
    assert "Access-Control-Allow-Origin" not in answer.headers
    named = client_of(cors_origins="https://a.example https://b.example/")
    answer = named.get("/v1/rebuttals?q=a", headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "https://a.example"
    assert "Origin" in answer.headers["Vary"]
    other = named.get("/v1/rebuttals?q=a", headers={"Origin": "https://c.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


def test_a_named_page_may_ask_before_it_asks(client_of: Any) -> None:
    client = client_of(cors_origins="*", requests_per_minute=0)
    answer = client.options("/v1/check", headers={"Origin": "https://a.example"})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
