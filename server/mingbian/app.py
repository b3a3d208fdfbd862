"""The service: `create_app` puts the API together."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from apiflask import APIFlask
from flask import Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from . import __version__, console, logs
from .access.allowances import Book
from .api import (
    batches,
    check,
    claims,
    cors,
    description,
    discovery,
    docs,
    failures,
    fingerprints,
    limits,
    metrics,
    rebuttals,
    reports,
    signup,
    state,
)
from .api.bodies import BoundedRequest
from .api.deadline import Desk
from .api.schemas.service import ERROR_SCHEMA
from .api.shelf import PREPARING, Holdings, Library, Shelf, alone
from .batches.work import Works
from .environment import tame_libraries, use_threads
from .fetching import Fetcher, agent_of
from .memory import Returner
from .rebuttals.store import Store
from .settings import Settings
from .web import feeds, pages, rebuttal_pages

if TYPE_CHECKING:
    from .seen import SeenPages

log = logging.getLogger(__name__)

BLUEPRINTS = (
    *(check, batches, rebuttals, fingerprints, claims, reports, signup, state, docs),
    *(discovery, pages, rebuttal_pages, feeds),
)

#: Pages one worker reads at once.  The work is bound by the processor, so more would only wait
#: inside, holding their memory; while one has its vectors computed another is being parsed.
PLACES = 2


def create_app(
    settings: Settings,
    library: Library | None = None,
    *,
    waiting: str = PREPARING,
    fetcher: Fetcher | None = None,
    on_stuck: Callable[[], None] = lambda: None,
) -> APIFlask:
    """The WSGI application.

    Without a `library` /readyz and /v1 answer 503, and `waiting` says why.
    `on_stuck` is called when a page holds a thread that cannot be stopped.
    """
    app = APIFlask("mingbian", title="Mingbian 明辨", version=__version__, docs_path=None)
    app.request_class = BoundedRequest
    _configure(app, settings)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    console.mount(app, settings)
    failures.register(app)
    app.spec_processor(description.complete)  # type: ignore[arg-type]  # the spec is a dict here
    _watch(app, cors.Origins(settings.cors_origins))
    app.extensions["mingbian.settings"] = settings
    app.extensions["mingbian.fetcher"] = fetcher or Fetcher(
        settings.max_body_bytes, agent=agent_of(settings.public_url)
    )
    app.extensions["mingbian.desk"] = Desk(
        PLACES, settings.max_seconds, on_stuck, Returner().now_and_then
    )
    app.extensions["mingbian.seen"] = _seen(settings)
    app.extensions["mingbian.shelf"] = Shelf(_holdings(settings, library), waiting)
    if library:
        app.extensions["mingbian.allowances"] = Book.open(settings)
        app.extensions["mingbian.works"] = Works(app, settings)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def open_library(settings: Settings, progress: Callable[[str], None] | None = None) -> Library:
    """The real library; waits while another process prepares the same instance folder."""
    load_libraries()
    from .rebuttals.library import Library as RealLibrary

    if settings.threads:
        use_threads(settings.threads)
    with alone(settings.instance):
        opened: Library = RealLibrary.open(settings, progress=progress)
    return opened


def load_libraries() -> None:
    """Import what the library needs: seconds of work, and memory that forked processes share."""
    tame_libraries()
    import_module(f"{__package__}.rebuttals.library")


def prepare(settings: Settings) -> None:
    """Compute what the library keeps in the instance folder, with all of the processor's cores."""
    open_library(settings, progress=log.info).close()


def _configure(app: APIFlask, settings: Settings) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_BATCH_LENGTH=settings.max_batch_bytes,
        OPENAPI_VERSION="3.1.0",
        HTTP_ERROR_SCHEMA=ERROR_SCHEMA,
        VALIDATION_ERROR_SCHEMA=ERROR_SCHEMA,
        AUTO_404_RESPONSE=False,
        AUTO_OPERATION_ID=True,
        DESCRIPTION="Marks, in the page itself, what has already been debunked, and who said so.",
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]


def _watch(app: APIFlask, origins: cors.Origins) -> None:
    """Number every request, hold the limits, count and log the answer."""

    @app.before_request
    def begin() -> None:
        g.request_id, g.began = uuid.uuid4().hex, time.perf_counter()
        limits.count()

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.began
        route = request.url_rule.rule if request.url_rule else "none"
        metrics.count_request(route, response.status_code, seconds)
        logs.request_line(g.request_id, request.method, route, response.status_code, seconds)
        response.headers["X-Request-Id"] = g.request_id
        response.headers["X-Content-Type-Options"] = "nosniff"
        limits.show(response)
        origins.show(response)
        return response


def _seen(settings: Settings) -> SeenPages | None:
    """The pages seen before; None unless the operator has turned it on."""
    if settings.seen_pages <= 0:
        return None
    from .seen import SeenPages

    return SeenPages.open(settings.database_url, most=settings.seen_pages, days=settings.seen_days)


def _holdings(settings: Settings, library: Library | None) -> Holdings | None:
    return Holdings(library, Store.open(settings.database_url)) if library else None
