"""Keys of the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from .fields import Incoming, Text, as_sent


class KeyIn(Incoming):
    """What a new key is for, in the words of whoever will see it in a list."""

    model_config = ConfigDict(strict=True, json_schema_extra={"examples": [{"name": "newsroom"}]})

    name: Annotated[Text, as_sent(200), Field(max_length=200)] = ""


class KeyOut(BaseModel):
    """A key, without its secret."""

    id: str
    name: str
    scopes: list[str]
    per_minute: int = Field(description="requests")
    per_day: int = Field(description="requests, and pages of batches")
    created_at: str = Field(description="RFC 3339, UTC")


class KeyMade(KeyOut):
    """A new key, with its secret, this once."""

    key: str = Field(description="to be sent as `Authorization: Bearer …`")
