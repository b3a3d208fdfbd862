"""Chromium with the extension: real clicks on its button, and a look into its own world.

The button is pressed through the DevTools protocol (`Extensions.triggerAction`), which grants
activeTab and opens the side panel as a click does.  The card lives in a closed shadow root; the
content script's own world, entered here, can see the highlights and the text under them, and
DOM.getDocument with `pierce` sees into the root.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for path in map(shutil.which, NAMES) if path), "chromium")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

#: The site that a reader lists in the tests.
LISTED = "listed.test"

#: What is painted, by name of the highlight: the text of each range, joined.
PAINTED = """() => Object.fromEntries([...CSS.highlights].map(([name, ranges]) =>
    [name, [...ranges].map(range => range.toString()).join('')]))"""


#: The middle of a mark's first line, once it is in view; frames of the same site are looked into.
MARK_PLACE = """severity => {
    const frames = [...document.querySelectorAll('iframe')].filter(f => f.contentDocument);
    for (const frame of [null, ...frames]) {
        const view = frame ? frame.contentWindow : window;
        const [range] = view.CSS.highlights.get(`mingbian-${severity}`) ?? [];
        if (!range) continue;
        range.startContainer.parentElement.scrollIntoView({block: 'center'});
        const box = range.getClientRects()[0];
        const outer = frame ? frame.getBoundingClientRect() : {x: 0, y: 0};
        const border = frame ? frame.clientLeft : 0;
        return [outer.x + border + box.x + Math.min(20, box.width / 2),
                outer.y + border + box.y + box.height / 2];
    }
}"""


class Chromium:
    """One browser with one extension in it; `windowed` where pages are as large as its window."""

    def __init__(self, context: BrowserContext, extension: Path, windowed: bool = False) -> None:
        self.context = context
        self._windowed = windowed
        self.id = extension_id(extension)
        self._tabs: dict[Page, int] = {}
        assert context.browser is not None
        self.cdp: CDPSession = context.browser.new_browser_cdp_session()
        self.worker = (
            context.service_workers[0]
            if context.service_workers
            else context.wait_for_event("serviceworker", timeout=20_000)
        )

    # --- pages ------------------------------------------------------------------------------

    def open(
        self, address: str, width: int = 1100, height: int = 800, *, whole: bool = True
    ) -> Page:
        """A page in a new tab; not `whole`, without waiting for its pictures and frames."""
        page = self.context.new_page()
        if not self._windowed:
            page.set_viewport_size({"width": width, "height": height})
        page.goto(address, wait_until="load" if whole else "domcontentloaded")
        return page

    def close_pages(self) -> None:
        self.context.new_page()
        for page in self.context.pages[:-1]:
            page.close()

    def own_page(self, path: str) -> Page:
        """One of the extension's pages, opened as a tab."""
        return self.open(f"chrome-extension://{self.id}/{path}", width=400)

    @contextmanager
    def window_width(self, page: Page, width: int) -> Iterator[None]:
        """Makes the real window around a page this wide for a while."""
        target = self.cdp.send("Browser.getWindowForTarget", {"targetId": self.tab_target(page)})
        window, bounds = target["windowId"], target["bounds"]
        self._resize(page, window, width, bounds["height"])
        try:
            yield
        finally:
            self._resize(page, window, bounds["width"], bounds["height"])

    def _resize(self, page: Page, window: int, width: int, height: int) -> None:
        bounds = {"width": width, "height": height}
        self.cdp.send("Browser.setWindowBounds", {"windowId": window, "bounds": bounds})
        page.wait_for_timeout(200)

    def list_site(self, site: str) -> None:
        """Adds a site in the options, as a reader does."""
        options = self.own_page("options/options.html")
        options.get_by_label("网站").fill(site)
        options.get_by_role("button", name="加入").click()
        options.get_by_role("status").get_by_text(f"已加入 {site}").wait_for()
        options.close()

    # --- the reader -------------------------------------------------------------------------

    def press(self, page: Page) -> None:
        """A click on the toolbar button while this page is in front."""
        page.bring_to_front()
        self.cdp.send(
            "Extensions.triggerAction", {"id": self.id, "targetId": self.tab_target(page)}
        )

    def check(self, page: Page, seconds: float = 10) -> dict[str, Any]:
        """Presses the button and waits until the check has ended; its state."""
        before = (self.state(page) or {}).get("run")
        self.press(page)
        rule = f"the check should end within {seconds} seconds"
        return self.until(page, lambda: self._ended(page, before), rule, seconds)

    def _ended(self, page: Page, before: object) -> dict[str, Any] | None:
        state = self.state(page)
        if not state or state["run"] == before or state["phase"] == "reading":
            return None
        return state if state["phase"] == "failed" or "lost" in state else None

    def command(self, page: Page, name: str) -> None:
        """What a keyboard shortcut does; a headless browser has no shortcuts."""
        self.worker.evaluate(
            "([name, tab]) => chrome.commands.onCommand.dispatch(name, {id: tab})",
            [name, self.tab_id(page)],
        )

    def menu(self, page: Page, entry: str, selection: str) -> None:
        """What an entry of the context menu does; headless, there is no menu to click on."""
        self.worker.evaluate(
            "([id, words, tab]) => chrome.contextMenus.onClicked.dispatch("
            "{menuItemId: id, selectionText: words}, {id: tab, width: 1000})",
            [entry, selection, self.tab_id(page)],
        )

    def panel(self, page: Page) -> Page:
        """The list for this page, opened as a tab of its own."""
        panel = self.own_page(f"panel/panel.html?tab={self.tab_id(page)}")
        panel.locator("#outcome").wait_for()
        return panel

    def tab_target(self, page: Page) -> str:
        """The target of type `tab` around a page."""
        session = self.context.new_cdp_session(page)
        own = session.send("Target.getTargetInfo")["targetInfo"]["targetId"]
        session.detach()
        found = self.cdp.send("Target.getTargets", {"filter": [{}]})["targetInfos"]
        tabs = [one for one in found if one["type"] == "tab" and one["url"] == page.url]
        exact = [one for one in tabs if one["targetId"] == own]
        return str((exact or tabs)[-1]["targetId"])

    # --- what the extension knows -------------------------------------------------------------

    def settings(self, **values: object) -> None:
        self.worker.evaluate("values => chrome.storage.local.set({settings: values})", values)

    def tab_id(self, page: Page) -> int:
        """The extension's number for the tab; brings a page to the front the first time."""
        if page not in self._tabs:
            page.bring_to_front()
            self._tabs[page] = self.worker.evaluate(
                "chrome.tabs.query({active: true, lastFocusedWindow: true}).then(([tab]) => tab.id)"
            )
        return self._tabs[page]

    def state(self, page: Page) -> dict[str, Any] | None:
        """What the worker knows about the tab; None where nothing."""
        key = f"tab:{self.tab_id(page)}"
        found: dict[str, Any] | None = self.worker.evaluate(
            "async key => (await chrome.storage.session.get(key))[key] ?? null", key
        )
        return found

    def badge(self, page: Page) -> str:
        tab = self.tab_id(page)
        return str(self.worker.evaluate("tabId => chrome.action.getBadgeText({tabId})", tab))

    def world(self, page: Page) -> World:
        """The content script's own world in a page where it has been put."""
        return World(page, self.id)

    # --- what the page shows ------------------------------------------------------------------

    def painted(self, page: Page) -> dict[str, str]:
        """The text under each highlight of the page, by its name."""
        marks: dict[str, str] = page.evaluate(PAINTED)
        return marks

    def card(self, page: Page) -> str | None:
        """The words in the card or line shown in the page; None where nothing is shown."""
        return shadow_text(page)

    def click_mark(self, page: Page, severity: str = "alert") -> str:
        """Clicks the first line of a mark, with the mouse; the card's words."""
        x, y = page.evaluate(MARK_PLACE, severity)
        page.mouse.click(x, y)
        return str(self.until(page, lambda: self.card(page), "a click opens the card"))

    def click_in_card(self, page: Page, words: str) -> None:
        """Clicks the button or link with these words in the closed card, with the mouse."""
        session = page.context.new_cdp_session(page)
        document = session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
        host = _find(document, "MINGBIAN-CARD")
        assert host is not None, "nothing is shown"
        found = [one for one in _controls(host) if words in "".join(_texts(one))]
        box = session.send("DOM.getBoxModel", {"nodeId": found[0]["nodeId"]})["model"]["content"]
        session.detach()
        page.mouse.click((box[0] + box[4]) / 2, (box[1] + box[5]) / 2)

    def card_box(self, page: Page) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is shown in the page, in its own pixels."""
        session = page.context.new_cdp_session(page)
        document = session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
        host = _find(document, "MINGBIAN-CARD")
        assert host is not None, "nothing is shown"
        shown = host["shadowRoots"][0]["children"][-1]["children"][0]
        box = session.send("DOM.getBoxModel", {"nodeId": shown["nodeId"]})["model"]["border"]
        session.detach()
        return box[0], box[1], box[4], box[5]

    def until(self, page: Page, ready: Callable[[], Any], rule: str, seconds: float = 10) -> Any:
        """What `ready` returns once it is truthy; fails with the rule otherwise."""
        for _ in range(int(seconds * 20)):
            result = ready()
            if result:
                return result
            page.wait_for_timeout(50)
        raise AssertionError(rule)


class World:
    """The isolated world of the content script: it shares the page's nodes, not its variables."""

    def __init__(self, page: Page, extension: str) -> None:
        self._session = page.context.new_cdp_session(page)
        contexts: list[dict[str, Any]] = []
        self._session.on(
            "Runtime.executionContextCreated", lambda event: contexts.append(event["context"])
        )
        self._session.send("Runtime.enable")
        main = self._session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self._context = next(
            one["id"]
            for one in contexts
            if extension in one["origin"] and one["auxData"]["frameId"] == main
        )

    def open_roots(self) -> None:
        """From now on the content script's shadow roots are open, for tests to look into."""
        self.evaluate(
            """(() => { const { attachShadow } = Element.prototype;
                Element.prototype.attachShadow = function () {
                    return attachShadow.call(this, {mode: 'open'}); }; })()"""
        )

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited; an exception there is one here."""
        answer = self._session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": self._context,
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"]["exception"].get("description"))
        return answer["result"].get("value")


def shadow_text(page: Page) -> str | None:
    """All text inside the closed shadow root of the extension's element."""
    session = page.context.new_cdp_session(page)
    document = session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
    session.detach()
    host = _find(document, "MINGBIAN-CARD")
    return None if host is None else "\n".join(_texts(host))


