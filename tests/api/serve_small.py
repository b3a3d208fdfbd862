"""The real service around the small library; run by the tests in a process of its own.

TEST_OPENING says how the library opens: at once, never, or not at all ("broken").
TEST_FETCH=1 lets pages be fetched from 127.0.0.1, which stands for the public net.
"""

from __future__ import annotations

import ipaddress
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from small_library import SmallLibrary

from mingbian import wsgi
from mingbian.errors import DataError
from mingbian.fetching import Fetcher
from mingbian.settings import Settings

THE_NET = ipaddress.ip_address("127.0.0.1")


def open_small(settings: Settings, progress: Any = None) -> SmallLibrary:
    opening = os.environ.get("TEST_OPENING")
    if opening == "never":
        time.sleep(3600)
    if opening == "broken":
        raise DataError("record x is broken")
    return SmallLibrary()


def small_application(settings: Settings) -> Any:
    from mingbian import app  # not before `serve` has said where the metrics lie

    app.load_libraries = lambda: None
    app.open_library = open_small
    if os.environ.get("TEST_FETCH"):
        fetcher = Fetcher(1_000_000, seconds=3, is_public=lambda address: address == THE_NET)
        app.create_app = partial(app.create_app, fetcher=fetcher)
    return application(settings)


application, wsgi._application = wsgi._application, small_application
wsgi.serve(Settings.from_environment())
