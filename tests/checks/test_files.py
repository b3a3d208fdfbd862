"""What image files declare: AIGC in each carrier, C2PA, and broken or hostile metadata."""

from __future__ import annotations

import json
import zlib
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from mingbian.checks._files import declared_by

FIELDS = {"Label": "1", "ContentProducer": "示例公司", "ProduceID": "p-1", "PropagateID": ""}
AIGC = json.dumps({"AIGC": FIELDS}, ensure_ascii=False)


def _png(key: str, text: str, packed: bool = False) -> bytes:
    info, out = PngImagePlugin.PngInfo(), BytesIO()
    info.add_itxt(key, text, zip=packed)
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def _png_with(kind: bytes, body: bytes) -> bytes:
    """A PNG with one more chunk, before its end."""
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    picture = out.getvalue()
    return picture[:-12] + _chunk(kind, body) + picture[-12:]


def _webp(**kept: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP", **kept)
    return out.getvalue()


def _jpeg(**kept: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "JPEG", **kept)
    return out.getvalue()


def _exif(code: bytes, text: bytes) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = code + text
    return exif.tobytes()


def _xmp(body: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        f'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" {body}</rdf:RDF></x:xmpmeta>'
    ).encode()


CARRIERS = {
    "png itxt": _png("AIGC", json.dumps(FIELDS, ensure_ascii=False)),
    "png packed": _png("AIGC", json.dumps(FIELDS, ensure_ascii=False), packed=True),
    "png text": _png_with(b"tEXt", b"AIGC\0" + json.dumps(FIELDS).encode()),
    "png compressed text": _png_with(
        b"zTXt", b"AIGC\0\0" + zlib.compress(json.dumps(FIELDS).encode())
    ),
    "png exif": _png_with(
        b"eXIf", _exif(b"ASCII\0\0\0", json.dumps({"AIGC": FIELDS}).encode())[6:]
    ),
    "png xmp": _png(
        "XML:com.adobe.xmp",
        _xmp(f"><TC260:AIGC>{json.dumps(FIELDS)}</TC260:AIGC></rdf:Description>").decode(),
    ),
    "webp exif": _webp(exif=_exif(b"ASCII\0\0\0", json.dumps({"AIGC": FIELDS}).encode())),
    "webp xmp": _webp(
        xmp=_xmp(f"><TC260:AIGC>{json.dumps(FIELDS)}</TC260:AIGC></rdf:Description>")
    ),
    "a text in the text": _png("UserComment", json.dumps({"AIGC": json.dumps(FIELDS)})),
    "exif unicode, big end first": _jpeg(exif=_exif(b"UNICODE\0", AIGC.encode("utf-16-be"))),
    "exif ascii": _jpeg(exif=_exif(b"ASCII\0\0\0", json.dumps({"AIGC": FIELDS}).encode())),
    "exif unicode": _jpeg(exif=_exif(b"UNICODE\0", AIGC.encode("utf-16-le"))),
    "xmp attribute": _jpeg(
        xmp=_xmp('TC260:AIGC="' + json.dumps(FIELDS).replace('"', "&quot;") + '"/>')
    ),
    "xmp element": _jpeg(
        xmp=_xmp(f"><TC260:AIGC>{json.dumps(FIELDS)}</TC260:AIGC></rdf:Description>")
    ),
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_aigc_is_read_from_every_carrier(carrier: str) -> None:
    declared = declared_by(CARRIERS[carrier])
    assert declared is not None
    assert (declared.how, declared.label) == ("AIGC", "1")
    assert declared.by in ("示例公司", FIELDS["ContentProducer"])


@pytest.mark.parametrize("label", ["1", "2", "3"])
def test_the_degree_is_read(label: str) -> None:
    declared = declared_by(_png("AIGC", json.dumps({"Label": label})))
    assert declared is not None
    assert declared.label == label


HOSTILE = {
    "empty": b"",
    "plain": _jpeg(),
    "cut": CARRIERS["png packed"][:60],
    "no json": _png("AIGC", "yes"),
    "deep json": _png("AIGC", "{" + '"a":{' * 50_000),
    "other label": _png("AIGC", '{"Label": "9"}'),
    "a list": _png("AIGC", '[{"Label": []}]'),
    "bomb": b"\x89PNG\r\n\x1a\n"
    + len(zlib.compress(b"0" * 9_000_000)).to_bytes(4)
    + b"zTXtAIGC\0\0"
    + zlib.compress(b"0" * 9_000_000),
    "bombs": b"\x89PNG\r\n\x1a\n"
    + 2_000 * _chunk(b"zTXt", b"a\0\0" + zlib.compress(b"0" * 60_000)),
    "a chunk longer than the file": b"\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXtAIGC\0",
    "chunks of nothing": b"\x89PNG\r\n\x1a\n" + 20_000 * _chunk(b"tEXt", b""),
    "entities": _jpeg(
        xmp=b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x AIGC="&b;&b;"/>'
    ),
    "escapes": b"\xff\xd8AIGC" + b"&#x7b;" * 30_000,
    "lone surrogates": _png("AIGC", '{"Label": "\\ud800", "ContentProducer": "\\udfff"}'),
    "only the word": b"\xff\xd8" + b"AIGC" * 60_000,
    "false c2pa": b"\xff\xd8\xff\xeb\x00\x10JP" + b"c2pa" * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_broken_and_hostile_metadata_declares_nothing(name: str) -> None:
    assert declared_by(HOSTILE[name]) is None
