"""The curators' pages: from a tip to a published rebuttal.

A request passes `guard`; a view reads and writes through `store/` (and the store of records),
never by SQL of its own; `showing` makes of it what a template needs, so that templates only
print.  Whether a record may be published, and by whom, is decided in `publishing` alone.
"""

from __future__ import annotations

from flask import Flask

from ..settings import Settings


def mount(app: Flask, settings: Settings) -> None:
    """Add the console under /console, and the public log and answers beside it."""
    from . import guard
    from .office import Office
    from .views import console, public

    app.extensions["mingbian.office"] = Office(settings)
    guard.prepare(app)
    app.register_blueprint(console)
    app.register_blueprint(public)
