"""Pages of sixty publishers, where they are at hand: what they say is taken over right."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
PAGES = REPOSITORY.parent / "shared" / "eval" / "pages_claimreview"


@pytest.mark.skipif(not PAGES.is_dir(), reason="the set of pages is not part of the repository")
def test_pages_of_many_publishers_are_imported_right_or_refused_with_a_reason():
    score = _bench().evaluate(PAGES)
    assert (score.with_review, score.without) == (34, 26)
    assert score.right >= 33, score.wrong
    assert score.refused == 26


def _bench():
    path = REPOSITORY / "scripts" / "benchmarks" / "claimreview.py"
    spec = importlib.util.spec_from_file_location("bench_claimreview", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
