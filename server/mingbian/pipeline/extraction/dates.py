"""Days that are written in text, markup or time stamps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

#: Chinese pages mean China Standard Time: what they write in UTC is turned into a day there.
CHINA = timezone(timedelta(hours=8))

#: Before this no page of the web was published; what is older is a date within the story.
FIRST_DAY = date(1995, 1, 1)

#: A page may be a day ahead of the reader, who may be in another time zone.
AHEAD = timedelta(days=1)

_WRITTEN = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s?(?P<mark>[-/.年])\s?(?P<month>0?[1-9]|1[0-2])"
    r"\s?(?:(?P=mark)|月)\s?(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>20[0-3]\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?!\d)"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b", re.I
)
_DAY_FIRST = re.compile(
    rf"\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)?[\s-]+{_MONTH},?[\s-]+(?P<year>(?:19|20)\d\d)\b", re.I
)
_SHORT_YEAR = re.compile(
    r"(?<![\d.-])(?P<year>\d\d)-(?P<month>0?[1-9]|1[0-2])-(?P<day>3[01]|[12]\d|0?[1-9])(?![\d-])"
)
_NO_YEAR = re.compile(
    r"(?<![\d.年-])(?P<month>0?[1-9]|1[0-2])[-月](?P<day>3[01]|[12]\d|0?[1-9])(?![\d-])"
)
_AGO = re.compile(
    r"(?P<count>\d{1,3})\s*(?:(?P<days>天|days?)|小时|分钟|秒|hours?|minutes?|mins?)\s*(?:前|ago)"
)
#: Days that are named: how many days back.
_NAMED = {"刚刚": 0, "今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")
_UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d{1,6})?Z")


def days_in(text: str) -> Iterator[date]:
    """The full dates of a text, in the order they are written; a day without a year is none."""
    found = [
        (match.start(), day)
        for pattern in (_WRITTEN, _MONTH_FIRST, _DAY_FIRST)
        for match in pattern.finditer(text)
        if (day := _day(match))
    ]
    yield from (day for _, day in sorted(found))


def day_of(value: str, zone: timezone = CHINA) -> date | None:
    """The day of an ISO time, a written date, 20240131 or seconds (milliseconds) since 1970.

    `zone`: where the page's readers are, for what is written in UTC.
    """
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return datetime.fromtimestamp(int(value[:10]), zone).date()
    if _UTC_TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(zone).date()
        except ValueError:  # the 31st of February
            return None
    compact = _COMPACT.match(value)
    return next(days_in(value), None) or (_day(compact) if compact else None)


def recent_day(text: str, today: date) -> date | None:
    """The day that platforms write short: 24-3-15, 3-15, 3月15日, 昨天 20:41, 5小时前.

    Only for text that is known to be a time of publication: as of `today`, never after it.
    """
    if match := _SHORT_YEAR.search(text):
        return _date(2000 + int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _NO_YEAR.search(text):
        month, day = int(match["month"]), int(match["day"])
        found = _date(today.year, month, day)
        return _date(today.year - 1, month, day) if found and found > today else found
    if match := _AGO.search(text):
        return today - timedelta(days=int(match["count"]) if match["days"] else 0)
    back = next((days for name, days in _NAMED.items() if name in text.lower()), None)
    return None if back is None else today - timedelta(days=back)


def day_in_address(url: str) -> date | None:
    """The day that many news addresses carry: /2024/01/31/, /20240131/ or /2024-01/31/."""
    match = re.search(r"/(20[0-3]\d)[-/]?(0[1-9]|1[0-2])[-/]?([0-2]\d|3[01])(?=\D|$)", url)
    return _date(*map(int, match.groups())) if match else None


def plausible(day: date, today: date) -> bool:
    """Can a page that was read today have been published on this day?"""
    return FIRST_DAY <= day <= today + AHEAD


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = _MONTHS.index(parts["name"].lower()) + 1 if "name" in parts else int(parts["month"])
    return _date(int(parts["year"]), month, int(parts["day"]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
