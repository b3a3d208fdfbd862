"""What readers report, and what became of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from .fields import Address, Incoming, Text, as_sent


class ReportIn(Incoming):
    """A reader's tip about a page, or a dispute of a mark."""

    kind: Literal["tip", "dispute"]
    reason: Annotated[Text, as_sent(5000), Field(min_length=1, max_length=5000)]
    url: Address | None = None
    quote: Annotated[Text, as_sent(5000), Field(max_length=5000)] | None = None
    record_id: Annotated[Text, as_sent(200), Field(max_length=200)] | None = None
    annotation_id: Annotated[Text, as_sent(200), Field(max_length=200)] | None = None


class ReportOut(BaseModel):
    """The number to ask about a report with."""

    number: str


class ReportSeen(BaseModel):
    """What became of a report: nothing of what was sent, and the name of nobody."""

    number: str
    kind: Literal["tip", "dispute", "appeal"]
    state: Literal["open", "accepted", "declined"]
    sent_at: str = Field(description="RFC 3339, UTC")
    answer: str | None = Field(description="why it was decided so; null while it is open")
    answered_at: str | None = Field(description="RFC 3339, UTC; null while it is open")
    may_appeal: bool = Field(description="once, at /reports/{number}; somebody else decides")
