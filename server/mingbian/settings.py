"""Every setting of the service: one line each, read from the environment once, at start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: The repository root in a checkout: server/mingbian/settings.py is two folders below it.
REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """What an operator may set.  `docs/settings.md` is compared with these fields by a test."""

    instance: Path = REPOSITORY / "instance"  # everything the service writes
    index: Path = REPOSITORY / "index"  # the curated rebuttals, lexicons and sources
    database: str = ""  # SQLAlchemy URL; empty: SQLite in the instance folder
    model: str = ""  # a sentence-transformers model; empty: the bundled encoder
    host: str = "127.0.0.1"
    port: int = 8642
    workers: int = 1  # gunicorn worker processes
    threads: int = 0  # torch threads a worker; 0: the processor's cores / workers
    max_body_bytes: int = 5_000_000  # of a request, before and after decompression
    max_batch_bytes: int = 50_000_000  # of a batch, before and after decompression
    max_seconds: float = 10.0  # one page, start to end
    requests_per_minute: int = 120  # of one client without a key, under /v1; more get 429
    requests_per_day: int = 5_000  # of one client without a key
    key_requests_per_minute: int = 600  # of one key, unless it was given its own number
    key_requests_per_day: int = 20_000  # of one key; a page of a batch counts as one
    signups_per_day: int = 5  # keys that one network may make for itself; 0: none
    cors_origins: str = ""  # web pages that may call /v1, separated by spaces; *: all
    public_url: str = ""  # where people reach the service; empty: as each request says
    seen_pages: int = 0  # fingerprints of checked pages that are kept; 0: nothing is remembered
    near_miss_days: int = 0  # that passages nearly marked are kept for curators; 0: never
    seen_days: int = 180  # until a page that was not seen again is forgotten
    batch_workers: int = 1  # processes that check the pages of batches
    trusted_proxies: int = 0  # reverse proxies in front whose X-Forwarded-For is believed

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL to open."""
        return self.database or f"sqlite:///{self.instance / 'mingbian.db'}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Settings from MINGBIAN_<FIELD> variables; what is not set keeps its default.

        Raises ValueError, naming the variable, when a number is not a number.
        """
        values: dict[str, object] = {}
        for name, kind in _KINDS.items():
            raw = environ.get(f"MINGBIAN_{name.upper()}")
            if raw is None or raw == "":
                continue
            try:
                values[name] = kind(raw)
            except ValueError as error:
                raise ValueError(f"MINGBIAN_{name.upper()}={raw!r}: {error}") from None
        return cls(**values)  # type: ignore[arg-type]


_KINDS = {
    name: {"Path": Path, "str": str, "int": int, "float": float}[str(field.type)]
    for name, field in Settings.__dataclass_fields__.items()
}
