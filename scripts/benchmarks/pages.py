"""Every saved page of the sets: how long it takes once warm, and what is marked on it.

scripts/bench pages EVAL_FOLDER
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from mingbian.environment import tame_libraries

tame_libraries()  # before torch and faiss are imported

from mingbian.app import open_library  # noqa: E402
from mingbian.pipeline.capture import Capture  # noqa: E402
from mingbian.pipeline.check import check_page  # noqa: E402
from mingbian.pipeline.decode import decode_html  # noqa: E402
from mingbian.pipeline.page import Knowledge  # noqa: E402
from mingbian.settings import Settings  # noqa: E402


def main() -> None:
    """Print each mark, then the number of pages, the median and the slowest."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    knowledge = Knowledge(open_library(Settings.from_environment()), datetime.now(UTC))
    paths = sorted(Path(sys.argv[1]).glob("pages_*/pages/*"))
    seconds = []
    for path in paths[:1] + paths:  # the first one twice: it warms up
        html = decode_html(path.read_bytes())
        started = time.perf_counter()
        report = check_page(Capture(html=html), knowledge)
        seconds.append(time.perf_counter() - started)
        for mark in report.annotations:
            finding = mark.finding
            text = report.article.text[finding.start : finding.end] if finding.end else ""
            print(f"{path.parts[-3]}/{path.name[:24]} {mark.check} {finding.severity} {text[:60]}")
    warm = sorted(seconds[1:])
    print(f"{len(warm)} pages, median {warm[len(warm) // 2]:.2f} s, slowest {warm[-1]:.2f} s")


if __name__ == "__main__":
    main()
