"""A text is read once, for its vectors and for what is compared of it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mingbian.rebuttals.encoder import Encoder, open_encoder, reader
from mingbian.rebuttals.encoder.compared import WIDTH
from mingbian.rebuttals.encoder.reader import COMPARED_TOKENS, KEPT
from mingbian.rebuttals.vector_file import CLAIM, SUBJECT
from mingbian.settings import Settings

TEXTS = ["隔夜的饭菜会致癌", "Overnight leftovers cause cancer.", "大" * 400, ""]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder(Settings.from_environment())


def test_a_row_holds_two_unit_vectors(encoder: Encoder) -> None:
    rows = encoder.queries(TEXTS)
    assert rows.shape == (len(TEXTS), encoder.dimension) == (len(TEXTS), 2 * WIDTH)
    for part in (SUBJECT, CLAIM):
        assert np.linalg.norm(rows[:, part], axis=1) == pytest.approx(1, abs=1e-3)


def test_a_text_is_read_alike_alone_and_in_company(encoder: Encoder) -> None:
    together = encoder.passages(TEXTS)
    alone = np.concatenate([encoder.passages([text]) for text in TEXTS])
    for part in (SUBJECT, CLAIM):
        assert np.einsum("ij,ij->i", together[:, part], alone[:, part]).min() > 0.999


def test_its_states_are_those_of_its_own_tokens(encoder: Encoder) -> None:
    tokens = encoder.reader._tokens([TEXTS[0]])["input_ids"][0]
    for role in KEPT:
        read, _, long, nothing = encoder.reader.states(TEXTS, role)
        assert read.lower.shape == read.likened.shape == (len(tokens), WIDTH)
        assert len(long.lower) == COMPARED_TOKENS
        assert len(nothing.lower) <= 3


def test_scripts_and_widths_are_one_text(encoder: Encoder) -> None:
    rows = encoder.queries(["喝可乐会骨质疏松，５Ｇ也会", "喝可樂會骨質疏鬆，5G也會"])
    assert rows[0] == pytest.approx(rows[1])


def test_what_is_kept_of_a_page_is_bounded_and_not_read_again(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reader.KEPT, "query", 3)
    texts = [f"第{number}句话" for number in range(5)]
    encoder.reader.vectors(texts, "query")
    assert len(encoder.reader._kept["query"]) == 3
    monkeypatch.setattr(encoder.reader, "_embeddings", None)
    assert len(encoder.reader.states(texts[2:], "query")) == 3
    with pytest.raises(TypeError):
        encoder.reader.states(texts[:1], "query")
    encoder.forget()
    assert not encoder.reader._kept["query"]


def test_the_states_are_the_same_however_far_a_text_is_read(encoder: Encoder) -> None:
    """What is told of a page's opening is cut where its states are: others come near it."""
    [read] = encoder.reader.states(TEXTS[:1], "query")
    [lower] = encoder.reader.lower(TEXTS[:1], "query")
    [likened] = encoder.reader.likened(TEXTS[:1], "query")
    for states, own in (
        (lower, read.lower),
        (likened, read.likened),
        (encoder.reader.opening(TEXTS[0]), read.lower),
    ):
        assert torch.allclose(states.float(), own.float(), atol=0.02)
    assert len(encoder.reader.opening(TEXTS[2])) == COMPARED_TOKENS


def test_what_an_index_takes_in_does_not_drop_what_pages_meet(encoder: Encoder) -> None:
    encoder.reader.states(TEXTS[:1], "passage")
    before = list(encoder.reader._kept["passage"])
    assert len(before) > 0
    encoder.passages([f"第{number}条记录" for number in range(5)])
    assert list(encoder.reader._kept["passage"]) == before