def _controls(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node["nodeName"] in ("BUTTON", "A"):
        yield node
    for child in [*node.get("shadowRoots", []), *node.get("children", [])]:
        yield from _controls(child)


def _find(node: dict[str, Any], name: str) -> dict[str, Any] | None:
    if node["nodeName"] == name:
        return node
    for child in node.get("children", []):
        found = _find(child, name)
        if found:
            return found
    return None


def _texts(node: dict[str, Any]) -> Iterator[str]:
    if node["nodeType"] == 3 and node["nodeValue"].strip():
        yield node["nodeValue"].strip()
    attributes = node.get("attributes", [])
    if node["nodeName"] == "A":
        yield attributes[attributes.index("href") + 1]
    for child in [*node.get("shadowRoots", []), *node.get("children", [])]:
        yield from _texts(child)


def extension_id(folder: Path) -> str:
    """The id of an unpacked extension: from the digest of where it is."""
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:32]
    return "".join(chr(ord("a") + int(digit, 16)) for digit in digest)


def localised(extension: Path, language: str, target: Path) -> Path:
    """A copy of the extension that knows one language, whatever the browser's own is."""
    shutil.copytree(extension, target)
    for folder in (target / "_locales").iterdir():
        if folder.name != language:
            shutil.rmtree(folder)
    manifest = json.loads((target / "manifest.json").read_text())
    (target / "manifest.json").write_text(json.dumps(manifest | {"default_locale": language}))
    return target


