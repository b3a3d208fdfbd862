"""What the console says, in the language of whoever reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from ..pipeline.capture import Language
from ..texts import say
from .texts import TEXTS

#: Beijing: most who read this live by its clock; English pages say UTC.
CHINA = timedelta(hours=8)


#: Reasons that the console writes itself (publishing, mending), and the texts that say them.
_REASONS = {
    re.compile(r"draft"): "why_draft",
    re.compile(r"undo of revision (?P<number>\d+)"): "why_undone",
    re.compile(r"undo of the merge of (?P<one>\S+) into (?P<into>\S+)"): "why_unmerged",
}


#: What the log of accounts says (store/accounts.py), and the texts that say it.
_DONE = {
    re.compile(r"added as (?P<role>\w+)"): "done_added",
    re.compile(r"role (?P<old>\w+) → (?P<role>\w+)"): "done_role",
    re.compile(r"link made \((?P<role>\w+)\)"): "done_link",
    re.compile(r"new password"): "done_password",
    re.compile(r"second step on"): "done_step_on",
    re.compile(r"second step off"): "done_step_off",
    re.compile(r"disabled"): "done_disabled",
    re.compile(r"enabled"): "done_enabled",
}


class Words:
    """The texts in one language; `t("key", count=3)` in a template."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text.  KeyError for an unknown key."""
        return say(TEXTS, key, self.language, **values)

    def named(self, prefix: str, name: object) -> str:
        """The text of `prefix_name`; the bare name where there is none."""
        key = f"{prefix}_{name}"
        return self(key) if key in TEXTS else str(name)

    def why(self, reason: str) -> str:
        """A reason: as somebody wrote it, or in the reader's language where the console did."""
        return self._own(_REASONS, reason)

    def done(self, what: str) -> str:
        """What was done to an account, from its log."""
        return self._own(_DONE, what)

    def day(self, day: date | None) -> str:
        """A date as it is written; empty for none."""
        return f"{day:%Y-%m-%d}" if day else ""

    def moment(self, moment: datetime | None) -> str:
        """A time to the minute, in Beijing or UTC; empty for none."""
        if moment is None:
            return ""
        if self.language == "en":
            return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return f"{moment.astimezone(UTC) + CHINA:%Y-%m-%d %H:%M}"

    def ago(self, moment: datetime | None, now: datetime | None = None) -> str:
        """How long ago, in the largest unit that fits."""
        if moment is None:
            return ""
        seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
        return self.span(seconds)

    def _own(self, patterns: Mapping[re.Pattern[str], str], text: str) -> str:
        for pattern, key in patterns.items():
            found = pattern.fullmatch(text)
            if found:
                parts = found.groupdict()
                return self(key, **{name: self.named("role", parts[name]) for name in parts})
        return text

    def span(self, seconds: float | None) -> str:
        """A length of time in the largest unit that fits; a dash for none."""
        if seconds is None:
            return "–"
        for key, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
            if seconds >= length:
                return self(f"span_{key}", count=int(seconds // length))
        return self("span_now")
