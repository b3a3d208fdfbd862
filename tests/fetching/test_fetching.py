"""Fetching a page: only from public addresses, never too much, never too long.

127.0.0.1 stands for the public net here, and 127.0.0.2 for an inside one.
"""

from __future__ import annotations

import contextlib
import gzip
import ipaddress
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from mingbian import fetching
from mingbian.errors import AddressRefused, FetchFailed, RobotsRefused, TooLarge, TooManyRequests
from mingbian.fetching import Fetcher, is_public

NET, INSIDE = "127.0.0.1", "127.0.0.2"
LIMIT = 200_000
PAGE = "<html><meta charset=gbk><p>今天下雪。</p></html>".encode("gbk")

Answer = Callable[[BaseHTTPRequestHandler], None]


class Net:
    """A web server on 127.0.0.1 with one answer a path, and the requests it saw."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.server = ThreadingHTTPServer((NET, 0), self._handler())
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        net = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/robots.txt" and self.path not in net.answers:
                    self.send_error(404)
                    return
                net.seen.append((self.path, dict(self.headers)))
                net.answers[self.path](self)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler

    def serve(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        """Answer this path with this body; its address under a name."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            sent = {"Content-Type": "text/html", "Content-Length": str(len(body))}
            for name, value in (sent | headers).items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer
        return self.address(path)

    def serve_by(self, path: str, answer: Answer) -> str:
        self.answers[path] = answer
        return self.address(path)

    def address(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
def net() -> Iterator[Net]:
    net = Net()
    yield net
    net.server.shutdown()
    net.server.server_close()


def fetcher(seconds: float = 20, **resolving: list[str]) -> Fetcher:
    """Names resolve to 127.0.0.1, except `inside` and those in `resolving`."""
    known = {"inside.example": [INSIDE], **resolving}

    def resolve(host: str, port: int) -> list[str]:
        return known.get(host) or ([NET] if host.endswith(".example") else [host])

    return Fetcher(
        LIMIT, seconds, resolve=resolve, is_public=lambda ip: ip == ipaddress.ip_address(NET)
    )


def test_a_page_comes_decoded_by_its_declaration(net: Net) -> None:
    assert fetcher().page(net.serve("/a", PAGE)) == (PAGE.decode("gbk"), net.address("/a"))


def test_the_charset_of_the_header_is_believed(net: Net) -> None:
    url = net.serve(
        "/a", "<p>今天下雪，天气很冷。</p>".encode("gbk"), Content_Type="text/html; charset=gbk"
    )
    assert "今天下雪" in fetcher().page(url)[0]


def test_the_request_names_the_host_and_says_who_asks(net: Net) -> None:
    fetcher().page(net.serve("/a", PAGE))
    headers = net.seen[0][1]
    assert headers["Host"] == f"news.example:{net.port}"
    assert headers["User-Agent"].startswith("Mingbian/")
    assert "Cookie" not in headers


def test_an_address_with_chinese_letters_is_sent_as_browsers_do(net: Net) -> None:
    net.serve("/%E9%9B%AA?q=%E9%9B%AA", PAGE)
    fetcher().page(net.address("/雪?q=雪"))
    assert net.seen[0][0] == "/%E9%9B%AA?q=%E9%9B%AA"


def test_a_redirect_is_followed_and_the_last_address_is_told(net: Net) -> None:
    url = net.serve("/a", b"", 302, Location="/b")
    net.serve("/b", PAGE)
    assert fetcher().page(url)[1] == net.address("/b")


def test_redirects_without_end_fail(net: Net) -> None:
    url = net.serve("/a", b"", 302, Location="/a")
    with pytest.raises(FetchFailed, match="redirects"):
        fetcher().page(url)
    assert len(net.seen) == fetching.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "target",
    ["http://inside.example/", "http://127.0.0.2:9/", "file:///etc/passwd", "gopher://a.example/"],
)
def test_a_redirect_inside_is_refused(net: Net, target: str) -> None:
    url = net.serve("/a", b"", 302, Location=target)
    with pytest.raises(AddressRefused):
        fetcher().page(url)


@pytest.mark.parametrize("addresses", [[INSIDE], [NET, INSIDE], [INSIDE, NET]])
def test_a_name_with_any_address_inside_is_refused(net: Net, addresses: list[str]) -> None:
    with pytest.raises(AddressRefused):
        fetcher(**{"news.example": addresses}).page(net.serve("/a", PAGE))
    assert net.seen == []


def test_a_name_that_changes_its_address_is_looked_up_once(net: Net) -> None:
    answers = iter([[NET], [INSIDE], [INSIDE]])
    rebinding = replace(fetcher(), resolve=lambda host, port: next(answers), robots=None)
    assert rebinding.page(net.serve("/a", PAGE))[0]
    with pytest.raises(AddressRefused):  # and the next page asks anew
        rebinding.page(net.address("/a"))


