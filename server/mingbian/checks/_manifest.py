"""C2PA manifests of images, by the standard's own library.

Clients send the first bytes of a file.  The library refuses a file that is cut, so then the
manifest itself is taken out and handed over alone; whether it still fits the picture is not asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

_PNG = b"\x89PNG\r\n\x1a\n"
#: Bytes at the start of each JPEG segment with a piece of a box: JP, instance, number …
_PIECE = 8
#: … and length and type of the box, written again in every piece.
_BOX = 8
_ALONE = "application/c2pa"


def read_manifest(data: bytes) -> dict[str, Any] | None:
    """The manifests of a JPEG, PNG or WebP as JSON; None when there are none.  Never raises."""
    kind = _kind_of(data)
    if kind is None or b"c2pa" not in data:
        return None
    whole = _read(kind, data)
    if whole is not None:
        return whole
    alone = {"image/jpeg": _in_jpeg, "image/png": _in_png}.get(kind)
    box = alone(data) if alone else b""
    return _read(_ALONE, box) if box else None


def _kind_of(data: bytes) -> str | None:
    if data.startswith(_PNG):
        return "image/png"
    if data.startswith(b"\xff\xd8"):
        return "image/jpeg"
    return "image/webp" if data[8:12] == b"WEBP" else None


def _read(kind: str, data: bytes) -> dict[str, Any] | None:
    try:
        from c2pa import C2paError, Reader
    except ImportError:
        return None
    try:
        with Reader(kind, BytesIO(data)) as reader:
            manifest = json.loads(reader.json())
    except (C2paError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def _in_png(data: bytes) -> bytes:
    """The box in the caBX chunk; empty without a whole one."""
    place = len(_PNG)
    while place + 8 <= len(data):
        length, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        body = data[place + 8 : place + 8 + length]
        if kind == b"caBX":
            return body if len(body) == length else b""
        place += 12 + length
    return b""


def _in_jpeg(data: bytes) -> bytes:
    """The box that is spread over APP11 segments; empty without one."""
    pieces = [piece for piece in _segments(data) if piece[:2] == b"JP"]
    if not pieces:
        return b""
    instance = pieces[0][2:4]
    own = [piece for piece in pieces if piece[2:4] == instance]
    return own[0][_PIECE:] + b"".join(piece[_PIECE + _BOX :] for piece in own[1:])


def _segments(data: bytes) -> Iterator[bytes]:
    """The bodies of the APP11 segments before the picture."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        length = int.from_bytes(data[place + 2 : place + 4])
        if data[place + 1] == 0xEB:
            yield data[place + 4 : place + 2 + length]
        place += 2 + max(length, 2)
