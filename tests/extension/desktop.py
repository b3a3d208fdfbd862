"""A screen that nobody sees (Xvfb), with a hand on its keyboard and mouse (xdotool)."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

#: Where the middle of an element stands on the screen: below the browser's own bars.
ON_SCREEN = """element => { const box = element.getBoundingClientRect();
    return [screenX + box.x + Math.min(40, box.width / 2),
            screenY + outerHeight - innerHeight + box.y + box.height / 2]; }"""


class Desktop:
    """One X display."""

    def __init__(self, display: str) -> None:
        self.display = display
        self._window = ""

    def press(self, *keys: str) -> None:
        """Presses keys, or chords such as alt+shift+m, one after the other, in the browser."""
        self._focus()
        for chord in keys:
            self._tool("key", "--clearmodifiers", chord)
            time.sleep(0.3)  # menus and dialogs take the next key only once they stand

    def right_click(self, page: Page, selector: str) -> None:
        """Opens the context menu on an element."""
        self._focus()
        x, y = page.locator(selector).evaluate(ON_SCREEN)
        self._tool("mousemove", str(int(x)), str(int(y)), "click", "3")
        time.sleep(1)

    def type(self, words: str) -> None:
        """Types words where the keyboard's focus is."""
        self._tool("type", "--delay", "20", words)

    @contextmanager
    def new_window(self, chord: str) -> Iterator[None]:
        """Opens another window with a chord, and has the keyboard in it for a while."""
        first, known = self._window, set(self._windows())
        self.press(chord)
        for _ in range(50):
            time.sleep(0.2)
            opened = [one for one in self._windows() if one not in known]
            if opened:
                break
        else:
            raise AssertionError("no other window came")
        time.sleep(1)
        self._window = opened[0]
        try:
            yield
        finally:
            self.press("ctrl+shift+w")
            self._window = first

    def _focus(self) -> None:
        """Gives the keyboard to the browser's window: its first, menus are windows too."""
        if not self._window:
            self._window = self._windows()[0]
        self._tool("windowfocus", "--sync", self._window)

    def _windows(self) -> list[str]:
        return self._tool("search", "--sync", "--onlyvisible", "--class", "chromium").split()

    def _tool(self, *words: str) -> str:
        command = ["xdotool", *words]
        environment = os.environ | {"DISPLAY": self.display}
        done = subprocess.run(  # noqa: S603 - our own words
            command, env=environment, check=True, capture_output=True, text=True, timeout=30
        )
        return done.stdout


@contextmanager
def start_desktop() -> Iterator[Desktop]:
    """A display of its own, on a free number."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(  # noqa: S603 - our own words
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield Desktop(f":{process.stdout.readline().strip()}")
        finally:
            process.terminate()