def grant(profile: Path, extension: Path, origins: list[str]) -> None:
    """Answers the browser's question for optional hosts beforehand: a request for them succeeds.

    Headless the dialog never answers.  The extension must still ask.
    """
    permissions = {
        "api": [],
        "explicit_host": origins,
        "manifest_permissions": [],
        "scriptable_host": [],
    }
    entry = {
        "location": 8,
        "path": str(extension),
        "granted_permissions": permissions,
        "runtime_granted_permissions": permissions,
    }
    preferences = profile / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True, exist_ok=True)
    preferences.write_text(
        json.dumps({"extensions": {"settings": {extension_id(extension): entry}}})
    )


@contextmanager
def start(
    playwright: Playwright,
    extension: Path,
    profile: Path,
    *arguments: str,
    display: str | None = None,
) -> Iterator[Chromium]:
    """A Chromium with this extension and nothing to reach but 127.0.0.1.

    Without a window, unless a `display` of X is named.
    """
    own = [f"--disable-extensions-except={extension}", f"--load-extension={extension}"]
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        headless=display is None,
        no_viewport=display is not None,
        env={**os.environ, "DISPLAY": display} if display else None,
        args=[*ARGUMENTS, *own, *arguments],
    )
    try:
        yield Chromium(context, extension, windowed=display is not None)
    finally:
        context.close()
