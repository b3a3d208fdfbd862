"""Real pages are read at least this well; the floors are only ever raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from mingbian.evaluation.extraction import evaluate_extraction

SETS = Path(__file__).resolve().parents[3] / "shared" / "eval"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SETS.exists(), reason="../shared is not here"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.mark.parametrize(
    ("name", "floor", "dates"),
    [("pages_zh_gne", 0.98, 43), ("pages_zh_fixtures", 0.986, 2), ("pages_aeb", 0.96, 0)],
)
def test_text_and_dates_of_real_pages(name: str, floor: float, dates: int) -> None:
    figures = evaluate_extraction(SETS / name)
    assert figures["f1"] >= floor
    assert figures["f1"] > figures["f1_trafilatura"]
    assert figures["dates_right"] >= dates
