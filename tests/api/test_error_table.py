"""Every row of the contract's error table, over real HTTP against the real web server."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from typing import Any

import pytest

LIMIT = 5_000_000
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", {"line": 1, "column": 1}),
        (b'{"text": "a",\n "url" 1}', {"line": 2, "column": 8}),
        (b"{" * 100_000, {"line": 1, "column": 2}),
        (b'{"text": "\xff"}', {"byte": 10}),
    ],
)
def test_broken_json_is_400_and_says_where(service: Any, body: bytes, where: Any) -> None:
    answer = service.request("POST", "/v1/check", body, JSON)
    assert (answer.status, answer.error["code"]) == (400, "bad_json")
    assert answer.error["detail"] == where


@pytest.mark.parametrize(
    "body",
    [b"[" * 1_000_000, b'{"text": NaN}', b'{"a": ' + b"9" * 100_000 + b"}"],
    ids=["nested", "nan", "long number"],
)
def test_json_that_no_parser_should_take_is_400(service: Any, body: bytes) -> None:
    answer = service.request("POST", "/v1/check", body, JSON)
    assert (answer.status, answer.error["code"]) == (400, "bad_json")


@pytest.mark.parametrize(
    "content_type",
    [None, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"],
)
def test_a_wrong_content_type_is_415(service: Any, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    answer = service.request("POST", "/v1/check", b'{"text": "a"}', headers)
    assert (answer.status, answer.error["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "html"),
        ({"html": "<p>a"}, "url"),
        ({"text": 1}, "text"),
        ({"text": "a", "html": "<p>a", "url": "https://example.org/"}, "text"),
        ({"fetch": True}, "url"),
        ({"fetch": "yes", "url": "https://example.org/"}, "fetch"),
        ({"fetch": True, "text": "a", "url": "https://example.org/"}, "text"),
        ({"text": "a", "url": "not an address"}, "url"),
        ({"text": "a", "url": "javascript:alert(1)"}, "url"),
        ({"text": "a", "url": "http://[::1"}, "url"),
        ({"text": "a", "url": "https://example.org/" + "a" * 9000}, "url"),
        ({"text": "a", "captured_at": "yesterday"}, "captured_at"),
        ({"text": "a", "captured_at": 1_700_000_000}, "captured_at"),
        ({"text": "a", "captured_at": "2026-11-24T08:00:00"}, "captured_at"),
        ({"text": "a", "captured_at": "0001-01-01T00:00:00+14:00"}, "captured_at"),
        ({"text": "a", "captured_at": "2026-13-41T99:00:00Z"}, "captured_at"),
        ({"text": "a", "language": "fr"}, "language"),
        ({"text": "a", "layout": [{"quote": "a", "font_px": "6"}]}, "layout.0.font_px"),
        ({"text": "a", "layout": [{"font_px": 6}]}, "layout.0.quote"),
        ({"text": "a", "layout": {}}, "layout"),
        ({"text": "a", "images": [{"url": "u", "data": "not base64!"}]}, "images.0.data"),
        ({"text": "a", "images": [{"url": "u", "data": None}]}, "images.0.data"),
    ],
)
def test_a_missing_or_wrong_field_is_422_and_named(service: Any, sent: Any, field: str) -> None:
    answer = service.post_json("/v1/check", sent)
    assert (answer.status, answer.error["code"]) == (422, "invalid")
    assert field in answer.error["detail"]["fields"]
    assert answer.error["message"].startswith(field)


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_a_body_that_is_no_object_is_422(service: Any, value: Any) -> None:
    assert service.post_json("/v1/check", value).status == 422


def test_an_image_over_256_kb_is_422(service: Any) -> None:
    data = base64.b64encode(bytes(256 * 1024 + 1)).decode()
    answer = service.check(text="a", images=[{"url": "u", "data": data}])
    assert (answer.status, list(answer.error["detail"]["fields"])) == (422, ["images.0.data"])


def test_a_long_body_is_413_before_any_of_it_is_sent(service: Any) -> None:
    with service.connect() as connection:
        connection.sendall(
            b"POST /v1/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100000000000\r\n\r\n"
        )
        assert connection.recv(65536).decode().startswith("HTTP/1.1 413 ")


def test_an_endless_chunked_body_is_413_at_the_limit(service: Any) -> None:
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    with service.connect() as connection:
        connection.sendall(
            b"POST /v1/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        for _ in range(LIMIT // 65536 + 2):
            connection.sendall(chunk)
        assert connection.recv(65536).decode().startswith("HTTP/1.1 413 ")


def test_a_client_that_sends_6_mb_gets_to_read_the_413(service: Any) -> None:
    answer = service.check(text="a" * 6_000_000)
    assert (answer.status, answer.error["code"]) == (413, "too_large")
    assert answer.error["detail"] == {"limit_bytes": LIMIT}


def test_a_gzip_body_is_unpacked(service: Any) -> None:
    body = gzip.compress(json.dumps({"text": "今天天气很好。"}).encode())
    answer = service.request("POST", "/v1/check", body, JSON | {"Content-Encoding": "gzip"})
    assert answer.status == 200


def test_a_gzip_bomb_is_413(service: Any) -> None:
    bomb = _gzip_of_spaces(1_000_000_000)
    assert len(bomb) < LIMIT
    answer = service.request("POST", "/v1/check", bomb, JSON | {"Content-Encoding": "gzip"})
    assert (answer.status, answer.error["code"]) == (413, "too_large")


@pytest.mark.parametrize("body", [b"not gzip", gzip.compress(b"{}" * 9999)[:-20]])
def test_broken_gzip_is_400(service: Any, body: bytes) -> None:
    answer = service.request("POST", "/v1/check", body, JSON | {"Content-Encoding": "gzip"})
    assert (answer.status, answer.error["code"]) == (400, "bad_json")


def test_another_packing_is_415(service: Any) -> None:
    answer = service.request("POST", "/v1/check", b"{}", JSON | {"Content-Encoding": "br"})
    assert (answer.status, answer.error["code"]) == (415, "unsupported_media_type")


def test_a_body_with_broken_chunks_is_400(service: Any) -> None:
    with service.connect() as connection:
        connection.sendall(
            b"POST /v1/check HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n\r\n"
        )
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "html",
    ["", " ", "<html></html>", "<form><input type=password></form>"],
)
def test_a_page_without_an_article_is_200_and_says_why(service: Any, html: str) -> None:
    answer = service.check(url="https://example.org/", html=html)
    assert answer.status == 200
    assert answer.json["annotations"] == []
    assert answer.json["article"]["characters"] == 0
    assert answer.json["article"]["empty_because"]


def test_markup_without_any_element_is_422_no_article(service: Any) -> None:
    answer = service.check(url="https://example.org/", html="<!-- nothing -->")
    assert (answer.status, answer.error["code"]) == (422, "no_article")


def test_while_the_index_is_built_it_is_503_with_retry_after(start: Any) -> None:
    server = start(TEST_OPENING="never")
    for answer in (
        server.get("/readyz"),
        server.check(text="今天天气很好。"),
        server.get("/v1/rebuttals?q=a"),
        server.get("/v1/rebuttals/a"),
        server.post_json("/v1/reports", {"kind": "tip", "reason": "a"}),
    ):
        assert (answer.status, answer.error["code"]) == (503, "not_ready")
        assert int(answer.headers["retry-after"]) > 0
    assert server.get("/healthz").status == 200


def test_an_index_that_cannot_be_opened_stays_503_and_says_why(start: Any) -> None:
    server = start(TEST_OPENING="broken")
    assert "record x is broken" in server.get("/readyz").error["message"]


def test_too_many_requests_are_429_with_retry_after(start: Any) -> None:
    server = start(MINGBIAN_REQUESTS_PER_MINUTE="3")
    server.wait_until_ready()
    statuses = [server.check(text="今天天气很好。").status for _ in range(3)]
    refused = server.check(text="今天天气很好。")
    assert (statuses, refused.status) == ([200, 200, 200], 429)
    assert refused.error["code"] == "too_many_requests"
    assert int(refused.headers["retry-after"]) > 0
    assert server.get("/healthz").status == 200


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost:8642/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "http://10.0.0.1:22/",
    ],
)
def test_an_address_that_points_inside_is_422(service: Any, url: str) -> None:
    answer = service.check(fetch=True, url=url)
    assert (answer.status, answer.error["code"]) == (422, "address_refused")


def test_a_path_that_is_not_there_is_404_in_the_one_shape(service: Any) -> None:
    assert service.get("/v1/nothing").error["code"] == "not_found"


def test_a_wrong_method_is_405_in_the_one_shape(service: Any) -> None:
    answer = service.request("DELETE", "/v1/check")
    assert (answer.status, answer.error["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["allow"]


def _gzip_of_spaces(count: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    block = b" " * 10_000_000
    return b"".join(packer.compress(block) for _ in range(count // len(block))) + packer.flush()
