"""Schemathesis finds no answer outside /openapi.json and no server error.

MINGBIAN_DESCRIPTION=full asks for five minutes; otherwise it is about one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
FULL = os.environ.get("MINGBIAN_DESCRIPTION") == "full"
SECONDS, EXAMPLES = (290, 200) if FULL else (60, 15)
MUCH = "1000000000"


@pytest.fixture
def open_to_all(start: Any) -> Any:
    """A service that counts no one out, fetches from nowhere and leaves batches lying."""
    names = ("REQUESTS_PER_MINUTE", "REQUESTS_PER_DAY", "SIGNUPS_PER_DAY")
    wide = {f"MINGBIAN_{prefix}{name}": MUCH for name in names for prefix in ("", "KEY_")}
    server = start(MINGBIAN_BATCH_WORKERS="0", TEST_FETCH="1", **wide)
    server.wait_until_ready()
    return server


def test_no_answer_is_outside_the_description(open_to_all: Any, tmp_path: Path) -> None:
    base = f"http://127.0.0.1:{open_to_all.port}"
    key = open_to_all.post_json("/v1/keys", {}).json["key"]
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        f"--config-file={HERE / 'schemathesis.toml'}",
        "run",
        f"{base}/openapi.json",
        f"--max-examples={EXAMPLES}",
        f"--max-time={SECONDS}",
        "--seed=2026",
        "--no-shrink",
        "--continue-on-failure",
        "--suppress-health-check=all",
        "--request-timeout=60",
    ]
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py"),
        "MINGBIAN_SERVER": base,
        "MINGBIAN_KEY": key,
    }
    done = subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert "unexpected" not in open_to_all.log.read_text()
