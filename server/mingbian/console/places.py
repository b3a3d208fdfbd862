"""Places in a list, as they stand in an address: `after=…` begins a page."""

from __future__ import annotations

from datetime import UTC, datetime


def place_of(*values: object) -> str:
    """The values of the last row, joined; moments to the microsecond in UTC."""
    return "~".join(
        value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
        for value in values
    )


def read_moment(text: str) -> datetime | None:
    """A moment from an address; None when it is none, or has no zone."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
