"""The words of the checks: `index/lexicons/<name>.json`, read once."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from .errors import DataError
from .settings import Settings


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The lexicon of one check: {"version": 1, "about": …, and lists of words by name}.

    Raises DataError when the file is missing or is not JSON.
    """
    path = Settings.from_environment().index / "lexicons" / f"{name}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"lexicon {name} cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise DataError(f"lexicon {name} is not a JSON object")
    return data
