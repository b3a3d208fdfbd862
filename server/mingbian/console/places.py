"""Places in a list, as they stand in an address: `after=…` begins a page."""

from __future__ import annotations

from datetime import UTC, datetime


def place_of(*values: object) -> str:
    """The values of the last row, joined; moments to the microsecond in UTC."""
    return "~".join(
        value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
        for value in values
    )


#: The largest number that every database takes for a row.
LARGEST = 2**31 - 1


def read_number(text: str | None) -> int | None:
    """A row's number from an address or a form; None when it cannot be one."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST)):
        return None
    number = int(text)
    return number if number <= LARGEST else None


def read_moment(text: str) -> datetime | None:
    """A moment from an address; None when it is none, or has no zone."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
