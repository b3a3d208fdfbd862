"""How long each page of the curators' console takes with a full index and a full queue.

    scripts/bench console [--records 50000] [--cases 20000] [--database URL] [--keep FOLDER]

Fills a database of its own with made-up records and cases (with `--keep` it stays, and the next
run begins at once), opens the real application around it, signs in and reads every page.  The
vectors of the made-up records are random, those of what is looked up are the encoder's: a search
then costs what it costs, and finds nothing of sense.

Pages are all that the address map has, and the answers to forms that are pages; downloads of
everything are read as well, but have no limit.  For numbers of a service that is nearly empty:
--records 400 --cases 100.

Prints per page the median and the slowest of the wall clock, and the median of the processor's
time, which a busy machine does not stretch.  Exits with 1 when a median is over LIMIT.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from mingbian.environment import tame_libraries

tame_libraries()  # before torch and faiss are imported

from flask import Flask  # noqa: E402
from flask.testing import FlaskClient  # noqa: E402

from mingbian.app import create_app  # noqa: E402
from mingbian.rebuttals.store import Store  # noqa: E402
from mingbian.settings import Settings  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))

from made_up import desk  # noqa: E402

#: Milliseconds that a page may take at the median.
LIMIT = 300

#: What counts as the console, and what of it is no page: styles and scripts.
OURS = ("console.", "decisions.")
NO_PAGES = {"console.static"}

#: Forms that are answered by a page; others lead to one.
ANSWERED = {
    *("console.preview", "console.carry_out", "console.bring", "console.write"),
    *("console.do_split", "console.invite", "console.reset"),
}

#: Times each page is read, after once to warm up.
TURNS = 9


Form = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A page to be read: how it is called here, and where it is."""

    name: str
    address: str
    form: Form | Callable[[], Form] | None = None  # sent by POST
    status: int = 200
    after: Form | None = None  # sent before, and not measured: what is on the page before

    @property
    def is_file(self) -> bool:
        """Whether it is a download of everything: it is as long as there is much."""
        return self.name.startswith("file: ")


@dataclass(frozen=True)
class Desk:
    """The console as somebody who is signed in has it."""

    app: Flask
    client: FlaskClient
    token: str  # of its forms
    forget: Callable[[], None]  # what was looked up before
    known: desk.Known
    store: Store


def pages(at: Desk) -> Iterator[Page]:
    """Every page of the console, lists also from the middle and by their filters."""
    yield from _lists(at.known)
    yield from _records(at)
    yield from _editor(at.known)
    yield from _desk(at)
    for name in ("queue", "records", "figures", "decisions"):
        for kind in ("csv", "jsonl"):
            yield Page(f"file: {name}.{kind}", f"/console/{name}.{kind}")


def unread(app: Flask, read: Sequence[Page]) -> list[str]:
    """Addresses of the console that are pages and were not read."""
    adapter = app.url_map.bind("localhost")
    seen = {
        adapter.match(page.address.partition("?")[0], "GET" if page.form is None else "POST")[0]
        for page in read
    }
    ours = [one for one in app.url_map.iter_rules() if one.endpoint.startswith(OURS)]
    return sorted(
        one.rule
        for one in ours
        if one.endpoint not in seen | NO_PAGES
        and ("GET" in one.methods or one.endpoint in ANSWERED)  # type: ignore[operator]
    )


def _records(at: Desk) -> Iterator[Page]:
    known = at.known
    record = f"/console/records/{known.record}"
    for kind, number in known.cases.items():
        yield Page(f"case: {kind}", f"/console/queue/{number}")
    yield Page("record", record)
    yield Page("record with 60 revisions", f"/console/records/{known.revised}")
    yield Page("whether it is live", f"{record}/live")
    yield Page("bulk edit: what to change", "/console/bulk", {"pick": known.bulk["pick"]})
    yield Page("bulk edit: preview of 200", "/console/bulk", known.bulk)
    yield Page("bulk edit: 20 changed", "/console/bulk/do", partial(desk.bulk_order, at.store))
    yield Page("merge: into which", f"{record}/merge")
    yield Page("merge: preview", f"{record}/merge?into={known.revised}")
    yield Page("split", f"{record}/split")
    yield Page("split: preview", f"{record}/split", known.division)


def _editor(known: desk.Known) -> Iterator[Page]:
    record, sheet = f"/console/records/{known.record}", known.sheet
    yield Page("editor: blank", "/console/new")
    yield Page("editor: from a tip", f"/console/new?case={known.cases['tip']}")
    yield Page("editor: from ten notices", "/console/new", {"text": known.notice})
    yield Page("editor: from one notice", "/console/new", {"text": known.notice.partition("2.")[0]})
    yield Page("editor: of a record", f"{record}/edit")
    yield Page("editor: near records", f"/console/nearest?q={known.claim}&id={known.record}")
    yield Page("editor: checked", "/console/edit", sheet | {"step": "look"})
    yield Page("editor: trying it out", "/console/edit", sheet | {"step": "try"})
    further = sheet | {"step": "try:12"}
    yield Page("editor: trying 6 more", "/console/edit", further, after=sheet | {"step": "try"})
    yield Page("editor: as a review", "/console/edit", sheet | {"step": f"join:{known.revised}"})
    late = sheet | {"step": "publish", "base": "0", "rebuttal": sheet["rebuttal"] + "改过。"}
    yield Page("editor: too late", "/console/edit", late, 409)


