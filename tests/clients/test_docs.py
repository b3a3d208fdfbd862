"""docs/api.md works as it stands: every block is run, in order, against a running service."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
MARK = "=== block"

#: How a block of each language becomes a step of one shell script.
STEPS = {
    "bash": "{code}",
    "python": "python3 - <<'END_OF_BLOCK'\n{code}\nEND_OF_BLOCK",
    "js": "cat > block.mjs <<'END_OF_BLOCK'\n{code}\nconsole.log(JSON.stringify(data));\n"
    "END_OF_BLOCK\nnode block.mjs",
}


@dataclass(frozen=True)
class Block:
    language: str
    code: str
    after: str  # the words up to the next block


def blocks() -> list[Block]:
    parts = re.split(r"^```(\w+)\n(.*?)^```$", GUIDE, flags=re.M | re.S)
    return [Block(*parts[place : place + 3]) for place in range(1, len(parts), 3)]


@pytest.fixture(scope="module")
def said(address: str, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each block printed; fails where one ended with an error."""
    folder = tmp_path_factory.mktemp("hour")
    (folder / "node_modules").symlink_to(Path(__file__).parent / "node_modules")
    steps = [f"set -euo pipefail\nexport MINGBIAN={address}"]
    for number, block in enumerate(blocks()):
        steps += [f"echo; echo '{MARK} {number}'", STEPS[block.language].format(code=block.code)]
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash"],  # noqa: S607
        input="\n".join(steps),
        cwd=folder,
        env={**os.environ, "PATH": programs, "MINGBIAN_INSTANCE": str(folder / "instance")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
    return re.split(rf"^{MARK} \d+$", done.stdout, flags=re.M)[1:]


def test_every_block_is_in_a_language_that_is_run() -> None:
    assert {block.language for block in blocks()} == set(STEPS)
    assert len(blocks()) == GUIDE.count("\n```") // 2


def test_every_block_succeeds_or_fails_as_the_guide_says(said: list[str]) -> None:
    assert len(said) == len(blocks())
    for block, output in zip(blocks(), said, strict=True):
        for code in re.findall(r'"error":\s*\{"code":\s*"(\w+)"', output):
            assert f"`{code}`" in block.after, f"{code} after:\n{block.code}"


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("/readyz", '{"status":"ready"'),
        (
            'report["summary"]',
            "false 果壳网流言百科 2014-10-29 http://liuyan.guokr.com/article/2184/",
        ),
        ("request.json", "address_refused"),
        ("-G $MINGBIAN/v1/rebuttals", '"cola-with-milk-stones"'),
        ("def rebuttals", "cola-with-milk-stones false 牛奶和可乐一起喝"),
        ("application/ld+json", '"@type":"ClaimReview"'),
        ("with Client(", "address_refused 422"),
        ("mingbian check", "[alert] 已辟谣"),
        ("from googleapiclient", "喝了会得结石。 谣言"),
        ("@googleapis/factchecktools", '"claimReview"'),
        ("/feeds/rebuttals.json", "https://jsonfeed.org/version/1.1"),
        ("If-None-Match", "304"),
    ],
)
def test_a_block_prints_what_a_reader_came_for(said: list[str], part: str, expected: str) -> None:
    outputs = [output for block, output in zip(blocks(), said, strict=True) if part in block.code]
    assert outputs, f"no block has {part}"
    assert any(expected in output for output in outputs), "\n".join(outputs)[-2000:]


def test_the_guide_knows_no_other_service(served: Any) -> None:
    hosts = set(re.findall(r"https?://([^/\s\"')]+)", GUIDE))
    standards = {"www.w3.org", "www.standardwebhooks.com"}
    assert hosts <= {"127.0.0.1:8642}", "127.0.0.1", "example.org", "…", *standards}
