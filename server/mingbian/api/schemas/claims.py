"""The parameters and the answer of Google's claims:search."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from .fields import Text


class ClaimsIn(BaseModel):
    """The parameters of Google's claims:search."""

    query: Text | None = Field(
        default=None,
        min_length=1,
        max_length=1000,
        description="required unless reviewPublisherSiteFilter is given",
    )
    languageCode: str | None = Field(default=None, max_length=20, description="BCP 47, as in zh")
    reviewPublisherSiteFilter: str | None = Field(
        default=None, max_length=253, description="only reviews of this site, as in example.org"
    )
    maxAgeDays: int | None = Field(default=None, ge=1, le=100_000)
    pageSize: int = Field(default=10, ge=1, le=100)
    pageToken: str | None = Field(
        default=None, max_length=500, description="nextPageToken of the page before"
    )
    offset: int = Field(default=0, ge=0, le=200, description="only without pageToken")


class ClaimsOut(BaseModel):
    """The answer of Google's claims:search; both fields are absent when nothing is found."""

    claims: list[dict[str, Any]] | SkipJsonSchema[None] = Field(
        default=None, exclude_if=lambda value: value is None
    )
    nextPageToken: str | SkipJsonSchema[None] = Field(
        default=None, exclude_if=lambda value: value is None
    )
