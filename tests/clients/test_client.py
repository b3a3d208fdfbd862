"""`mingbian.client` and `mingbian --server`: the service from afar, the same as at home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NotRequired, get_args, get_origin, get_type_hints

import pytest
from click.testing import CliRunner, Result
from small_index import SmallIndex, read_records

from mingbian import app, cli
from mingbian.client import Client, ServiceError, shapes

CLAIM = "牛奶和可乐一起喝会生成碳酸钙沉淀，喝了会得结石"
PAGE = f"""<html><head><meta charset="gbk"><title>厨房里的传言</title></head><body><article>
<h1>厨房里的传言</h1><p>这几天小区群里很热闹，大家都在说吃饭的事情，各家有各家的办法。</p>
<p>{CLAIM}。据知情人士透露，这件事厂家早就知道。</p></article></body></html>"""
#: Seconds for a batch of three pages, on a machine that has much else to do.
PATIENCE = 300
CLEAN = "市民昨天在公园里散步，看到了今年的第一场雪。"


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address) as made:
        yield made


def test_a_check_gives_the_report(client: Client) -> None:
    report = client.check(html=PAGE, url="https://example.org/a", language="en")
    mark = next(one for one in report["annotations"] if one["check"] == "rebuttal")
    assert mark["target"]["selector"][0]["exact"] == CLAIM
    assert mark["evidence"][0]["publisher"] == "果壳网流言百科"
    assert "debunked claims: 1" in report["summary"]["text"].lower()


def test_every_record_comes_once_page_after_page(client: Client) -> None:
    expected = {record.id for record in read_records() if "food" in record.topics}
    found = [hit["record"]["id"] for hit in client.found(topic="food", page=7)]
    assert set(found) == expected
    assert len(found) == len(expected) > 7
    assert {one["id"] for one in client.rebuttals(topic="food")} == expected


def test_a_search_comes_once_page_after_page(client: Client) -> None:
    hits = list(client.found("牛奶和可乐一起喝会得结石", page=5))
    names = [hit["record"]["id"] for hit in hits]
    assert names[0] == "cola-with-milk-stones"
    assert len(names) == len(set(names)) > 5
    scores = [hit["score"] or 0 for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_one_record_and_a_report(client: Client) -> None:
    assert client.rebuttal("cola-with-milk-stones")["verdict"] == "false"
    number = client.report("tip", "标漏了一处。", url="https://example.org/a")
    seen = client.reported(number)
    assert (seen["number"], seen["state"], seen["answer"]) == (number, "open", None)
    assert set(get_type_hints(shapes.Reported)) == set(seen)


@pytest.fixture(scope="module")
def owner(served: Any, address: str) -> Iterator[Client]:
    key = served.post_json("/v1/keys", {}).json["key"]
    with Client(address, key=key) as made:
        yield made


def test_a_batch_is_made_once_and_its_results_come_in_order(owner: Client) -> None:
    pages = [{"text": f"大家都说，{CLAIM}。"}, "http://127.0.0.1/", {"text": CLEAN}]
    batch = owner.start_batch(pages, idempotency_key="monday")
    assert set(get_type_hints(shapes.Batch)) == set(batch)
    assert owner.start_batch(pages, idempotency_key="monday")["id"] == batch["id"]
    end = time.monotonic() + PATIENCE
    while owner.batch(batch["id"])["state"] == "running":
        assert time.monotonic() < end
        time.sleep(0.05)
    marked, refused, clean = owner.batch_results(batch["id"])
    assert [one["position"] for one in (marked, refused, clean)] == [0, 1, 2]
    assert marked["report"]["annotations"][0]["check"] == "rebuttal"
    assert (refused["status"], refused["error"]["code"]) == (422, "address_refused")
    assert clean["report"]["annotations"] == []
    for line in (marked, refused, clean):
        assert set(line) <= set(get_type_hints(shapes.BatchLine))


def test_a_batch_is_cancelled(owner: Client) -> None:
    batch = owner.start_batch([{"text": CLEAN}] * 500)
    after = owner.cancel_batch(batch["id"])
    assert after["state"] == "cancelled"
    assert after["done"] < 500
    assert after == owner.batch(batch["id"]) | {"done": after["done"]}


@pytest.mark.parametrize(
    ("ask", "code", "status"),
    [
        (lambda client: client.rebuttal("a/b?c"), "not_found", 404),
        (lambda client: client.reported("0000-0000-0000"), "not_found", 404),
        (lambda client: client.check(), "invalid", 422),
        (lambda client: client.check(url="http://127.0.0.1/", fetch=True), "address_refused", 422),
        (lambda client: client.search("a", limit=1000), "invalid", 422),
        (lambda client: client.start_batch(["https://example.org/"]), "unauthorized", 401),
    ],
)
def test_a_refusal_is_an_exception_with_the_services_code(
    client: Client, ask: Any, code: str, status: int
) -> None:
    with pytest.raises(ServiceError) as refused:
        ask(client)
    assert (refused.value.code, refused.value.status) == (code, status)
    assert refused.value.message


class Scripted:
    """A service that gives these answers one after the other: status, headers, body."""

    def __init__(self, *answers: tuple[int, dict[str, str], bytes]) -> None:
        self.answers = list(answers)
        self.keys: list[str | None] = []
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                scripted.keys.append(self.headers["Authorization"])
                status, headers, body = scripted.answers.pop(0)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def __enter__(self) -> Scripted:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def error(code: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": "later", "detail": None}}).encode()


BUSY = (429, {"Retry-After": "7"}, error("too_many_requests"))
PREPARING = (503, {"Retry-After": "5"}, error("not_ready"))
GOOD = (200, {}, b'{"id": "a"}')


def test_the_client_waits_as_long_as_it_is_told() -> None:
    waited: list[float] = []
    with (
        Scripted(BUSY, PREPARING, GOOD) as service,
        Client(service.address, key="mb_secret", sleep=waited.append) as client,
    ):
        assert client.rebuttal("a")["id"] == "a"
    assert waited == [7, 5]
    assert service.keys == ["Bearer mb_secret"] * 3


@pytest.mark.parametrize(
    ("answers", "options", "code", "waits"),
    [
        ([BUSY] * 3, {"tries": 3}, "too_many_requests", 2),
        ([BUSY], {"longest_wait": 6}, "too_many_requests", 0),
        ([(429, {}, error("too_many_requests"))], {}, "too_many_requests", 0),
        ([(500, {"Retry-After": "1"}, error("internal"))], {}, "internal", 0),
        ([(502, {}, b"<html>bad gateway</html>")], {}, "unreadable", 0),
        ([(200, {}, b"<html>another service</html>")], {}, "unreadable", 0),
        ([(302, {"Location": "https://evil.example/"}, b"")], {}, "unreadable", 0),
    ],
)
def test_the_client_gives_up_with_a_code(answers: Any, options: Any, code: str, waits: int) -> None:
    waited: list[float] = []
    with (
        Scripted(*answers) as service,
        Client(service.address, sleep=waited.append, **options) as client,
        pytest.raises(ServiceError) as refused,
    ):
        client.rebuttal("a")
    assert (refused.value.code, len(waited)) == (code, waits)
    assert service.answers == []


def test_a_service_that_is_not_there_is_said_so() -> None:
    with Client("http://127.0.0.1:9") as client, pytest.raises(ServiceError) as refused:
        client.rebuttal("a")
    assert refused.value.code == "unreachable"
    with pytest.raises(ValueError, match="no address"):
        Client("mingbian.example")


@pytest.mark.parametrize("name", ["Report", "Annotation", "Article", "Summary", "Evidence"])
def test_the_types_are_those_of_the_description(served: Any, name: str) -> None:
    described = "CheckOut" if name == "Report" else f"CheckOut.{name}Out"
    schema = served.get("/openapi.json").json["components"]["schemas"][described]
    assert set(get_type_hints(getattr(shapes, name))) == set(schema["properties"])


def test_what_a_record_may_lack_is_typed_so(client: Client) -> None:
    hints = get_type_hints(shapes.Record, include_extras=True)
    needed = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
    for record in client.rebuttals():
        assert needed <= set(record) <= set(hints)
        for review in record["reviews"]:
            assert set(review) <= set(get_type_hints(shapes.Review))
    assert get_args(hints["status"]) == (str,)


def run(*arguments: object, **environ: str) -> Result:
    return CliRunner().invoke(cli.main, [str(one) for one in arguments], env=environ)


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MINGBIAN_INSTANCE", str(tmp_path))
    monkeypatch.setattr(
        app, "open_library", lambda settings, progress=None: SmallIndex(read_records())
    )


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("more", [[], ["--url", "https://example.org/a"], ["--language", "en"]])
@pytest.mark.parametrize("content", [PAGE, CLEAN], ids=["marks", "none"])
def test_afar_the_command_says_what_it_says_at_home(
    address: str, tmp_path: Path, more: list[str], content: str
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(content.encode("gbk"))
    home = run("check", page, *more)
    afar = run("check", page, *more, "--server", address)
    assert (afar.exit_code, afar.stdout) == (home.exit_code, home.stdout)
    assert home.exit_code == (1 if content == PAGE else 0)


@pytest.mark.usefixtures("at_home")
def test_afar_the_json_is_the_same(address: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(PAGE.encode("gbk"))
    both = [
        json.loads(run("check", page, "--json", **environ).stdout)
        for environ in ({}, {"MINGBIAN_SERVER": address})
    ]
    for report in both:
        for changing in ("id", "checked_at", "timings_ms"):
            del report[changing]
    assert both[0] == both[1]


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("more", [[], ["--json"], ["--limit", 3], ["--limit", 120, "--json"]])
def test_afar_a_search_finds_the_same(address: str, more: list[Any]) -> None:
    query = "牛奶和可乐一起喝会得结石"
    home, afar = run("search", query, *more), run("search", query, *more, "--server", address)
    assert afar.exit_code == home.exit_code == 0
    read = json.loads if "--json" in more else str
    assert read(afar.stdout) == read(home.stdout)
    assert "cola-with-milk-stones" in home.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "http://127.0.0.1:9/", "--server", "ADDRESS"],
        ["check", "no such file", "--server", "ADDRESS"],
        ["check", "-", "--server", "http://127.0.0.1:9"],
        ["search", "a", "--server", "ADDRESS", "--key", "mb_unknown"],
        ["search", "a", "--server", "mingbian.example"],
    ],
)
def test_what_cannot_be_done_afar_ends_with_2_and_one_line(
    address: str, arguments: list[str]
) -> None:
    done = run(*(address if one == "ADDRESS" else one for one in arguments))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("mingbian: ")
    assert done.stderr.count("\n") == 1


def test_the_client_loads_nothing_heavy() -> None:
    code = "import sys, mingbian.client; print(*sys.modules)"
    loaded = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    ).stdout.split()
    assert "urllib3" in loaded
    assert {"torch", "numpy", "flask", "pydantic", "sqlalchemy"}.isdisjoint(loaded)
