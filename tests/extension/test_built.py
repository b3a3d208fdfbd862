"""What is built: how large it is, and what the manifests say."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import mingbian

pytestmark = pytest.mark.browser  # needs npm, as the browser's tests do

#: Bytes of the script that is put into a page.
LARGEST_CONTENT_SCRIPT = 30_000


@pytest.mark.parametrize("browser", ["chrome", "firefox"])
def test_the_content_script_is_small(built: Path, browser: str) -> None:
    assert (built / browser / "content" / "content.js").stat().st_size <= LARGEST_CONTENT_SCRIPT


@pytest.mark.parametrize("browser", ["chrome", "firefox"])
def test_the_extension_has_the_version_of_the_server(built: Path, browser: str) -> None:
    manifest = json.loads((built / browser / "manifest.json").read_text())
    assert manifest["version"] == mingbian.__version__


def test_the_package_has_the_version_of_the_server(built: Path) -> None:
    package = json.loads((built.parent / "package.json").read_text())
    assert package["version"] == mingbian.__version__


def test_mozillas_linter_finds_nothing_in_the_package_for_firefox(built: Path) -> None:
    command = ["npm", "run", "--silent", "lint:firefox", "--", "--output=json"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=built.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["summary"] == {"errors": 0, "notices": 0, "warnings": 0}


@pytest.mark.parametrize("browser", ["chrome", "firefox"])
def test_no_page_can_see_a_file_of_the_extension(built: Path, browser: str) -> None:
    manifest = json.loads((built / browser / "manifest.json").read_text())
    assert "web_accessible_resources" not in manifest
    assert "content_scripts" not in manifest


def test_only_one_module_names_the_browser(built: Path) -> None:
    sources = built.parent
    naming = [
        path.relative_to(sources).as_posix()
        for folder in ("background", "content", "panel", "options", "shared")
        for path in (sources / folder).glob("*.js")
        if "chrome." in path.read_text(encoding="utf-8").replace("`chrome`", "")
    ]
    assert naming == ["shared/browser.js"]
