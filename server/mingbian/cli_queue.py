"""`mingbian queue …`: what fills the curators' queue beside readers; for a timer."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from .settings import Settings

if TYPE_CHECKING:
    from .rebuttals.store import Store


@click.group("queue")
def queue() -> None:
    """The curators' queue: sweep, links."""


@queue.command()
def sweep() -> None:
    """File imports in doubt and records that are due; forget near-misses that are too old."""
    from .rebuttals.store import near_misses
    from .rebuttals.store.database import writing
    from .rebuttals.store.sweep import sweep as look

    settings = Settings.from_environment()
    with closing(_store(settings)) as store, writing(store.engine) as connection:
        found = look(connection)
        gone = near_misses.forget(connection, settings.near_miss_days)
    click.echo(
        f"{found.imports} imports, {found.expired} expired, {found.dead_links} with dead links, "
        f"{found.disputed} disputed often; {gone} near-misses forgotten"
    )


@queue.command()
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True)
def links(limit: int) -> None:
    """Try the links of the published reviews that were tried longest ago, one at a time."""
    from .fetching import Fetcher, agent_of
    from .rebuttals.store.links import try_links

    settings = Settings.from_environment()
    fetcher = Fetcher(settings.max_body_bytes, agent=agent_of(settings.public_url))
    with closing(_store(settings)) as store:
        tried, dead = try_links(store, fetcher.fetch, limit=limit)
    click.echo(f"{tried} links tried, {dead} could not be read")


def _store(settings: Settings) -> Store:
    from .rebuttals.store import Store

    settings.instance.mkdir(parents=True, exist_ok=True)
    return Store.open(settings.database_url)
