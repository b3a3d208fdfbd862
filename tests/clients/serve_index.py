"""The real service around a few real records; run by the tests in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from small_index import SmallIndex, read_records

from mingbian import wsgi
from mingbian.rebuttals.store import Store
from mingbian.settings import Settings


def open_index(settings: Settings, progress: Any = None) -> SmallIndex:
    records = read_records()
    store = Store.open(settings.database_url)
    store.save_many(records, who="test", why="test")
    store.close()
    return SmallIndex(records)


def index_application(settings: Settings) -> Any:
    from mingbian import app  # not before `serve` has said where the metrics lie

    app.load_libraries = lambda: None
    app.open_library = open_index
    return application(settings)


application, wsgi._application = wsgi._application, index_application
wsgi.serve(Settings.from_environment())
