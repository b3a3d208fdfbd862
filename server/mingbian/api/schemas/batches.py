"""Many pages at once."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag
from pydantic.json_schema import SkipJsonSchema

from .checking import CheckIn
from .fields import Incoming, WebAddress

#: Pages in one batch: what a newsroom gathers in a day, and half an hour of one processor.
MOST_PAGES = 1000


def _kind_of_page(value: object) -> str:
    return "address" if isinstance(value, str) else "page"


PageOrAddress = Annotated[
    Annotated[CheckIn, Tag("page")] | Annotated[WebAddress, Tag("address")],
    Discriminator(_kind_of_page),
]


class BatchIn(Incoming):
    """Pages to check: each as in POST /v1/check, or an address for the service to fetch."""

    model_config = ConfigDict(
        strict=True,
        json_schema_extra={
            "examples": [{"pages": [{"text": "网传吃绿豆能治百病。"}, {"text": "今天下雪。"}]}]
        },
    )

    pages: Annotated[list[PageOrAddress], Field(min_length=1, max_length=MOST_PAGES)]
    webhook: WebAddress | None = Field(default=None, description="told when the batch has ended")


class BatchHeaders(BaseModel):
    """What makes a request safe to repeat."""

    idempotency_key: str | None = Field(default=None, alias="idempotency-key", max_length=255)

    model_config = ConfigDict(populate_by_name=True)


class WebhookOut(BaseModel):
    """Where a batch's end is told."""

    url: str
    told: str = Field(description="waiting, delivered or given up, and why")
    secret: str | SkipJsonSchema[None] = Field(
        default=None,
        exclude_if=lambda value: value is None,
        description="that the message is signed with; shown to whoever makes the batch",
    )


class BatchOut(BaseModel):
    """A batch: how far it is."""

    id: str
    state: Literal["running", "done", "cancelled"]
    pages: int
    done: int
    created_at: str
    ended_at: str | None
    expires_at: str = Field(description="when it is forgotten, with its results")
    results: str = Field(description="where the results are: a path of this service")
    webhook: WebhookOut | None


class BatchesOut(BaseModel):
    """Batches of one key."""

    batches: list[BatchOut]
