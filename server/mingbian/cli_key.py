"""`mingbian key`: the operator's hand on the keys of the API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from .settings import Settings

if TYPE_CHECKING:
    from .access.keys import Key, KeyBook

SCOPES = ("batch", "curator")  # a test compares them with access.keys


@click.group()
def key() -> None:
    """Keys of the API: make, list and revoke them."""


@key.command()
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), default=["batch"])
@click.option("--per-minute", type=click.IntRange(1), help="Its own number of requests.")
@click.option("--per-day", type=click.IntRange(1), help="Its own number of requests and pages.")
def add(name: str, scopes: tuple[str, ...], per_minute: int | None, per_day: int | None) -> None:
    """Make a key called NAME, and print it this once."""
    _, text = _book().add(
        name, origin="admin", scopes=scopes, per_minute=per_minute, per_day=per_day
    )
    click.echo(text)


@key.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_keys(as_json: bool) -> None:
    """List the keys, without their secrets."""
    for one in _book().listed():
        click.echo(json.dumps(_as_json(one), ensure_ascii=False) if as_json else _as_line(one))


@key.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Revoke the key with this id; the next request with it is refused."""
    _book().revoke(key_id.removeprefix("mb_").partition("_")[0])


def _book() -> KeyBook:
    from .access.keys import KeyBook
    from .rebuttals.store import Store

    return KeyBook(Store.open(Settings.from_environment().database_url).engine)


def _as_json(one: Key) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "scopes": sorted(one.scopes),
        "origin": one.origin,
        "per_minute": one.per_minute,
        "per_day": one.per_day,
        "created_at": one.created.isoformat(timespec="seconds"),
        "revoked_at": one.revoked.isoformat(timespec="seconds") if one.revoked else None,
    }


def _as_line(one: Key) -> str:
    state = f"revoked {one.revoked:%Y-%m-%d}" if one.revoked else "valid"
    scopes = ",".join(sorted(one.scopes)) or "-"
    return f"{one.id}  {one.created:%Y-%m-%d}  {one.origin:<7}  {state:<18}  {scopes}  {one.name}"
