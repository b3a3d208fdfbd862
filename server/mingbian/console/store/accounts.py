"""Accounts and the links that make them: every change is logged with who made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from ...errors import Conflict, Invalid, NotFound
from ...rebuttals.store.people_tables import account_log, accounts, invitations, sessions
from ..passwords import NAME

Role = Literal["contributor", "curator", "admin"]

#: From those who may least to those who may most.
ROLES: tuple[Role, ...] = ("contributor", "curator", "admin")

#: Days an invitation or a link for a new password can be used.
LINK_DAYS = 7


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in."""

    id: int
    name: str
    role: Role
    password: str
    totp: str | None
    totp_step: int | None
    disabled: bool
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    seen_at: datetime | None

    def may(self, role: Role) -> bool:
        """Whether the account has this role or one above it."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True)
class Invitation:
    """A link that can be used once; with `account` it sets a new password for that one."""

    role: Role
    account: Account | None
    made_by: str
    until: datetime


@dataclass(frozen=True)
class LogEntry:
    """What was done to an account."""

    account: str
    what: str
    who: str
    at: datetime


def add(connection: Connection, name: str, role: Role, password_hash: str, who: str) -> Account:
    """A new account.  Invalid for a name that cannot be one, Conflict when it is taken."""
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise Invalid(
            "a name has 3 to 40 letters a-z, digits, dots or hyphens", detail={"field": "name"}
        )
    if by_name(connection, name) is not None:
        raise Conflict(f"there is an account {name} already", detail={"field": "name"})
    now = datetime.now(UTC)
    connection.execute(
        insert(accounts).values(
            name=name,
            role=_known(role),
            password=password_hash,
            disabled=False,
            created_at=now,
            created_by=who,
            changed_at=now,
            changed_by=who,
        )
    )
    _log(connection, name, f"added as {role}", who)
    return required(connection, name)


def by_name(connection: Connection, name: str) -> Account | None:
    """The account with this name, in any case."""
    row = connection.execute(
        select(accounts).where(accounts.c.name == name.strip().lower())
    ).one_or_none()
    return _account(row) if row else None


def required(connection: Connection, name: str) -> Account:
    """As `by_name`.  NotFound when there is none."""
    found = by_name(connection, name)
    if found is None:
        raise NotFound(f"there is no account {name}")
    return found


def everyone(connection: Connection) -> list[Account]:
    """All accounts by name."""
    return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.name))]


def set_role(connection: Connection, name: str, role: Role, who: str) -> None:
    """Another role, from the next request on.  Conflict when no admin would be left."""
    account = required(connection, name)
    if account.role == "admin" and role != "admin":
        _another_admin(connection, account)
    _change(connection, account, who, f"role {account.role} → {role}", role=_known(role))


def set_password(connection: Connection, name: str, password_hash: str, who: str) -> None:
    """A new password; whoever is signed in with the old one is out."""
    account = required(connection, name)
    _change(connection, account, who, "new password", password=password_hash)
    end_sessions(connection, account.id)


def set_totp(connection: Connection, name: str, secret: str | None, who: str) -> None:
    """Turn the second step on, or off with None."""
    what = "second step on" if secret else "second step off"
    account = required(connection, name)
    _change(connection, account, who, what, totp=secret, totp_step=None)


def set_disabled(connection: Connection, name: str, disabled: bool, who: str) -> None:
    """Shut somebody out at once, or let them in again.  Conflict when no admin would be left."""
    account = required(connection, name)
    if disabled and account.role == "admin":
        _another_admin(connection, account)
    _change(connection, account, who, "disabled" if disabled else "enabled", disabled=disabled)
    if disabled:
        end_sessions(connection, account.id)


def use_step(connection: Connection, account: Account, step: int) -> bool:
    """Use up a one-time code; False when somebody just did."""
    done = connection.execute(
        update(accounts)
        .where(
            accounts.c.id == account.id,
            func.coalesce(accounts.c.totp_step, -1) < step,
        )
        .values(totp_step=step)
    )
    return done.rowcount == 1


def end_sessions(connection: Connection, account_id: int) -> None:
    """Sign an account out everywhere."""
    connection.execute(delete(sessions).where(sessions.c.account_id == account_id))


def invite(
    connection: Connection, digest: str, role: Role, who: str, account: Account | None = None
) -> None:
    """Keep the digest of a link for a new account, or for a new password of `account`."""
    now = datetime.now(UTC)
    connection.execute(
        insert(invitations).values(
            digest=digest,
            role=_known(role),
            account_id=account.id if account else None,
            made_by=who,
            made_at=now,
            until=now + timedelta(days=LINK_DAYS),
        )
    )
    _log(connection, account.name if account else "-", f"link made ({role})", who)


def invitation(connection: Connection, digest: str) -> Invitation | None:
    """The invitation, as long as it can be used."""
    row = connection.execute(
        select(invitations).where(
            invitations.c.digest == digest,
            invitations.c.used_at.is_(None),
            invitations.c.until > datetime.now(UTC),
        )
    ).one_or_none()
    if row is None:
        return None
    account = None
    if row.account_id is not None:
        found = connection.execute(select(accounts).where(accounts.c.id == row.account_id))
        account = _account(found.one())
    return Invitation(row.role, account, row.made_by, row.until)


def use_invitation(connection: Connection, digest: str) -> None:
    """Use a link up.  Conflict when it was used before."""
    done = connection.execute(
        update(invitations)
        .where(invitations.c.digest == digest, invitations.c.used_at.is_(None))
        .values(used_at=datetime.now(UTC))
    )
    if done.rowcount != 1:
        raise Conflict("this link was used before")


def log_of(connection: Connection, limit: int = 100) -> list[LogEntry]:
    """What was done to accounts, the newest first."""
    query = select(account_log).order_by(account_log.c.id.desc()).limit(limit)
    return [LogEntry(row.account, row.what, row.who, row.at) for row in connection.execute(query)]


def _change(connection: Connection, account: Account, who: str, what: str, **values: Any) -> None:
    connection.execute(
        update(accounts)
        .where(accounts.c.id == account.id)
        .values(changed_at=datetime.now(UTC), changed_by=who, **values)
    )
    _log(connection, account.name, what, who)


def _another_admin(connection: Connection, account: Account) -> None:
    others = connection.scalar(
        select(func.count())
        .select_from(accounts)
        .where(
            accounts.c.role == "admin",
            accounts.c.disabled.is_(False),
            accounts.c.id != account.id,
        )
    )
    if not others:
        raise Conflict(f"{account.name} is the only admin")


def _known(role: str) -> str:
    if role not in ROLES:
        raise Invalid(f"no such role: {role}", detail={"field": "role"})
    return role


def _log(connection: Connection, account: str, what: str, who: str) -> None:
    connection.execute(
        insert(account_log).values(account=account, what=what[:40], who=who, at=datetime.now(UTC))
    )


def _account(row: Any) -> Account:
    return Account(**{name: getattr(row, name) for name in Account.__dataclass_fields__})
