"""How the service is, and what went wrong."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel


class StateOut(BaseModel):
    """How the service is."""

    status: Literal["ok", "ready"]
    version: str
    index_version: str | None = None


#: The one shape of every error: a code for programs, a sentence for people, where it is.
ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "detail"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "detail": {"description": "where it is: line, field, limit … or null"},
            },
        }
    },
}
