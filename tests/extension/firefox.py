"""Firefox with the extension, spoken to by WebDriver BiDi over a plain websocket."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FIREFOX = shutil.which("firefox-esr") or "firefox"
ADDON = "mingbian@mingbian.org"

#: Seconds for one answer; a loaded machine takes its time.
PATIENCE = 60

#: Presses the extension's button as its keyboard shortcut does: with the reader's hand on it.
PRESS = f"""(() => {{
    const {{ ExtensionParent }} = ChromeUtils.importESModule(
        "resource://gre/modules/ExtensionParent.sys.mjs");
    const {{ extension }} = WebExtensionPolicy.getByID("{ADDON}");
    ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window);
}})()"""


AS_JSON = "value => JSON.stringify(value ?? null)"

#: The extension's number for the tab in front.
TAB_NUMBER = """(() => {
    const { ExtensionParent } = ChromeUtils.importESModule(
        "resource://gre/modules/ExtensionParent.sys.mjs");
    return ExtensionParent.apiManager.global.tabTracker.getId(gBrowser.selectedTab);
})()"""


class Socket:
    """The client's side of a websocket, for text alone (RFC 6455)."""

    def __init__(self, port: int, path: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._stream = self._socket.makefile("rb")
        while self._stream.readline().strip():
            pass  # the headers of the answer

    def send(self, text: str) -> None:
        data = text.encode()
        mask = os.urandom(4)
        size = len(data)
        if size < 126:
            length = bytes([0x80 | size])
        elif size < 1 << 16:
            length = bytes([0x80 | 126]) + size.to_bytes(2, "big")
        else:
            length = bytes([0x80 | 127]) + size.to_bytes(8, "big")
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self._socket.sendall(b"\x81" + length + mask + masked)

    def receive(self) -> str:
        """The next text, of however many frames."""
        parts = []
        final = False
        while not final:
            first, second = self._stream.read(2)
            size = second & 0x7F
            if size > 125:
                size = int.from_bytes(self._stream.read(2 if size == 126 else 8), "big")
            payload = self._stream.read(size)
            if first & 0x0F in (0, 1):
                parts.append(payload)
                final = bool(first & 0x80)
        return b"".join(parts).decode()

    def close(self) -> None:
        self._socket.close()


class Firefox:
    """One Firefox, one tab, one extension."""

    def __init__(self, connection: Socket) -> None:
        self._connection = connection
        self._number = 0
        self.nodes = ""  # of the page before it was checked
        self.command("session.new", capabilities={})
        self.tab = self.command("browsingContext.getTree")["contexts"][0]["context"]
        chrome = self.command("browsingContext.getTree", **{"moz:scope": "chrome"})
        self._chrome = chrome["contexts"][0]["context"]

    def command(self, method: str, **params: Any) -> Any:
        """The result of a BiDi command; AssertionError with Firefox's own words otherwise."""
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._connection.receive())
            if answer.get("id") == self._number:
                assert "result" in answer, answer
                return answer["result"]

    def install(self, extension: Path) -> None:
        data = {"type": "path", "path": str(extension)}
        self.command("webExtension.install", extensionData=data)

    def go(self, address: str) -> None:
        self.command("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def press(self) -> None:
        """A press on the toolbar button."""
        self.evaluate(PRESS, chrome=True)

    def evaluate(self, expression: str, *, chrome: bool = False) -> Any:
        """The value of an expression as JSON has it, in the page or in the browser's window."""
        result = self.command(
            "script.evaluate",
            expression=f"Promise.resolve({expression}).then({AS_JSON})",
            target={"context": self._chrome if chrome else self.tab},
            awaitPromise=True,
            userActivation=True,
        )
        assert result["type"] == "success", result
        return json.loads(result["result"]["value"])

    def painted(self) -> dict[str, str]:
        """The text under each highlight of the page, by its name."""
        marks = "[...CSS.highlights].map(([name, ranges]) => [name, [...ranges].join('')])"
        return dict(self.evaluate(marks))

    @contextmanager
    def second_tab(self) -> Iterator[int]:
        """Another tab to look into for a while; the extension's number of the first one."""
        first = self.tab
        number: int = self.evaluate(TAB_NUMBER, chrome=True)
        self.tab = self.command("browsingContext.create", type="tab")["context"]
        try:
            yield number
        finally:
            self.command("browsingContext.close", context=self.tab)
            self.tab = first

    def own_address(self, path: str) -> str:
        """The address of one of the extension's pages."""
        host = self.evaluate(
            f'WebExtensionPolicy.getByID("{ADDON}").mozExtensionHostname', chrome=True
        )
        return f"moz-extension://{host}/{path}"

    def until(self, ready: Callable[[], Any], rule: str, seconds: float = 15) -> Any:
        """What `ready` returns once it is truthy; fails with the rule otherwise."""
        for _ in range(int(seconds * 10)):
            result = ready()
            if result:
                return result
            self.evaluate("new Promise(done => setTimeout(done, 100))")
        raise AssertionError(rule)


@contextmanager
def start_firefox(profile: Path) -> Iterator[Firefox]:
    """A headless Firefox with a fresh profile, listening on a port of its own choice."""
    command = [FIREFOX, "--headless", "--remote-debugging-port", "0"]
    command += ["--remote-allow-system-access", "--profile", str(profile)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            connection = Socket(_port(process), "/session")
            yield Firefox(connection)
            connection.close()
        finally:
            process.terminate()


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(r"BiDi listening on ws://127\.0\.0\.1:(\d+)", line)
        if found:
            return int(found[1])
    raise AssertionError("Firefox ended before it listened")
