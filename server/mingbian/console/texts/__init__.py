"""What the console says; one module an area."""

from __future__ import annotations

from . import cases, common, editing, hands, log, people

TEXTS = {**common.TEXTS, **people.TEXTS, **cases.TEXTS, **editing.TEXTS, **hands.TEXTS, **log.TEXTS}
