"""A real Chromium with the built extension in it, sites under .test, and a stub service."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["PW_CHROMIUM_ATTACH_TO_OTHER"] = "1"  # before Playwright starts: the tab's own target
sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode adds no folder

from browser import LISTED, Chromium, grant, localised, start
from playwright.sync_api import Playwright
from sites import Sites
from stub import StubService

EXTENSION = Path(__file__).parents[2] / "extension"


@pytest.fixture(scope="session")
def built() -> Path:
    """extension/dist, built from the sources as they are now."""
    assert (EXTENSION / "node_modules").is_dir(), "run npm ci in extension/ first"
    subprocess.run(["node", "build.js"], cwd=EXTENSION, check=True, capture_output=True)  # noqa: S607
    return EXTENSION / "dist"


@pytest.fixture(scope="session")
def sites() -> Iterator[Sites]:
    """Serves what tests put on it, under any host name that ends in .test."""
    with Sites() as server:
        yield server


@pytest.fixture(scope="session")
def _service() -> Iterator[StubService]:
    with StubService() as stub:
        yield stub


@pytest.fixture
def service(_service: StubService) -> StubService:
    """A service that speaks the contract and marks what the test tells it to."""
    _service.reset()
    return _service


@pytest.fixture(scope="session")
def _chromium(
    playwright: Playwright,
    built: Path,
    sites: Sites,
    _service: StubService,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Chromium]:
    chinese = localised(built / "chrome", "zh_CN", tmp_path_factory.mktemp("chrome") / "zh_CN")
    with start(playwright, chinese, tmp_path_factory.mktemp("profile")) as chromium:
        yield chromium


@pytest.fixture
def chromium(_chromium: Chromium, service: StubService) -> Iterator[Chromium]:
    """Chromium with the extension, set to the stub service, and no page but an empty one."""
    _chromium.settings(server=service.address)
    _chromium.worker.evaluate("chrome.storage.local.remove('reports')")
    yield _chromium
    _chromium.close_pages()


@pytest.fixture(scope="session")
def _permitted(
    playwright: Playwright, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Chromium]:
    """A Chromium whose reader will agree to the extension reading LISTED, and nothing else."""
    extension = localised(built / "chrome", "zh_CN", tmp_path_factory.mktemp("listed") / "zh_CN")
    profile = tmp_path_factory.mktemp("listed-profile")
    grant(profile, extension, [f"*://{LISTED}/*", f"*://*.{LISTED}/*", "http://127.0.0.1/*"])
    with start(playwright, extension, profile) as chromium:
        yield chromium


@pytest.fixture
def reader(_permitted: Chromium, service: StubService) -> Iterator[Chromium]:
    """A reader who has listed LISTED in the options, and has no fingerprints yet."""
    _permitted.settings(server=service.address)
    _permitted.worker.evaluate("chrome.storage.local.remove('fingerprints')")
    _permitted.list_site(LISTED)
    yield _permitted
    _permitted.close_pages()
