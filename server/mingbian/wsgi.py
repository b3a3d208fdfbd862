"""Serves the application with gunicorn: one process that holds the library, and its children.

    serve ─┬─ waiting room      until the library is ready: answers 503, and that it lives
           ├─ workers           answer requests
           └─ batch worker      checks the pages of batches

The encoder and the index are loaded once, before the workers are forked, so that all of them
share that memory.  Threads of torch do not live on in a forked process: whatever needs more
than one of them (the first encoding of an index) is done in a process of its own beforehand.
"""

from __future__ import annotations

import ctypes
import gc
import json
import logging
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, NoReturn

from gunicorn import sock
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from . import logs
from .environment import use_threads
from .errors import MingbianError
from .memory import have_few_arenas
from .settings import Settings

log = logging.getLogger(__name__)

#: Threads of a worker: far more than places for pages, for requests that wait, fetch or are quick,
#: so that /healthz answers while every place is taken.
THREADS = 16

#: Seconds for which a new connection is left to the other workers, for each page that waits in
#: this one, and at most: the kernel wakes all of them and asks nobody how busy they are.
LEFT, LEFT_MOST = 0.005, 0.05

#: Seconds without a sign of life after which a worker is replaced.
WORKER_SECONDS = 60

#: Seconds that pages being read get when the service is asked to stop.
STOP_SECONDS = 15

#: Bytes of a request's first line: a question of 600 Chinese characters, and room.
LONGEST_LINE = 8190

#: Our codes for what gunicorn itself refuses.
CODES = {400: "bad_request", 408: "request_timeout", 414: "address_too_long"}


class Service(BaseApplication):  # type: ignore[misc]
    """Gunicorn with an application in it."""

    def __init__(self, settings: Settings, app: Any = None) -> None:
        self.settings = settings
        self.app = app
        super().__init__()

    def load_config(self) -> None:
        """Take gunicorn's settings from ours."""
        for name, value in _gunicorn_settings(self.settings).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        return self.app


class Worker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's worker, whose own refusals (an address too long …) have our shape of errors."""

    def accept(self, listener: Any) -> None:
        """Take a connection, if no worker that has fewer pages waiting does."""
        waiting = self.wsgi.extensions["mingbian.desk"].waiting
        time.sleep(min(LEFT * waiting, LEFT_MOST))
        super().accept(listener)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what is not HTTP as it should be."""
        super().handle_error(req, _InOurShape(client), addr, exc)


class _InOurShape:
    """A client's socket, on which gunicorn's page about an error becomes JSON."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def sendall(self, page: bytes) -> None:
        """Send the status of the page with our body."""
        first = page.partition(b"\r\n")[0]
        _, status, reason = first.decode("latin-1").split(" ", 2)
        code = CODES.get(int(status), "refused" if int(status) < 500 else "internal")
        body = json.dumps({"error": {"code": code, "message": reason, "detail": None}}).encode()
        head = f"Connection: close\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        self._client.sendall(first + f"\r\n{head}\r\n\r\n".encode() + body)


