"""Serves the application with gunicorn, in this process and its workers."""

from __future__ import annotations

import logging
import os
import signal
import tempfile
from dataclasses import replace
from typing import Any

from gunicorn.app.base import BaseApplication

from . import logs
from .settings import Settings

log = logging.getLogger(__name__)

#: Threads of a worker: far more than places for pages, for requests that wait, fetch or are quick,
#: so that /healthz answers while every place is taken.
THREADS = 16

#: Seconds without a sign of life after which a worker is replaced.  Loading torch from a cold
#: disk blocks a worker for some of them.
WORKER_SECONDS = 60

#: Seconds that pages being read get when the service is asked to stop.
STOP_SECONDS = 15


class Service(BaseApplication):  # type: ignore[misc]
    """Gunicorn with Mingbian in it.

    The port is open before anything heavy is loaded.  The library is loaded in each worker, not
    in the master: threads of torch do not live on in a forked process.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Take gunicorn's settings from ours."""
        for name, value in _gunicorn_settings(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application; called once in every worker."""
        from .app import create_app

        return create_app(_with_threads(self._settings), on_stuck=_replace_this_worker)


def serve(settings: Settings) -> None:
    """Serve until a signal says stop."""
    logs.configure()
    with tempfile.TemporaryDirectory(prefix="mingbian-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # read when prometheus_client is imported
        Service(settings).run()


def _gunicorn_settings(settings: Settings) -> dict[str, Any]:
    return {
        "bind": f"{_bracketed(settings.host)}:{settings.port}",
        "workers": settings.workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "timeout": WORKER_SECONDS,
        "graceful_timeout": STOP_SECONDS,
        "keepalive": 5,
        "loglevel": "warning",
        "proc_name": "mingbian",
        "control_socket_disable": True,
        "when_ready": _say_where,
        "child_exit": _forget_worker,
    }


def _with_threads(settings: Settings) -> Settings:
    """Workers share the processor's cores, unless a number of threads was set."""
    if settings.threads or settings.workers == 1:
        return settings
    cores = len(os.sched_getaffinity(0))
    return replace(settings, threads=max(1, cores // settings.workers))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _say_where(server: Any) -> None:
    for listener in server.LISTENERS:
        log.info("listening on %s; preparing the encoder and the index", listener)


def _forget_worker(_server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _replace_this_worker() -> None:
    """Stop taking requests, end those that run, and let the master start another worker."""
    os.kill(os.getpid(), signal.SIGTERM)
