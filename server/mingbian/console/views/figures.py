"""Figures of the desk."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response

from ...rebuttals.store.filing import CASE_KINDS
from ..office import engine
from ..pages import page
from ..store import figures as store_figures
from .blueprint import console


@console.get("/figures")
def figures() -> Response:
    """How long cases wait, what marks most, what is disputed most, who did how much."""
    with engine().connect() as connection:
        found = store_figures.figures(connection, CASE_KINDS, datetime.now(UTC))
    return page("figures", figures=found, days=store_figures.DAYS)
