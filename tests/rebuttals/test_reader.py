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
    encoder.reader._kept["passage"].clear()
    alone = np.concatenate([encoder.passages([text]) for text in TEXTS])
    for part in (SUBJECT, CLAIM):
        assert np.einsum("ij,ij->i", together[:, part], alone[:, part]).min() > 0.999


def test_its_states_are_those_of_its_own_tokens(encoder: Encoder) -> None:
    tokens = encoder.reader._tokens([TEXTS[0]])["input_ids"][0]
    for role in KEPT:
        read, _, long, nothing = encoder.reader.read(TEXTS, role)
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
    encoder.reader.read(texts, "query")
    assert len(encoder.reader._kept["query"]) == 3
    monkeypatch.setattr(encoder.reader, "_embeddings", None)
    assert len(encoder.reader.read(texts[2:], "query")) == 3
    with pytest.raises(TypeError):
        encoder.reader.read(texts[:1], "query")
    encoder.forget()
    assert not encoder.reader._kept["query"]


def test_the_manner_needs_the_lower_layers_only(encoder: Encoder) -> None:
    [read] = encoder.reader.read(TEXTS[:1], "query")
    [lower] = encoder.reader.lower(TEXTS[:1], "query")
    assert torch.allclose(read.lower.float(), lower.float(), atol=0.02)


def test_the_states_of_many_texts_are_not_all_held_at_once(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reader.KEPT, "query", 2)
    sizes: list[int] = []
    whole = encoder.reader.read

    def read(texts: list[str], role: reader.Role) -> list[reader.Read]:
        sizes.append(len(texts))
        return whole(texts, role)

    monkeypatch.setattr(encoder.reader, "read", read)
    rows = encoder.reader.vectors(TEXTS[:3], "passage")
    assert sizes == [2, 1]
    assert rows[2] == pytest.approx(encoder.passages(TEXTS[2:3])[0], abs=0.01)
