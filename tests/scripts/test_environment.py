"""scripts/mingbian makes .venv fit, again when it must and never when it need not.

Python and pip are stand-ins that note what they were asked; the shell and the files are real.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

STAND_IN = """#!/usr/bin/env bash
case "$*" in
  -c*) exit "${OLD_PYTHON:-0}" ;;
  -V) echo "Python 3.11.0" ;;
  "-m venv --clear "*)
    rm -rf "$4"; mkdir -p "$4/bin"; cp "$0" "$4/bin/python"
    printf '#!/usr/bin/env bash\\nprintf "ran"; printf " <%%s>" "$@"\\n' >"$4/bin/mingbian"
    chmod +x "$4/bin/mingbian"; echo venv >>"$NOTES" ;;
  "-m pip --version") ;;
  "-m pip install "*)
    echo "install ${*: -1}" >>"$NOTES"; sleep "${PIP_SECONDS:-0}"; exit "${PIP_STATUS:-0}" ;;
  *) echo "unexpected: $*" >&2; exit 9 ;;
esac
"""


@dataclass
class Checkout:
    root: Path
    notes: Path
    path: str

    def command(self) -> list[str]:
        return [str(self.root / "scripts" / "mingbian"), "check", "a b"]

    def environ(self, **values: str) -> dict[str, str]:
        return {"PATH": self.path, "NOTES": str(self.notes), "CI": "true", **values}

    def run(
        self, command: list[str] | None = None, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own script
            command or self.command(),
            env=self.environ(**environ),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def asked(self) -> list[str]:
        return self.notes.read_text().splitlines() if self.notes.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root, tools = tmp_path / "a checkout", tmp_path / "tools"
    (root / "scripts").mkdir(parents=True)
    tools.mkdir()
    for name in ("environment.sh", "mingbian"):
        shutil.copy(ROOT / "scripts" / name, root / "scripts" / name)
    (root / "pyproject.toml").write_text("[project]\n")
    (root / "constraints.txt").write_text("flask==1\n")
    (tools / "python3").write_text(STAND_IN)
    (tools / "python3").chmod(0o755)
    return Checkout(root, tmp_path / "notes", f"{tools}:/usr/bin:/bin")


def test_the_first_run_prepares_and_the_next_ones_do_not(checkout: Checkout) -> None:
    first = checkout.run()
    assert (first.returncode, first.stdout) == (0, "ran <check> <a b>")
    assert "packages" in first.stderr
    assert checkout.asked == ["venv", f"install {checkout.root}"]
    again = checkout.run()
    assert (again.stdout, again.stderr) == (first.stdout, "")
    assert len(checkout.asked) == 2


def test_a_failed_install_is_said_and_repaired_by_the_next_run(checkout: Checkout) -> None:
    failed = checkout.run(PIP_STATUS="1")
    assert (failed.returncode, failed.stdout) == (2, "")
    assert "mingbian: pip could not" in failed.stderr
    assert checkout.run().stdout == "ran <check> <a b>"


def test_a_run_that_is_killed_is_repaired_by_the_next_one(checkout: Checkout) -> None:
    killed = subprocess.Popen(  # noqa: S603 - our own script
        checkout.command(),
        env=checkout.environ(PIP_SECONDS="60"),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while "install" not in " ".join(checkout.asked):
        time.sleep(0.02)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert checkout.run().stdout == "ran <check> <a b>"
    assert [one.split()[0] for one in checkout.asked] == ["venv", "install", "install"]


@pytest.mark.parametrize("name", ["constraints.txt", "pyproject.toml"])
def test_changed_pins_are_installed(checkout: Checkout, name: str) -> None:
    checkout.run()
    (checkout.root / name).write_text("changed\n")
    checkout.run()
    assert [one.split()[0] for one in checkout.asked] == ["venv", "install", "install"]


def test_a_checkout_that_was_moved_is_installed_anew(checkout: Checkout) -> None:
    checkout.run()
    checkout.root = checkout.root.rename(checkout.root.with_name("moved"))
    assert checkout.run().stdout == "ran <check> <a b>"
    assert checkout.asked[-1] == f"install {checkout.root}"


def test_an_environment_without_its_python_is_made_again(checkout: Checkout) -> None:
    checkout.run()
    (checkout.root / ".venv" / "bin" / "python").unlink()
    assert checkout.run().stdout == "ran <check> <a b>"
    assert checkout.asked.count("venv") == 2


def test_what_fits_the_tests_fits_the_service(checkout: Checkout) -> None:
    script = (
        f"source '{checkout.root}/scripts/environment.sh'; set -o pipefail; ensure_environment dev"
    )
    checkout.run(["bash", "-c", script])
    assert checkout.asked == ["venv", f"install {checkout.root}[dev]"]
    checkout.run()
    assert len(checkout.asked) == 2


def test_two_at_once_install_once(checkout: Checkout) -> None:
    both = [
        subprocess.Popen(  # noqa: S603 - our own script
            checkout.command(), env=checkout.environ(PIP_SECONDS="1"), stderr=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    assert [one.wait() for one in both] == [0, 0]
    assert [one.split()[0] for one in checkout.asked] == ["venv", "install"]


def test_it_may_be_linked_to_from_elsewhere(checkout: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "mingbian"
    link.symlink_to(checkout.root / "scripts" / "mingbian")
    assert checkout.run([str(link), "check"]).stdout == "ran <check>"


def test_without_a_python_that_is_new_enough_it_says_so(checkout: Checkout, tmp_path: Path) -> None:
    checkout.path = only(tmp_path, "python3", checkout.path)
    failed = checkout.run(OLD_PYTHON="1")
    assert failed.returncode == 2
    assert failed.stderr.splitlines()[-1].startswith("mingbian: Python 3.11 or newer is missing")


def test_ci_runs_the_tests_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    (command,) = lines[1:]
    assert command.startswith("exec ")
    assert command.endswith('/../scripts/test"')


def test_every_pin_is_exact_and_names_no_address() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        name, version = line.split("==")
        assert name
        assert "/" not in line
        assert "+" not in version


def only(tmp_path: Path, python: str, path: str) -> str:
    """A PATH with the tools the script needs and no Python but the stand-in."""
    folder = tmp_path / "few tools"
    folder.mkdir()
    for tool in ("bash", "dirname", "readlink", "cat", "sha256sum", "env", "flock", "rm"):
        (folder / tool).symlink_to(shutil.which(tool, path="/usr/bin:/bin") or tool)
    (folder / python).symlink_to(Path(path.split(":")[0]) / python)
    return str(folder)
