"""Takes the pictures of docs/pictures: a page with its marks, the list, the curators' console.

They come from the real extension in a real Chromium and from the real service with its index;
`--server` names a running one for the extension's pictures, otherwise one is started for the
occasion.  `--only` takes one of the two sets.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"

os.environ["PW_CHROMIUM_ATTACH_TO_OTHER"] = "1"  # before Playwright starts
sys.path.insert(0, str(ROOT / "tests" / "extension"))  # the browser that the tests drive

from browser import CHROMIUM, Chromium, localised, start  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402
from sites import Sites  # noqa: E402

import pictures_console  # noqa: E402
from mingbian.rebuttals.store import Store  # noqa: E402
from mingbian.settings import Settings  # noqa: E402

#: The service for the pictures; its own port, so that a running one is left alone.
PORT = 8643

#: Seconds it gets to prepare the encoder and the index.
PATIENCE = 600

#: Colours that are enough for pictures of text, and keep each below 200 KB.
COLOURS = 192

MARK = """severity => { const [range] = CSS.highlights.get(`mingbian-${severity}`);
    const box = range.getClientRects()[0];
    return [box.x + box.width / 2, box.y + box.height / 2]; }"""


def main() -> None:
    """Start what is needed, and take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", help="address of a service that is running")
    parser.add_argument("--only", choices=("reader", "console"))
    arguments = parser.parse_args()
    if arguments.only != "console":
        _of_the_extension(arguments.server)
    if arguments.only != "reader":
        _of_the_console()


def _of_the_extension(server: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        extension = localised(ROOT / "extension/dist/chrome", "zh_CN", Path(folder) / "zh_CN")
        with (
            _service(server) as address,
            Sites() as sites,
            sync_playwright() as playwright,
            start(playwright, extension, Path(folder) / "profile") as chromium,
        ):
            chromium.settings(server=address)
            _take_all(chromium, sites)


def _of_the_console() -> None:
    """In an instance that is thrown away; what takes long to compute comes from the real one."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(instance=Path(folder))
        pictures_console.furnish(settings.instance, Settings.from_environment().instance)
        with _service(None, settings.instance) as address, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            store = Store.open(settings.database_url)
            pictures_console.take_all(chromium, address, store, _save)
            store.close()
            chromium.close()


@contextmanager
def _service(running: str | None, instance: Path | None = None) -> Iterator[str]:
    if running:
        yield running
        return
    address = f"http://127.0.0.1:{PORT}"
    command = [str(ROOT / "scripts" / "mingbian"), "serve", "--port", str(PORT)]
    environ = os.environ | ({"MINGBIAN_INSTANCE": str(instance)} if instance else {})
    with subprocess.Popen(command, env=environ) as process:  # noqa: S603 - our own command
        try:
            _wait_until_ready(address)
            yield address
        finally:
            process.terminate()


def _wait_until_ready(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/readyz"):  # noqa: S310 - 127.0.0.1
                return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    sys.exit(f"the service at {address} did not become ready")


def _take_all(chromium: Chromium, sites: Sites) -> None:
    address = sites.put((PICTURES / "page.html").read_bytes(), host="manual.test")
    for scheme in ("light", "dark"):
        page = _checked(chromium, address, scheme)
        panel = _own(chromium, page, "panel", scheme)
        _save(panel, f"list-{scheme}")
        panel.close()
        page.mouse.click(*page.evaluate(MARK, "alert"))
        page.wait_for_timeout(400)
        _save(page, f"page-{scheme}")
        page.close()
    _beside(PICTURES / "page-light.png", PICTURES / "list-light.png", PICTURES / "overview.png")
    _take_narrow(chromium, address)
    options = _own(chromium, chromium.open("about:blank"), "options", "light")
    _save(options, "options")


def _checked(chromium: Chromium, address: str, scheme: str, width: int = 860) -> Page:
    page = chromium.open(address, width=width, height=780)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    chromium.check(page)
    return page


def _take_narrow(chromium: Chromium, address: str) -> None:
    page = _checked(chromium, address, "light", width=320)
    x, y = page.evaluate(MARK, "alert")
    page.mouse.click(x, y)
    page.wait_for_timeout(400)
    _save(page, "narrow")
    page.close()


def _own(chromium: Chromium, page: Page, name: str, scheme: str) -> Page:
    """The list or the options, as wide as a side panel is."""
    path = (
        f"panel/panel.html?tab={chromium.tab_id(page)}"
        if name == "panel"
        else "options/options.html"
    )
    own = chromium.own_page(path)
    own.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    own.set_viewport_size({"width": 400 if name == "panel" else 700, "height": 780})
    own.wait_for_timeout(300)
    return own


def _save(page: Page, name: str) -> None:
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    _shrink(path)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


def _shrink(path: Path) -> None:
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def _beside(left: Path, right: Path, target: Path) -> None:
    """Both in one picture, as a reader sees page and side panel."""
    with Image.open(left) as page, Image.open(right) as panel:
        both = Image.new("RGB", (page.width + 1 + panel.width, page.height), "#d9d6cf")
        both.paste(page.convert("RGB"), (0, 0))
        both.paste(panel.convert("RGB"), (page.width + 1, 0))
    both.quantize(COLOURS).save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