def _desk(at: Desk) -> Iterator[Page]:
    for name in ("notes", "notes?to=me", "figures", "people", "me", "decisions"):
        yield Page(name, f"/console/{name}")
    yield Page("people: an invitation", "/console/people/invite", {"role": "curator"})
    yield Page("people: a reset", "/console/people/curator-9/reset", {"role": "curator"})
    yield Page("invitation", f"/console/join/{desk.invited(at.store)}")
    yield Page("sign-in", "/console/sign-in", status=303)  # who is signed in is led on
    yield Page("public log", "/decisions")
    yield Page("public log, far back", f"/decisions?before={at.known.middle_seq}")
    yield Page("public log, feed", "/decisions.atom")
    yield Page("answer to a report", f"/reports/{at.known.report}")


def _lists(known: desk.Known) -> Iterator[Page]:
    queue, records = "/console/queue", "/console/records"
    yield Page("home", "/console/")
    yield Page("queue", queue)
    for kind in known.cases:
        yield Page(f"queue: {kind}", f"{queue}?kind={kind}")
    yield Page("queue: by age", f"{queue}?order=age")
    yield Page("queue: free", f"{queue}?held=free")
    yield Page("queue: mine", f"{queue}?held=mine")
    yield Page("queue: closed", f"{queue}?state=closed")
    yield Page("queue: a site", f"{queue}?site=site7.example")
    yield Page("queue: a word", f"{queue}?q={known.word}")
    yield Page("queue: a word nobody wrote", f"{queue}?q=没有这个词")
    yield Page("queue: from the middle", f"{queue}?after={known.middle_case}")
    yield Page("records", records)
    for status in ("draft", "in_review", "published", "retired"):
        yield Page(f"records: {status}", f"{records}?status={status}")
    yield Page("records: a verdict", f"{records}?verdict=satire")
    yield Page("records: a topic", f"{records}?topic=traffic")
    yield Page("records: a tag", f"{records}?tag=tag7")
    yield Page("records: a publisher", f"{records}?publisher=Publisher 7")
    yield Page("records: a word", f"{records}?q={known.word}")
    yield Page("records: a word nobody wrote", f"{records}?q=没有这个词")
    yield Page("records: from the middle", f"{records}?after={known.middle_record}")


@contextmanager
def console(folder: Path, arguments: argparse.Namespace) -> Iterator[Desk]:
    """The real application, signed in as an admin, and what is in its database."""
    settings = Settings(instance=folder, database=arguments.database, requests_per_minute=10**6)
    store = Store.open(settings.database_url)
    known = desk.filled(store, arguments.records, arguments.cases)
    library = desk.library(store, settings)
    app = create_app(settings, library)
    client = app.test_client()
    client.set_cookie("mingbian_console", desk.signed_in(store), path="/console")
    token = desk.form_token(client.get("/console/queue").text)
    yield Desk(app, client, token, library.encoder.forget, known, store)
    library.close()
    store.close()


def measured(work: Callable[[], object], before: Callable[[], None]) -> tuple[float, float, float]:
    """Median and slowest milliseconds by the clock, and the processor's median."""
    wall, busy = [], []
    for _ in range(TURNS):
        before()
        clock, processor = time.perf_counter(), time.process_time()
        work()
        wall.append((time.perf_counter() - clock) * 1000)
        busy.append((time.process_time() - processor) * 1000)
    return median(wall), max(wall), median(busy)


def reader(at: Desk, page: Page) -> Callable[[], None]:
    """Reads the page once; exits when it is refused."""

    def read() -> None:
        if page.form is None:
            answer = at.client.get(page.address)
        else:
            form = page.form() if callable(page.form) else page.form
            answer = at.client.post(page.address, data=form | {"csrf_token": at.token})
        if len(answer.data) and answer.status_code != page.status:
            sys.exit(f"{page.address} answers {answer.status_code}\n{answer.text[-2000:]}")

    return read


def shown(at: Desk, page: Page) -> float:
    """Read a page, print a line, and give its median milliseconds."""
    read = reader(at, page)
    read()

    def before() -> None:
        at.forget()
        if page.after is not None:
            reader(at, replace(page, form=page.after, after=None))()

    wall, slowest, busy = measured(read, before)
    print(f"{page.name:<32}{wall:>8.0f}{slowest:>9.0f}{busy:>11.0f}", flush=True)
    return wall


def main() -> None:
    """Fill, read every page, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--cases", type=int, default=20_000, help="open ones; half as many closed")
    parser.add_argument("--database", default="", help="an empty one; else SQLite in the folder")
    parser.add_argument("--keep", type=Path, help="a folder that stays")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    arguments = parser.parse_args()
    with TemporaryDirectory() as passing, console(arguments.keep or Path(passing), arguments) as at:
        print(f"{'':<32}{'median':>8}{'slowest':>9}{'processor':>11}   ms")
        every = list(pages(at))
        left = unread(at.app, every)
        if left:
            sys.exit(f"not measured: {', '.join(left)}")
        found = [one for one in every if arguments.only in one.name]
        slow = [one.name for one in found if shown(at, one) > LIMIT and not one.is_file]
    if slow:
        sys.exit(f"over {LIMIT} ms at the median: {', '.join(slow)}")


if __name__ == "__main__":
    main()