class House(Arbiter):  # type: ignore[misc]
    """Gunicorn's master on sockets that are open already, with processes for batches beside."""

    def __init__(self, service: Service, listeners: list[Any], batch_workers: int = 0) -> None:
        self.LISTENERS = listeners
        self._batch_workers = batch_workers
        self._batch_pids: list[int] = []
        super().__init__(service)

    def run(self) -> None:
        """Serve until a signal says stop.

        A worker ends by SystemExit, up this very stack: it must not tidy up after the master.
        """
        master = os.getpid()
        try:
            super().run()
        except SystemExit as end:
            if os.getpid() != master:
                os._exit(int(end.code or 0))
            raise

    def manage_workers(self) -> None:
        """Keep as many workers as there should be, and those for batches."""
        super().manage_workers()
        self._batch_pids = [pid for pid in self._batch_pids if _lives(pid)]
        while len(self._batch_pids) < self._batch_workers:
            self._batch_pids.append(self._start_batches())

    def stop(self, graceful: bool = True) -> None:
        """End every child; what they have in hand is finished first."""
        self._batch_workers = 0
        for pid in filter(_lives, self._batch_pids):
            os.kill(pid, signal.SIGTERM)
        super().stop(graceful)
        for pid in self._batch_pids:
            _see_off(pid, STOP_SECONDS)

    def _start_batches(self) -> int:
        pid = os.fork()
        if pid:
            return pid
        with suppress(BaseException):
            self._work_on_batches()
        os._exit(0)

    def _work_on_batches(self) -> None:
        for number in (*self.SIGNALS, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        for listener in self.LISTENERS:
            listener.close()
        _begin(self.app.settings)
        self.app.app.extensions["mingbian.works"].run()


def serve(settings: Settings) -> None:
    """Serve until a signal says stop."""
    logs.configure()
    have_few_arenas()
    signal.signal(signal.SIGTERM, _leave)
    with tempfile.TemporaryDirectory(prefix="mingbian-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # read when prometheus_client is imported
        listeners = _open_port(settings)
        service = Service(settings, _prepared(settings, listeners))
        gc.collect()
        gc.freeze()  # a collection in a child would copy every page of memory it looks at
        House(service, listeners, settings.batch_workers).run()


def _prepared(settings: Settings, listeners: list[Any]) -> Any:
    """The application with its library; while that is opened, the waiting room answers.

    Does not return when the library cannot be opened: then the answers say why.
    """
    from .api.shelf import PREPARING

    for listener in listeners:
        log.info("listening on %s; preparing the encoder and the index", listener)
    with _waiting_room(settings, listeners, PREPARING):
        try:
            return _application(settings)
        except MingbianError as error:
            failure = f"the rebuttal index cannot be opened: {error.message}"
            log.error(failure)
        except Exception as error:
            failure = "the rebuttal index cannot be opened; the log says why"
            log.exception("the rebuttal index cannot be opened: %s", type(error).__name__)
    with _waiting_room(settings, listeners, failure):
        while True:
            signal.pause()


def _application(settings: Settings) -> Any:
    from . import app
    from .api.shelf import warm_up

    app.load_libraries()
    _in_a_process_of_its_own(app.prepare, settings)
    library = app.open_library(replace(settings, threads=1))
    made = app.create_app(settings, library, on_stuck=_replace_this_process)
    made.extensions["mingbian.works"].pick_up()
    warm_up(library)
    log.info("ready: index %s", library.version)
    return made


@contextmanager
def _waiting_room(settings: Settings, listeners: list[Any], message: str) -> Iterator[None]:
    """A process that answers on the same port as long as the library is not there."""
    from . import app

    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            _end_with(parent)
            service = Service(
                replace(settings, workers=1), app.create_app(settings, waiting=message)
            )
            House(service, listeners).run()
        finally:
            os._exit(0)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        _see_off(pid, STOP_SECONDS)


def _in_a_process_of_its_own(work: Any, settings: Settings) -> None:
    """Run `work(settings)` where its threads trouble nobody.  Raises what it raises."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()

    def run() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            work(settings)
            there.send(None)
        except Exception as error:
            there.send(error)

    child = fork.Process(target=run, daemon=True)
    child.start()
    there.close()
    try:
        failure = here.recv()
    except EOFError:
        failure = RuntimeError(f"preparing ended with status {child.exitcode}")
    child.join()
    if failure is not None:
        raise failure


def _open_port(settings: Settings) -> list[Any]:
    config = Service(settings).cfg
    listeners: list[Any] = sock.create_sockets(config, Logger(config))
    return listeners


def _gunicorn_settings(settings: Settings) -> dict[str, Any]:
    return {
        "bind": f"{_bracketed(settings.host)}:{settings.port}",
        "workers": settings.workers,
        "worker_class": Worker,
        "threads": THREADS,
        "timeout": WORKER_SECONDS,
        "graceful_timeout": STOP_SECONDS,
        "keepalive": 5,
        "limit_request_line": LONGEST_LINE,
        "loglevel": "warning",
        "proc_name": "mingbian",
        "preload_app": True,
        "control_socket_disable": True,
        "post_worker_init": lambda worker: _begin(worker.app.settings),
        "child_exit": _forget_worker,
    }


def _begin(settings: Settings) -> None:
    """What a forked process does first: it takes its share of the processor's cores."""
    cores = len(os.sched_getaffinity(0))
    use_threads(settings.threads or max(1, cores // settings.workers))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _forget_worker(_server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _replace_this_process() -> None:
    """Stop taking work, end what runs, and let the master start another process."""
    os.kill(os.getpid(), signal.SIGTERM)


def _end_with(parent: int) -> None:
    """End when the parent does, however that ends (Linux; elsewhere it is only asked to)."""
    death_signal = 1  # PR_SET_PDEATHSIG
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(death_signal, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(0)


def _lives(pid: int) -> bool:
    """Whether a child runs; one that has ended is taken note of."""
    if not pid:
        return False
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:  # gunicorn took note of it before
        return False


def _see_off(pid: int, seconds: float) -> None:
    """Wait for a child to end, and end it when the time is over."""
    until = time.monotonic() + seconds
    while _lives(pid) and time.monotonic() < until:
        time.sleep(0.05)
    if _lives(pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _leave(*_: object) -> NoReturn:
    sys.exit(0)
