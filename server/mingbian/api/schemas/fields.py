"""Kinds of fields that several shapes share: cleaned texts, addresses, times, bytes."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, date, datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema

from ...pipeline.decode import clean_text

#: What the contract allows of each image: its first bytes, enough for its metadata.
IMAGE_BYTES = 256 * 1024


#: The longest address a browser still opens is far shorter.
URL_LENGTH = 8192

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def _clean(value: object) -> object:
    return clean_text(value) if isinstance(value, str) else value


def _time_text(value: object) -> object:
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        raise ValueError("a time as RFC 3339 writes it, such as 2026-11-24T08:00:00Z")
    return value


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time outside the calendar") from None


def _page_address(value: str) -> str:
    parts = urlsplit(value)  # a broken IPv6 address raises ValueError
    if parts.scheme not in ("http", "https", "file") or not (parts.netloc or parts.path):
        raise ValueError("an absolute address that starts with http:// or https://")
    if parts.scheme != "file" and not parts.hostname:
        raise ValueError("an address with a host")
    return value


def _image_bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError("base64 text")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("base64 text") from None


def _day_text(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a day such as 2026-11-24")
    return value


Day = Annotated[date, BeforeValidator(_day_text)]
Text = Annotated[str, BeforeValidator(_clean)]
Address = Annotated[
    Text,
    AfterValidator(_page_address),
    Field(max_length=URL_LENGTH, json_schema_extra={"format": "uri"}),
]
Time = Annotated[AwareDatetime, BeforeValidator(_time_text), AfterValidator(_utc)]
ImageData = Annotated[
    bytes,
    BeforeValidator(_image_bytes),
    PlainSerializer(lambda data: base64.b64encode(data).decode(), when_used="json"),
    Field(max_length=IMAGE_BYTES),
    WithJsonSchema({"type": "string", "contentEncoding": "base64", "description": "≤ 256 KB"}),
]


#: A text that is left out where there is none.
Absent = Annotated[
    str | SkipJsonSchema[None], Field(default=None, exclude_if=lambda value: value is None)
]


def as_sent(most: int) -> BeforeValidator:
    """Hold the length also of a text as it was sent, before control characters are taken out."""

    def check(value: object) -> object:
        if isinstance(value, str) and len(value) > most:
            raise ValueError(f"should have at most {most} characters")
        return value

    return BeforeValidator(check)


class Incoming(BaseModel):
    """What clients send: nothing is converted silently, unknown fields are left alone."""

    model_config = ConfigDict(strict=True)


def _web_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("an absolute address that starts with http:// or https://")
    return value


WebAddress = Annotated[Address, AfterValidator(_web_address)]
