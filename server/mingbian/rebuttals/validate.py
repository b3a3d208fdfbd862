"""Is a rebuttal record acceptable, and is the whole index?  Nothing is changed here.

`validate_record` holds what every record must be: the schema, and what a schema cannot say
(real dates, addresses that can be opened).  `validate_index` adds what the curated folder asks
for: names, places, sources, at least two phrasings, no doubles.

    python -m mingbian.rebuttals.validate index    prints problems; exit status 1 when there are any
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from socket import inet_aton
from typing import Any
from urllib.parse import urlsplit

import click
from jsonschema import Draft202012Validator

from ..errors import DataError
from ..fetching import is_public
from ..settings import Settings
from .doubles import normalised_claim

#: Share of common character bigrams from which two wordings are held to be the same one: below
#: it, sentences of one topic that make different claims begin to be reported.
NEAR_DOUBLE = 0.85

#: Phrasings a curated record needs beside its claim: with fewer, search finds a rumour only when
#: it is told in our words.
MIN_PHRASINGS = 2

#: Characters of a curated wording: one sentence.  Imported claims may run on until a curator has
#: seen them.
MAX_WORDING = 200

#: Characters of a value that a message repeats: enough to find it by, and its end, which in the
#: schema's messages says what is wrong.
LONGEST_VALUE = 160

#: Ends of names that mean something only inside a network (RFC 6761, 6762, 8375, ICANN).
_INSIDE = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet")
_NUMERIC_HOST = re.compile(r"(?:^|\.)(?:\d+|0x[\da-f]*)$")

_NUMBER = re.compile(r"\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万亿半]+")
_NEGATION = re.compile(r"[不没无非未别勿]|\b(?:not?|never|cannot|without)\b|n't\b")


@dataclass(frozen=True)
class Wording:
    """A claim or a phrasing, prepared for comparison."""

    where: str  # the record's file and the field, for messages
    text: str  # as written
    key: str  # normalised: equal keys are the same wording
    bigrams: frozenset[str]


def validate_record(data: object, *, today: date | None = None) -> list[str]:
    """What is wrong with one record, a line each; empty when it is acceptable.

    `today` is the day after which dates count as future (default: the present day, UTC).
    """
    problems = [
        f"{_path(error.absolute_path)}: {brief(error.message)}"
        for error in sorted(
            _validator(Settings.from_environment().index).iter_errors(data),
            key=lambda error: _path(error.absolute_path),
        )
    ]
    if problems or not isinstance(data, dict):
        return problems
    today = today or datetime.now(UTC).date()
    return [*_date_problems(data, today), *_address_problems(data)]


def validate_index(folder: Path, *, today: date | None = None) -> list[str]:
    """What is wrong with the index in `folder`, a line each, beginning with the file's name.

    Raises DataError when `folder` holds no rebuttals or no sources.json.
    """
    files = sorted((folder / "rebuttals").rglob("*.json"))
    if not files:
        raise DataError(f"no records under {folder / 'rebuttals'}")
    sources = _sources(folder)
    problems: list[str] = []
    records: list[tuple[str, dict[str, Any]]] = []
    for path in files:
        name = path.relative_to(folder / "rebuttals").as_posix()
        data, found = _read(path, today)
        if data is not None and not found:
            found = [*_place_problems(path, data), *_curation_problems(data, sources)]
            records.append((name, data))
        problems.extend(f"{name}: {problem}" for problem in found)
    return [*problems, *_repeated_ids(records), *_doubles(records)]


def _read(path: Path, today: date | None) -> tuple[dict[str, Any] | None, list[str]]:
    """The record in a file and what is wrong with it by itself; None when it is no JSON."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        return None, [f"not JSON in UTF-8: {error}"]
    return data, validate_record(data, today=today)


@cache
def _validator(index: Path) -> Draft202012Validator:
    path = index / "schema" / "rebuttal.schema.json"
    try:
        schema = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"the schema of records cannot be read: {error}") from error
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _sources(folder: Path) -> dict[str, str]:
    """The known publishers: name, and English name where there is one, -> kind."""
    path = folder / "sources.json"
    try:
        publishers = json.loads(path.read_text(encoding="utf-8"))["publishers"]
        return {
            publisher[field]: publisher["kind"]
            for publisher in publishers
            for field in ("name", "english")
            if field in publisher or field == "name"
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path} cannot be read: {error!r}") from error


# What a schema cannot say of one record


def _date_problems(data: dict[str, Any], today: date) -> Iterator[str]:
    for where, text in _dates(data):
        day = _first_day(text)
        if day is None:
            yield f"{where}: {text} is no real date"
        elif day > today and where != "expires":
            yield f"{where}: {text} is in the future"


def _dates(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every date of a record with the field it stands in."""
    for field in ("first_seen", "expires"):
        if field in data:
            yield field, data[field]
    if "happened" in data:
        yield "happened.when", data["happened"]["when"]
    for number, review in enumerate(data["reviews"]):
        if "date" in review:
            yield f"reviews[{number}].date", review["date"]


def _first_day(text: str) -> date | None:
    """The first day of an ISO year, month or day; None when there is no such day."""
    try:
        return date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return None


def _address_problems(data: dict[str, Any]) -> Iterator[str]:
    for number, review in enumerate(data["reviews"]):
        problem = _address_problem(review["url"]) if "url" in review else None
        if problem:
            yield f"reviews[{number}].url: {problem}"


def _address_problem(url: str) -> str | None:
    """Why a reader cannot follow an address; what it carries besides is not repeated."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https") or re.search(r"\s", url):
        return f"{brief(url)!r} is no http(s) address"
    if parts.username is not None or parts.password is not None:
        return f"the address at {brief(host)} carries a user's name or password"
    if not _is_public_host(host):
        return f"{brief(host)} is no host that everybody can reach"
    return None


