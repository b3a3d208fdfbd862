"""Where people reach the service, for everything that must name itself."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from . import limits


def base_address() -> str:
    """The address of the service without a slash at its end: as set, else as the request says."""
    return (limits.settings().public_url or request.host_url).rstrip("/")


def link_to(endpoint: str, **values: Any) -> str:
    """The absolute address of one of our pages."""
    return base_address() + url_for(endpoint, **values)
