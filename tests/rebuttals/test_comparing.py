"""The encoder compares a passage with a claim through the adapter that ships."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.torch import load_file

from mingbian.evaluation.retrieval_set import rows as lines
from mingbian.rebuttals.encoder import Encoder, claim_vector, comparing, open_encoder, reader
from mingbian.rebuttals.encoder.adapter import adapt
from mingbian.rebuttals.encoder.compared import ALONE, OUTCOMES, Compared
from mingbian.rebuttals.encoder.comparing import TOLD
from mingbian.rebuttals.encoder.reading import LIKENED
from mingbian.rebuttals.vector_file import CLAIM as CLAIM_VECTOR
from mingbian.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "tests" / "rebuttals" / "sentences"
CLAIM = "隔夜的饭菜会致癌"
PASSAGES = [
    "家里老人千万别吃剩饭，搁一晚上就是毒药，吃多了要得癌。",
    "专家表示，隔夜的饭菜会致癌的说法没有依据。",
    "隔夜的饭菜会致癌吗？",
    "昨晚剩的米饭今天做了蛋炒饭，放点葱花特别香。",
    "Leftovers",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(Settings.from_environment())


@pytest.fixture(scope="module")
def told(encoder: Encoder) -> dict[str, np.ndarray]:
    outcomes = encoder.compare([(passage, CLAIM) for passage in PASSAGES])
    return dict(zip(PASSAGES, outcomes, strict=True))


def test_the_outcomes_are_probabilities(told: dict[str, np.ndarray]) -> None:
    for pair in told.values():
        assert pair.shape == (len(TOLD),)
        outcomes = pair[: len(OUTCOMES)]
        assert outcomes.min() >= 0
        assert outcomes.sum() == pytest.approx(1, abs=1e-4)


def test_of_a_claim_in_other_words_a_denial_and_small_talk_one_makes_the_claim(
    told: dict[str, np.ndarray],
) -> None:
    """Questions are not its work: `pipeline.voice` knows them by their form."""
    same = OUTCOMES.index("same")
    claim, denial, _, small_talk = (bool(told[one][same] > 0.5) for one in PASSAGES[:4])
    assert (claim, denial, small_talk) == (True, False, False)


def test_a_pair_is_judged_alike_alone_and_in_company(
    encoder: Encoder, told: dict[str, np.ndarray]
) -> None:
    for passage in PASSAGES:
        [alone] = encoder.compare([(passage, CLAIM)])
        np.testing.assert_allclose(alone, told[passage], atol=0.02)


def test_scripts_make_no_difference(encoder: Encoder) -> None:
    one, other = encoder.compare(
        [("隔夜的飯菜會致癌", CLAIM), ("隔夜的饭菜会致癌", "隔夜的飯菜會致癌")]
    )
    np.testing.assert_allclose(one, other, atol=0.02)


@pytest.mark.parametrize("odd", ["", "\ud800", "\x00", "啊" * 5000, "a b" * 4000])
def test_odd_texts_are_compared_like_any_other(encoder: Encoder, odd: str) -> None:
    outcomes = encoder.compare([(odd, CLAIM), (CLAIM, odd)])
    assert np.isfinite(outcomes).all()


def test_claim_vectors_that_an_index_has_are_not_made_again(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [(passage, CLAIM) for passage in PASSAGES]
    claims = encoder.passages([CLAIM] * len(pairs))[:, CLAIM_VECTOR]
    whole = encoder.compare(pairs)
    monkeypatch.setattr(encoder, "passages", None)
    np.testing.assert_allclose(encoder.compare(pairs, claims=claims), whole, atol=0.02)


def test_nothing_is_asked_nothing_is_told(encoder: Encoder) -> None:
    assert encoder.compare([]).shape == (0, len(TOLD))
    assert encoder.manners([]) == []


def test_a_claim_is_found_in_what_tells_it_and_not_in_what_shares_its_subject(
    told: dict[str, np.ndarray],
) -> None:
    found = TOLD.index("claim_found")
    claim, _, question, small_talk = (float(told[one][found]) for one in PASSAGES[:4])
    assert question > claim > small_talk


def test_nothing_holds_a_claim_as_well_as_the_claim_itself(
    encoder: Encoder, told: dict[str, np.ndarray]
) -> None:
    [own] = encoder.compare([(CLAIM, CLAIM)])
    at = TOLD.index("claim_found")
    assert own[at] > max(pair[at] for pair in told.values())


def test_claim_vectors_lie_nearer_to_other_words_for_a_claim_than_to_its_subject(
    encoder: Encoder,
) -> None:
    """Of what is reworded six of seven lie nearer than nearly all that is on the same topic."""
    rows = [row for name in ("tune", "held") for row in lines(SENTENCES / f"{name}.jsonl")]
    wordings = {
        record["id"]: [record["claim"], *record["phrasings"]]
        for path in (ROOT / "index" / "rebuttals").rglob("*.json")
        for record in [json.loads(path.read_text(encoding="utf-8"))]
    }
    near: dict[str, list[float]] = {"reworded": [], "same_topic": []}
    for row in rows:
        if row["kind"] in near:
            pairs = [(row["text"], wording) for wording in wordings[row["record"]]]
            told = encoder.compare(pairs, lambda _row, _apart: False)
            near[row["kind"]].append(float(told[:, TOLD.index("claim_nearness")].max()))
    assert len(near["reworded"]) > 80
    line = np.quantile(near["same_topic"], 0.95)
    assert np.mean(np.array(near["reworded"]) > line) > 6 / 7


def test_what_people_pass_on_is_told_apart_from_a_notice(encoder: Encoder) -> None:
    passed_on, notice, _ = encoder.manners(
        [
            "千万别再吃剩饭了！我同事他妈就是舍不得倒，查出来已经晚期，转给家里老人！",
            "【市卫健委：7日新增病例3例】记者从发布会获悉，3人均为密切接触者，已转至定点医院治疗。",
            "",
        ]
    )
    assert passed_on > 0 > notice


def test_a_text_is_told_alike_alone_and_in_company(encoder: Encoder) -> None:
    together = encoder.manners(PASSAGES)
    alone = [encoder.manners([passage])[0] for passage in PASSAGES]
    assert together == pytest.approx(alone, abs=0.1)


def test_a_pair_that_promises_nothing_is_taken_for_different_and_the_others_are_not(
    encoder: Encoder, told: dict[str, np.ndarray]
) -> None:
    seen: list[list[float]] = []

    def promises(row: int, found: Sequence[float]) -> bool:
        seen.append(list(found))
        return row != 1

    pairs = [(passage, CLAIM) for passage in PASSAGES]
    for row, outcome in enumerate(encoder.compare(pairs, promises)):
        whole = told[PASSAGES[row]]
        assert seen[row] == pytest.approx(whole[len(OUTCOMES) :], abs=0.01)
        if row == 1:
            assert outcome[: len(OUTCOMES)].tolist() == [1, 0, 0, 0]
        else:
            np.testing.assert_allclose(outcome, whole, atol=0.02)


def test_what_is_kept_of_claims_is_bounded(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reader.KEPT, "passage", 3)
    encoder.compare([(CLAIM, str(number)) for number in range(8)])
    assert len(encoder.reader._kept["passage"]) == 3


def test_an_adapter_that_lacks_a_layer_is_refused(encoder: Encoder) -> None:
    adapter: dict[str, Any] = load_file(str(comparing.ADAPTER))
    del adapter["layers.0.query.up"]
    with pytest.raises(KeyError, match=r"layers\.0\.query\.up"):
        adapt(Compared(encoder.reader.layers_from(ALONE)), adapter)


@pytest.mark.parametrize(
    ("adapter", "below"), [(comparing.ADAPTER, ALONE), (claim_vector.LEARNT, LIKENED)]
)
def test_an_adapter_is_small_and_covers_every_layer_above(adapter: Path, below: int) -> None:
    assert adapter.stat().st_size < 10_000_000
    names = {name.split(".")[1] for name in load_file(str(adapter)) if "layers" in name}
    assert names == {str(layer) for layer in range(12 - below)}
