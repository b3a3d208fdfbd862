"""`mingbian user …`: the accounts of the console; the first admin is made here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from .errors import Invalid
from .settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: Names in `console.store.accounts.ROLES`, repeated because reading that takes longer than
#: `--help` may; a test compares them.
ROLES = ("contributor", "curator", "admin")

#: Who the log of accounts says it was.
OPERATOR = "command line"

_from_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group("user")
def user() -> None:
    """The accounts of the console: add, role, reset, disable, list."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="contributor", show_default=True)
@_from_stdin
def add(name: str, role: str, password_stdin: bool) -> None:
    """Make an account NAME; its password is asked for."""
    from .console import passwords
    from .console.store import accounts

    password = _password(name, password_stdin)
    with _writing() as connection:
        accounts.add(connection, name, role, passwords.hashed(password), OPERATOR)  # type: ignore[arg-type]
    click.echo(f"{name} is a {role}")


@user.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
def role(name: str, role: str) -> None:
    """Give NAME another role, from the next click on."""
    from .console.store import accounts

    with _writing() as connection:
        accounts.set_role(connection, name, role, OPERATOR)  # type: ignore[arg-type]
    click.echo(f"{name} is a {role}")


@user.command()
@click.argument("name")
@_from_stdin
def reset(name: str, password_stdin: bool) -> None:
    """Give NAME a new password, without a second step; every browser is signed out."""
    from .console import passwords
    from .console.store import accounts

    with _writing() as connection:
        accounts.required(connection, name)
    password = _password(name, password_stdin)
    with _writing() as connection:
        accounts.set_totp(connection, name, None, OPERATOR)
        accounts.set_password(connection, name, passwords.hashed(password), OPERATOR)
    click.echo(f"{name} has a new password")


@user.command()
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let NAME in again.")
def disable(name: str, undo: bool) -> None:
    """Shut NAME out at once."""
    from .console.store import accounts

    with _writing() as connection:
        accounts.set_disabled(connection, name, not undo, OPERATOR)
    click.echo(f"{name} {'may sign in again' if undo else 'is shut out'}")


@user.command("list")
def everyone() -> None:
    """Every account with its role and state."""
    from .console.store import accounts

    with _writing() as connection:
        for one in accounts.everyone(connection):
            state = " disabled" if one.disabled else ""
            click.echo(f"{one.name}\t{one.role}{state}")


@contextmanager
def _writing() -> Iterator[Connection]:
    from .rebuttals.store import Store
    from .rebuttals.store.database import writing

    settings = Settings.from_environment()
    settings.instance.mkdir(parents=True, exist_ok=True)
    store = Store.open(settings.database_url)
    try:
        with writing(store.engine) as connection:
            yield connection
    finally:
        store.close()


def _password(name: str, from_stdin: bool) -> str:
    """A password that may be used.  Raises Invalid, which says why not."""
    from .console import passwords

    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    problem = passwords.problem_of(password, name.strip().lower())
    if problem:
        raise Invalid(
            f"a password has {passwords.SHORTEST} to {passwords.LONGEST} characters, is not made "
            "of a few letters alone, and does not hold the name",
            detail={"problem": problem},
        )
    return password