def test_a_name_that_moves_inside_after_robots_txt_is_refused(net: Net) -> None:
    answers = iter([[NET], [INSIDE]])
    rebinding = replace(fetcher(), resolve=lambda host, port: next(answers))
    robots(net, "")
    with pytest.raises(AddressRefused):
        rebinding.page(net.serve("/a", PAGE))
    assert [path for path, _ in net.seen] == ["/robots.txt"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example/",
        "gopher://news.example/",
        "file:///etc/passwd",
        "http:///a",
        "http://",
        "http://news.example:22/",
        "http://news.example:25/",
        "http://news.example:99999/",
        "http://[::1",
        "http://a..b/",
        "//news.example/",
        "javascript:alert(1)",
    ],
)
def test_other_addresses_are_refused_before_any_connection(url: str) -> None:
    with pytest.raises(AddressRefused):
        fetcher().page(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "0",
        "localhost",
        "localhost.",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[fe80::1]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2002:0808:0808::1]",
        "[2001:0:7f00:1::]",
        "[fec0::1]",
        "[ff02::1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b:1::7f00:1]",
        "[3fff::1]",
        "１２７.０.０.１",
        "①②⑦.0.0.1",
        "127。0。0。1",
        "017700000001",
        "0x7f000001.",
        "192.0.0.8",
        "192.88.99.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
def test_every_way_to_write_an_inside_address_is_refused(host: str) -> None:
    with pytest.raises(AddressRefused):
        Fetcher(LIMIT).page(f"http://{host}/")


@pytest.mark.parametrize("address", ["93.184.216.34", "114.114.114.114", "2606:2800:220:1::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_a_name_that_cannot_be_looked_up_fails() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(FetchFailed, match="looked up"):
        Fetcher(LIMIT, resolve=resolve).page("http://news.example/")


@pytest.mark.parametrize("status", [204, 304, 401, 403, 404, 500, 503])
def test_anything_but_200_fails_and_says_what_came(net: Net, status: int) -> None:
    with pytest.raises(FetchFailed, match=str(status)):
        fetcher().page(net.serve("/a", b"", status))


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "application/octet-stream"])
def test_what_is_no_page_fails(net: Net, kind: str) -> None:
    with pytest.raises(FetchFailed, match="not a page"):
        fetcher().page(net.serve("/a", PAGE, Content_Type=kind))


def test_a_long_page_is_too_large(net: Net) -> None:
    with pytest.raises(TooLarge):
        fetcher().page(net.serve("/a", b"a" * (LIMIT + 1)))


def test_a_page_of_exactly_the_limit_is_read(net: Net) -> None:
    assert len(fetcher().page(net.serve("/a", b"a" * LIMIT))[0]) == LIMIT


def test_an_endless_page_is_cut_off(net: Net) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"a" * 65536)
        except OSError:
            return

    with pytest.raises(TooLarge):
        fetcher().page(net.serve_by("/a", answer))


def test_a_packed_page_is_unpacked(net: Net) -> None:
    url = net.serve("/a", gzip.compress(PAGE), Content_Encoding="gzip")
    assert fetcher().page(url)[0] == PAGE.decode("gbk")


@pytest.mark.parametrize("size", [LIMIT + 1, 300_000_000])
def test_a_packed_bomb_is_too_large(net: Net, size: int) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(bytes(size)) + packer.flush()
    with pytest.raises(TooLarge):
        fetcher().page(net.serve("/a", bomb[: LIMIT - 1], Content_Encoding="gzip"))


@pytest.mark.parametrize("packing", ["gzip", "br", "gzip, gzip"])
def test_a_packing_that_was_not_asked_for_or_is_broken_fails(net: Net, packing: str) -> None:
    with pytest.raises(FetchFailed):
        fetcher().page(net.serve("/a", b"not packed", Content_Encoding=packing))


@pytest.mark.parametrize("what", ["nothing", "headers", "body"])
def test_a_server_that_trickles_is_left_in_time(net: Net, what: str) -> None:
    gone = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        pieces = {"nothing": b"", "headers": b"X: a\r\n", "body": b"a"}
        if what != "nothing":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if what == "body" else b""))
        try:
            while not gone.wait(0.05):
                handler.wfile.write(pieces[what])
        except OSError:
            return

    with pytest.raises(FetchFailed):
        fetcher(seconds=1).page(net.serve_by("/a", answer))
    gone.set()


def test_a_server_that_hangs_up_fails(net: Net) -> None:
    with pytest.raises(FetchFailed, match="connection"):
        fetcher().page(net.serve_by("/a", lambda handler: handler.close_connection))  # type: ignore[arg-type]


def robots(net: Net, rules: str, status: int = 200, **headers: str) -> None:
    net.serve("/robots.txt", rules.encode(), status, **{"Content_Type": "text/plain"} | headers)


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: Mingbian\nDisallow: /a",
        "User-agent: *\nDisallow: /",
        "User-agent: *\nDisallow: /*.html$\nDisallow: /a*b",
        "\ufeffUser-Agent: MINGBIAN\r\nDisallow: /",
    ],
)
def test_a_page_that_robots_txt_forbids_is_not_read(net: Net, rules: str) -> None:
    robots(net, rules)
    with pytest.raises(RobotsRefused):
        fetcher().page(net.serve("/a-b", PAGE))
    assert [path for path, _ in net.seen] == ["/robots.txt"]


