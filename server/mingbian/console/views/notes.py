"""What curators write to each other, in one place."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ...rebuttals.store.database import writing
from ..guard import me
from ..office import engine
from ..pages import page
from ..store import mentions
from .blueprint import console


@console.get("/notes")
def notes() -> Response:
    """The last notes; with `to=me` those that name whoever reads."""
    only_mine = request.args.get("to") == "me"
    with engine().connect() as connection:
        found = mentions.recent(connection, me().name, only_mine=only_mine)
    return page("notes", found=found, only_mine=only_mine)


@console.post("/notes/read")
def read_notes() -> AnyResponse:
    """What names me is read."""
    with writing(engine()) as connection:
        mentions.mark_read(connection, me().name)
    return redirect(url_for("console.notes", to="me"), 303)
