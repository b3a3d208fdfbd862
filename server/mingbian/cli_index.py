"""`mingbian index …`: bring rebuttals in, give them out, build what searches them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from .settings import Settings

if TYPE_CHECKING:
    from .rebuttals.importing import ImportReport
    from .rebuttals.store import Store
    from .records import Record

#: The names in `rebuttals.importing.FORMATS` and `exporting.FORMATS`, repeated here because
#: reading those takes longer than `--help` may; a test compares them.
IN = ("auto", "claimreview", "factcheck", "cofacts", "jiaozhen", "digest", "csv", "jsonl")
OUT = ("jsonl", "csv", "claimreview")

#: Types an import may have beside web pages.
DATA_TYPES = (
    "application/json",
    "application/ld+json",
    "application/x-ndjson",
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "text/csv",
)


@click.group("index")
def index() -> None:
    """The rebuttals: import, export, build, stats."""


@index.command("import")
@click.argument("source")
@click.option("--format", "kind", type=click.Choice(IN), default="auto", show_default=True)
@click.option("--publish", is_flag=True, help="Publish at once; otherwise curators look first.")
@click.option("--overwrite", is_flag=True, help="Also replace records that people have changed.")
@click.option(
    "--join", is_flag=True, help="Also add a review where only the order of words differs."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing.")
@click.option("--quick", is_flag=True, help="Do not look for records that say nearly the same.")
def bring_in(source: str, kind: str, quick: bool, **options: Any) -> None:
    """Bring in the claims of SOURCE: a file, a folder or an address.

    A claim that is published already with the same verdict gains a review; with --join also where
    nothing but the order of words and particles differs.  One that a published record makes in
    other words is named and left to the curators' queue.
    """
    if quick and options["join"]:
        raise click.UsageError("--join looks for records that --quick does not look for")
    settings = Settings.from_environment()
    with ExitStack() as opened:
        store = opened.enter_context(closing(_store(settings)))
        similar = None if quick else _finder(settings, opened)
        progress = opened.enter_context(_progress("claims read"))
        options |= {"store": store, "similar": similar, "progress": progress}
        report = _import(source, settings, format=kind, **options)
    click.echo("\n".join(report.lines))


@index.command()
@click.option("--format", "kind", type=click.Choice(OUT), default="jsonl", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="[stdout]")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
def export(kind: str, output: Path | None, dry_run: bool) -> None:
    """Write every record out; claimreview has the published ones alone."""
    path = Path(os.devnull) if dry_run else output
    with closing(_store(Settings.from_environment())) as store, ExitStack() as opened:
        stream = sys.stdout
        if path is not None:
            stream = opened.enter_context(path.open("w", encoding="utf-8", newline=""))
        head, *lines = _export(store, stream, kind)
    for line in (head + (" (nothing was written)" if dry_run else ""), *lines):
        say(line)


@index.command()
def build() -> None:
    """Prepare the encoder, the curated records and what searches them, without serving."""
    from .app import open_library

    with closing(open_library(Settings.from_environment(), progress=say)) as library:
        click.echo(f"index {library.version}")


@index.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def stats(as_json: bool) -> None:
    """How many records there are in each state."""
    from . import printing

    with closing(_store(Settings.from_environment())) as store:
        counts = {str(status): count for status, count in store.count().items()}
    counts["records"] = sum(counts.values())
    click.echo(printing.as_json(counts) if as_json else printing.figures_as_text(counts))


def say(line: str) -> None:
    """A line of progress, on stderr."""
    click.echo(f"· {line}", err=True)


def _store(settings: Settings) -> Store:
    from .rebuttals.store import Store

    settings.instance.mkdir(parents=True, exist_ok=True)
    return Store.open(settings.database_url)


def _import(source: str, settings: Settings, **options: Any) -> ImportReport:
    from .fetching import TYPES, Fetcher
    from .rebuttals.importing import import_file

    if not source.startswith(("http://", "https://")):
        return import_file(Path(source), **options)
    fetcher = Fetcher(settings.max_body_bytes, types=(*TYPES, *DATA_TYPES), robots=None)
    fetched = fetcher.fetch(source)
    return import_file(fetched.data, url=fetched.url, **options)


def _finder(
    settings: Settings, opened: ExitStack
) -> Callable[[Record], Sequence[tuple[Record, float, bool]]]:
    """What finds published records like a new one; it opens the library for the first of them."""

    @cache
    def library() -> Any:
        from .app import open_library

        return opened.enter_context(closing(open_library(settings, progress=say)))

    def find(record: Record) -> Sequence[tuple[Record, float, bool]]:
        from .rebuttals.similar import similar

        return similar(library(), record)

    return find


def _export(store: Store, stream: TextIO, kind: str) -> list[str]:
    from .rebuttals.exporting import export as write

    with _progress("records read") as progress:
        return write(store, stream, format=kind, progress=progress).lines


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int | None], None]]:
    """Shows how far it is, on stderr: a bar where a person watches, lines anywhere else."""
    watched = sys.stderr.isatty()
    endless = iter(int, 1)  # the length, where there is one, comes with the first step
    with click.progressbar(
        endless, label=label, show_pos=True, hidden=not watched, file=sys.stderr
    ) as bar:

        def show(done: int, total: int | None) -> None:
            if watched:
                bar.length = total
                bar.update(done - bar.pos)
            else:
                say(f"{done} {label}")

        yield show