@pytest.mark.parametrize(
    "rules",
    [
        "",
        "<html>not found</html>",
        "User-agent: Other\nDisallow: /",
        "User-agent: Mingbian\nAllow: /a\n\nUser-agent: *\nDisallow: /",
        "User-agent: *\nDisallow: /private",
        "User-agent: *\nDisallow:",
    ],
)
def test_a_page_that_robots_txt_allows_is_read(net: Net, rules: str) -> None:
    robots(net, rules)
    assert fetcher().page(net.serve("/a", PAGE))[0]


def test_robots_txt_is_asked_after_a_redirect_too(net: Net) -> None:
    robots(net, "User-agent: *\nDisallow: /hidden")
    net.serve("/hidden", PAGE)
    with pytest.raises(RobotsRefused):
        fetcher().page(net.serve("/a", b"", 302, Location="/hidden"))


def test_robots_txt_is_asked_once_for_many_pages(net: Net) -> None:
    robots(net, "User-agent: *\nDisallow: /hidden")
    one = fetcher()
    for _ in range(3):
        one.page(net.serve("/a", PAGE))
    assert [path for path, _ in net.seen].count("/robots.txt") == 1


@pytest.mark.parametrize("status", [500, 503])
def test_a_site_whose_robots_txt_fails_is_not_read(net: Net, status: int) -> None:
    robots(net, "", status)
    with pytest.raises(FetchFailed, match=r"robots\.txt"):
        fetcher().page(net.serve("/a", PAGE))


def test_robots_txt_that_redirects_inside_is_refused(net: Net) -> None:
    robots(net, "", 302, Location="http://inside.example/robots.txt")
    with pytest.raises(AddressRefused):
        fetcher().page(net.serve("/a", PAGE))


def test_an_endless_robots_txt_counts_as_far_as_it_is_read(net: Net) -> None:
    robots(net, "User-agent: *\nDisallow: /a\n" + "# more\n" * 200_000)
    with pytest.raises(RobotsRefused):
        fetcher().page(net.serve("/a", PAGE))


def test_a_file_that_somebody_named_is_read_whatever_robots_txt_says(net: Net) -> None:
    robots(net, "User-agent: *\nDisallow: /")
    url = net.serve("/a", PAGE)
    assert replace(fetcher(), robots=None).fetch(url).data == PAGE
    assert [path for path, _ in net.seen] == ["/a"]


def test_the_user_agent_leads_to_the_service_where_that_is_public() -> None:
    assert "(+https://mingbian.example; reads" in fetching.agent_of("https://mingbian.example")
    assert fetching.agent_of().startswith("Mingbian/")


def test_a_name_server_that_does_not_answer_is_left_in_time() -> None:
    gone = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        gone.wait(60)
        return [NET]

    with pytest.raises(FetchFailed, match="within"):
        Fetcher(LIMIT, 0.2, resolve=resolve).page("http://news.example/")
    gone.set()


def test_more_slow_pages_than_places_are_told_to_come_back(net: Net) -> None:
    gone, one = threading.Event(), fetcher()
    url = net.serve_by("/a", lambda handler: gone.wait(60) and None)

    def read() -> None:
        with contextlib.suppress(FetchFailed):
            one.page(url)

    threads = [threading.Thread(target=read) for _ in range(fetching.PLACES)]
    for thread in threads:
        thread.start()
    while len(net.seen) < len(threads):
        time.sleep(0.01)
    with pytest.raises(TooManyRequests) as refused:
        one.page(net.serve("/b", PAGE))
    assert refused.value.retry_after
    gone.set()
    for thread in threads:
        thread.join()
    assert one.page(net.address("/b"))[0]


def test_the_service_checks_a_page_it_fetched(net: Net, start: Any) -> None:
    server = start(TEST_FETCH="1")
    server.wait_until_ready()
    text = "每天生吃一头大蒜可以治好感冒，效果比药还好，大家都该试一试。" * 3
    url = net.serve("/a", f"<article><h1>大蒜</h1><p>{text}</p></article>".encode())
    url = url.replace("news.example", NET)
    report = server.check(fetch=True, url=url).json
    assert report["url"] == url
    assert [mark["check"] for mark in report["annotations"]] == ["rebuttal"]


def test_the_service_says_when_the_other_server_fails(net: Net, start: Any) -> None:
    server = start(TEST_FETCH="1")
    server.wait_until_ready()
    url = net.serve("/a", b"", 500).replace("news.example", NET)
    answer = server.check(fetch=True, url=url)
    assert (answer.status, answer.error["code"]) == (502, "fetch_failed")


def test_a_slow_fetch_leaves_other_readers_alone(net: Net, start: Any) -> None:
    server, gone = start(TEST_FETCH="1"), threading.Event()
    server.wait_until_ready()
    url = net.serve_by("/a", lambda handler: gone.wait(60) and None)
    threads = [
        threading.Thread(
            target=server.check, kwargs={"fetch": True, "url": url.replace("news.example", NET)}
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    while len(net.seen) < len(threads):
        time.sleep(0.05)
    assert server.check(text="今天下雪。").status == 200
    gone.set()
    for thread in threads:
        thread.join()
