"""The topics a record may have, as the schema of records lists them."""

from __future__ import annotations

import json
from functools import cache

from ..settings import Settings

#: As index/schema allows in one record.
MOST = 4


@cache
def all_topics() -> tuple[str, ...]:
    """Their names in the schema's order."""
    path = Settings.from_environment().index / "schema" / "rebuttal.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    return tuple(schema["properties"]["topics"]["items"]["enum"])
