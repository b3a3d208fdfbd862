"""The command line.  Imports are inside the commands, so that `--help` is quick."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from . import __version__
from .cli_index import index
from .cli_key import key
from .cli_people import user
from .cli_queue import queue
from .environment import tame_libraries
from .errors import DataError, MingbianError
from .settings import Settings

NO_MARK, MARKS, FAILED = 0, 1, 2

EVALUATIONS = ("retrieval", "labels", "stance", "extraction", "sources")


class Commands(click.Group):
    """Commands whose expected failures are one line on stderr and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except MingbianError as error:
            fail(error.message)
        except (OSError, ValueError) as error:
            fail(str(error))


def fail(message: str) -> NoReturn:
    """Print one line and end with status 2."""
    click.echo(f"mingbian: {message}", err=True)
    sys.exit(FAILED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Mingbian (明辨): marks what has already been debunked, and who said so."""
    tame_libraries()


main.add_command(index)
main.add_command(user)
main.add_command(queue)
main.add_command(key)


@main.command()
@click.option("--host", help="Address to listen on.  [127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on.  [8642]")
@click.option("--workers", type=click.IntRange(1), help="Worker processes.  [1]")
def serve(**options: Any) -> None:
    """Serve the API on http://127.0.0.1:8642."""
    from .wsgi import serve as run

    given = {name: value for name, value in options.items() if value is not None}
    run(replace(Settings.from_environment(), **given))


def _remote(command: Any) -> Any:
    """Options of a command that can also ask a service."""
    server = click.option(
        "--server", envvar="MINGBIAN_SERVER", help="Ask the service at this address instead."
    )
    key = click.option("--key", envvar="MINGBIAN_KEY", help="The key to ask it with.")
    return server(key(command))


@main.command()
@click.argument("page")
@click.option("--url", help="Address of a saved page.")
@click.option("--json", "as_json", is_flag=True, help="The report of POST /v1/check.")
@click.option("--language", type=click.Choice(["zh-CN", "zh-TW", "en"]), default="zh-CN")
@_remote
def check(page: str, as_json: bool, server: str | None, key: str | None, **asked: Any) -> None:
    """Check PAGE: a saved page, an address, or - for standard input.

    Ends with 0 when there is no mark, 1 when there are marks, 2 when it could not be checked.
    """
    from . import asking, printing

    report = asking.there(server, key).check(page, **asked)
    click.echo(printing.as_json(report) if as_json else printing.report_as_text(report))
    sys.exit(MARKS if report["annotations"] else NO_MARK)


@main.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The answer of GET /v1/rebuttals.")
@_remote
def search(text: str, limit: int, as_json: bool, server: str | None, key: str | None) -> None:
    """Search the rebuttals for a claim, in any wording."""
    from . import asking, printing

    found = asking.there(server, key).search(text, limit)
    click.echo(printing.as_json(found) if as_json else printing.hits_as_text(found))


@main.command()
@click.argument("what", type=click.Choice(EVALUATIONS))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--split", help="Use this part of the set only.")
@click.option(
    "--also",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    multiple=True,
    help="labels: index the documents of this set too that it calls false.",
)
@click.option(
    "--true-posts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="labels: count the posts of this file too that are not labelled as rumours.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def evaluate(
    what: str,
    folder: Path,
    split: str | None,
    also: tuple[Path, ...],
    true_posts: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Measure WHAT on the set in FOLDER, through the code that serves requests."""
    from . import printing

    if (also or true_posts) and what != "labels":
        raise click.UsageError("--also and --true-posts belong to `evaluate labels`")
    more = {"also": also, "true_posts": true_posts} if what == "labels" else {}
    measure = getattr(import_module(f"{__package__}.evaluation.{what}"), f"evaluate_{what}")
    try:
        figures = measure(folder, split, **more)
    except KeyError as error:
        lacking = f"a row has no {error}"
        raise DataError(f"{folder} is no set for `evaluate {what}`: {lacking}") from error
    click.echo(printing.as_json(figures) if as_json else printing.figures_as_text(figures))
