"""deploy/ follows the two commands of the README, and names nothing that is not there."""

from __future__ import annotations

import fnmatch
import os
import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from dataclasses import fields
from pathlib import Path

import pytest

from mingbian.cli import main
from mingbian.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "deploy" / "mingbian.service"
CONTAINER = ROOT / "deploy" / "Containerfile"
#: Where the unit expects the checkout.
CHECKOUT = "/opt/mingbian"
VARIABLES = {f"MINGBIAN_{field.name.upper()}" for field in fields(Settings)}


@pytest.fixture(scope="module")
def unit() -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]  # names keep their capitals
    parser.read(UNIT, encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def steps() -> list[tuple[str, str]]:
    """The instructions of the container file."""
    lines = CONTAINER.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    kept = [line for line in lines if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in kept)]


def of(steps: list[tuple[str, str]], name: str) -> list[str]:
    return [rest for found, rest in steps if found == name]


def assert_runs_here(command: list[str]) -> None:
    """The program is in this checkout, may be run, and knows its first argument."""
    program = ROOT / command[0].removeprefix(f"{CHECKOUT}/")
    assert program.is_file(), command
    assert os.access(program, os.X_OK), command
    assert command[1] in {*main.commands, "--version"}


def test_the_unit_runs_the_command_of_the_readme(unit: ConfigParser) -> None:
    service = unit["Service"]
    assert service["WorkingDirectory"] == CHECKOUT
    for name in ("ExecStartPre", "ExecStart"):
        assert_runs_here(shlex.split(service[name].lstrip("+-")))
    command = service["ExecStart"].removeprefix(f"{CHECKOUT}/")
    assert f"    {command} " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_unit_sets_what_the_service_reads_and_lets_it_write_there(unit: ConfigParser) -> None:
    service = unit["Service"]
    given = dict(one.split("=", 1) for one in shlex.split(service["Environment"]))
    assert set(given) <= VARIABLES
    assert given["MINGBIAN_INSTANCE"] == f"/var/lib/{service['StateDirectory']}"


def test_the_first_start_may_take_as_long_as_the_packages_do(unit: ConfigParser) -> None:
    """Commands before the start count towards systemd's limit, which is 90 s."""
    assert unit["Service"]["TimeoutStartSec"] == "infinity"


def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8")
    assert re.fullmatch(r"(\[\w+\]|\w+=.*|#.*|)(\n(\[\w+\]|\w+=.*|#.*|))*", text)
    tool = shutil.which("systemd-analyze")
    if tool:
        copy = tmp_path / UNIT.name
        copy.write_text(text.replace(CHECKOUT, str(ROOT)), encoding="utf-8")
        done = subprocess.run(  # noqa: S603
            [tool, "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
        )
        complaints = [line for line in done.stderr.splitlines() if UNIT.name in line]
        assert complaints == []


def test_the_container_runs_the_command_of_the_readme(steps: list[tuple[str, str]]) -> None:
    (command,) = of(steps, "CMD")
    words = [word.strip('" ') for word in command.strip("[]").split(",")]
    assert_runs_here(words)
    assert f"    {' '.join(words)} " in (ROOT / "README.md").read_text(encoding="utf-8")
    for command in of(steps, "RUN"):
        assert_runs_here(shlex.split(command))


def test_the_container_copies_what_is_there_and_leaves_out_nothing_that_is_needed(
    steps: list[tuple[str, str]],
) -> None:
    for copied in of(steps, "COPY"):
        *sources, _ = copied.split()
        assert all((ROOT / source).exists() for source in sources)
    ignored = CONTAINER.with_name("Containerfile.dockerignore").read_text("utf-8").split()
    needed = ("pyproject.toml", "constraints.txt", "README.md", "LICENSE", "scripts", "index")
    for path in (*needed, "server", "server/mingbian"):
        assert (ROOT / path).exists()
        assert not any(fnmatch.fnmatch(path, pattern) for pattern in ignored), path


def test_the_container_is_reached_and_keeps_what_it_writes(steps: list[tuple[str, str]]) -> None:
    given = dict(one.split("=", 1) for line in of(steps, "ENV") for one in line.split())
    assert set(given) <= VARIABLES
    assert of(steps, "VOLUME") == [given["MINGBIAN_INSTANCE"]]
    assert given["MINGBIAN_HOST"] == "0.0.0.0"  # noqa: S104  in a container
    assert of(steps, "EXPOSE") == [str(Settings().port)]


def test_the_guide_names_the_files_and_their_places() -> None:
    guide = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    for path in ("deploy/mingbian.service", "deploy/Containerfile", CHECKOUT, "/etc/mingbian.env"):
        assert path in guide