def _is_public_host(host: str) -> bool:
    """Whether a host is a name of the open net or a public IP address, in any spelling."""
    try:
        if _NUMERIC_HOST.search(host):  # also 127.1 and 0x7f000001, as browsers read them
            return is_public(ip_address(inet_aton(host)))
        if ":" in host:
            return is_public(ip_address(host))
    except (OSError, ValueError):
        return False
    return "." in host and not host.endswith(_INSIDE)


def brief(text: str) -> str:
    """A value that is repeated in a message, without its middle when it is long."""
    flat = " ".join(text.split())
    half = LONGEST_VALUE // 2
    return flat if len(flat) <= LONGEST_VALUE else f"{flat[:half]} … {flat[-half:]}"


# What the curated folder asks for


def _place_problems(path: Path, data: dict[str, Any]) -> Iterator[str]:
    if path.stem != data["id"]:
        yield f"id: {data['id']} is not the file's name"
    topics = data.get("topics") or ["(none)"]
    if path.parent.name != topics[0]:
        yield f"topics: the first, {topics[0]}, is not the folder {path.parent.name}"


def _curation_problems(data: dict[str, Any], sources: dict[str, str]) -> Iterator[str]:
    if len(data.get("phrasings", ())) < MIN_PHRASINGS:
        yield f"phrasings: fewer than {MIN_PHRASINGS}"
    if any(len(text) > MAX_WORDING for text in (data["claim"], *data.get("phrasings", ()))):
        yield f"a wording is longer than {MAX_WORDING} characters"
    for number, review in enumerate(data["reviews"]):
        where = f"reviews[{number}]"
        for field in ("url", "date"):
            if field not in review:
                yield f"{where}.{field}: missing"
        kind = sources.get(review["publisher"])
        if kind is None:
            yield f"{where}.publisher: {review['publisher']} is not in sources.json"
        elif kind != review["kind"]:
            yield f"{where}.kind: {review['kind']}, but sources.json says {kind}"


def _repeated_ids(records: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    files: dict[str, str] = {}
    for name, data in records:
        if data["id"] in files:
            yield f"{name}: id: {data['id']} is also the id of {files[data['id']]}"
        files.setdefault(data["id"], name)


# Doubles


def _doubles(records: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """Wordings that stand in the index twice, exactly or nearly, in one record or in two."""
    first: dict[str, Wording] = {}
    for wording in _wordings(records):
        if wording.key in first:
            yield f"{wording.where}: the same wording as {first[wording.key].where}"
        first.setdefault(wording.key, wording)
    for one, other, share in near_doubles(list(first.values())):
        yield f"{other.where}: nearly the wording of {one.where} ({share:.2f})"


def _wordings(records: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[Wording]:
    for name, data in records:
        fields = {"claim": data["claim"]}
        for number, phrasing in enumerate(data.get("phrasings", ())):
            fields[f"phrasings[{number}]"] = phrasing
        for field, text in fields.items():
            key = normalised_claim(text)
            bigrams = frozenset(key[i : i + 2] for i in range(len(key) - 1))
            yield Wording(f"{name}: {field}", text, key, bigrams)


def near_doubles(wordings: Sequence[Wording]) -> Iterator[tuple[Wording, Wording, float]]:
    """Pairs that share at least NEAR_DOUBLE of their bigrams and do not differ in what matters.

    Prefix filtering: with the bigrams ordered from rare to common, two sets can only be that
    alike when they share one of their first n - NEAR_DOUBLE * n + 1.
    """
    frequency: dict[str, int] = defaultdict(int)
    for wording in wordings:
        for bigram in wording.bigrams:
            frequency[bigram] += 1
    seen_with: dict[str, list[int]] = defaultdict(list)
    for number, wording in enumerate(wordings):
        rare_first = sorted(wording.bigrams, key=lambda bigram: (frequency[bigram], bigram))
        prefix = rare_first[: len(rare_first) - int(NEAR_DOUBLE * len(rare_first)) + 1]
        candidates = {index for bigram in prefix for index in seen_with[bigram]}
        for index in sorted(candidates):
            share = _jaccard(wordings[index].bigrams, wording.bigrams)
            if share >= NEAR_DOUBLE and facts_of(wordings[index].text) == facts_of(wording.text):
                yield wordings[index], wording, share
        for bigram in prefix:
            seen_with[bigram].append(number)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def facts_of(text: str) -> tuple[str, ...]:
    """The numbers and negations in a text, in order of the alphabet.

    "136 cases" beside "700 cases" is another claim, however alike the sentences are.
    """
    folded = text.casefold()
    return (*sorted(_NUMBER.findall(folded)), *sorted(_NEGATION.findall(folded)))


def _path(parts: Iterable[str | int]) -> str:
    """`reviews[0].date` for the steps that lead there; `record` for the whole."""
    steps = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts]
    return "".join(steps).lstrip(".") or "record"


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Print what is wrong with the index in FOLDER."""
    problems = validate_index(folder)
    for problem in problems:
        click.echo(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
