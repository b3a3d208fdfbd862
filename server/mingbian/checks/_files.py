"""What an image file declares about AI: the AIGC field of GB 45438-2025, and C2PA manifests.

The first bytes of a file are enough for the metadata; nothing is guessed from the picture.
"""

from __future__ import annotations

import html
import json
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from ._manifest import read_manifest

#: Bytes of one file that are read, and of one text chunk once unpacked.
MAX_BYTES = 256 * 1024
MAX_CHUNK = 64 * 1024
#: Text chunks of a PNG that are read: real files have a handful, and each may unpack to MAX_CHUNK.
MAX_CHUNKS = 32
#: Characters between the word AIGC and its JSON, and of the JSON.
REACH = 200
LONGEST = 4_000

_PNG = b"\x89PNG\r\n\x1a\n"
_FIELD = re.compile(r"AIGC")
_AI_SOURCES = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia")


@dataclass(frozen=True)
class Declared:
    """`label`: "1" is, "2" may be, "3" is suspected to be AI-made; `by` is the stated producer."""

    how: str  # "AIGC" or "C2PA"
    label: str
    by: str | None = None


def declared_by(data: bytes) -> Declared | None:
    """What the file declares; None when it declares nothing or cannot be read.  Never raises."""
    data = data[:MAX_BYTES]
    for text in _texts(data):
        found = _aigc(text)
        if found:
            return found
    return _c2pa(data)


def _texts(data: bytes) -> Iterator[str]:
    """The texts of a file in which the field can stand: PNG chunks first, then all of it."""
    if data.startswith(_PNG):
        yield from _png_texts(data)
    if b"AIGC" in data:
        yield data.decode("utf-8", "replace")
    for order in ("utf-16-le", "utf-16-be"):
        place = data.find("AIGC".encode(order))
        if place >= 0:
            yield data[place : place + 2 * LONGEST].decode(order, "replace")


def _png_texts(data: bytes) -> Iterator[str]:
    place, left = len(_PNG), MAX_CHUNKS
    while place + 8 <= len(data) and left:
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            left -= 1
            yield _png_text(kind, body)
        place += 12 + length


def _png_text(kind: bytes, body: bytes) -> str:
    key, _, rest = body.partition(b"\0")
    if kind == b"zTXt":
        rest = _unpacked(rest[1:])
    elif kind == b"iTXt":
        packed, text = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
        rest = _unpacked(text) if packed else text
    return f"{key.decode('latin-1')} {rest.decode('utf-8', 'replace')}"


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, MAX_CHUNK)
    except zlib.error:
        return b""


def _aigc(text: str) -> Declared | None:
    """The JSON that follows the word AIGC, also where XML or JSON has escaped it."""
    for match in list(_FIELD.finditer(text))[:8]:
        piece = html.unescape(text[match.end() : match.end() + LONGEST])
        fields = _after_the_word(piece)
        if isinstance(fields, dict) and isinstance(fields.get("AIGC"), dict):
            fields = fields["AIGC"]
        if isinstance(fields, dict) and str(fields.get("Label", "")) in ("1", "2", "3"):
            by = fields.get("ContentProducer")
            return Declared("AIGC", str(fields["Label"]), by if isinstance(by, str) else None)
    return None


def _after_the_word(piece: str) -> object:
    """The first JSON of the piece; one that is written as a text within JSON is read as such."""
    start = piece.find("{", 0, REACH)
    if start < 0:
        return None
    inner = _json(piece[start - 1 :]) if piece[start - 1 : start] == '"' else None
    within = _json(inner) if isinstance(inner, str) else None
    return within if within is not None else _json(piece[start:].replace('\\"', '"'))


def _json(text: str) -> object:
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _c2pa(data: bytes) -> Declared | None:
    """What a C2PA manifest says of how the file was made."""
    manifest = read_manifest(data)
    return _from_manifest(manifest) if manifest else None


def _from_manifest(manifest: dict[str, object]) -> Declared | None:
    text = json.dumps(manifest)
    if not any(source in text for source in _AI_SOURCES):
        return None
    producer = re.search(r'"issuer": "([^"]{1,80})"', text)
    return Declared("C2PA", "1", producer.group(1) if producer else None)
