"""Figures of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Response

from ...rebuttals.store.filing import CASE_KINDS
from .. import downloads
from ..office import engine
from ..pages import page
from ..store import figures as store_figures
from ..store.figures import Figures
from .blueprint import console

#: What a file tells: a row a figure, with what it is about; times are seconds.
FIELDS = (
    *("figure", "kind", "open", "oldest", "closed", "median", "slow"),
    *("record_id", "claim", "account", "count"),
)


@console.get("/figures")
def figures() -> Response:
    """How long cases wait, what marks most, what is disputed most, who did how much."""
    return page("figures", figures=_figures(), days=store_figures.DAYS)


@console.get("/figures.<any(csv, jsonl):form>")
def figures_as_file(form: str) -> Response:
    """The same as a file."""
    return downloads.download(form, "figures", FIELDS, _rows(_figures()))


def _figures() -> Figures:
    with engine().connect() as connection:
        return store_figures.figures(connection, CASE_KINDS, datetime.now(UTC))


def _rows(found: Figures) -> Iterator[downloads.Row]:
    for one in found.waiting:
        yield {"figure": "waiting", **vars(one)}
    for figure, ranked in (("marked", found.marked), ("disputed", found.disputed)):
        for each in ranked:
            yield {"figure": figure, **vars(each)}
    for name, count in found.workers:
        yield {"figure": "closed_by", "account": name, "count": count}
