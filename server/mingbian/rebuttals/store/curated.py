"""The curated folder: every record file, and whether anything in it changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ...errors import DataError
from ...records import Record
from ..validate import validate_record


@dataclass(frozen=True)
class CuratedFile:
    """One record file: its name under the folder and its bytes."""

    name: str
    data: bytes


def read_folder(folder: Path) -> list[CuratedFile]:
    """Every *.json below `folder`, by name.  Raises DataError when there is no such folder."""
    if not folder.is_dir():
        raise DataError(f"there is no folder {folder}")
    return [
        CuratedFile(path.relative_to(folder).as_posix(), path.read_bytes())
        for path in sorted(folder.rglob("*.json"))
    ]


def folder_digest(files: list[CuratedFile]) -> str:
    """A digest of all names and contents."""
    whole = sha256()
    for file in files:
        whole.update(file.name.encode())
        whole.update(b"\0")
        whole.update(sha256(file.data).digest())
    return whole.hexdigest()


def parsed(files: list[CuratedFile], refused: dict[str, list[str]]) -> Iterator[Record]:
    """The records of the files that are acceptable; the others go to `refused` with reasons."""
    for file in files:
        try:
            data = json.loads(file.data)
        except ValueError as error:
            refused[file.name] = [f"not JSON: {error}"]
            continue
        problems = validate_record(data)
        if problems:
            refused[file.name] = problems
        else:
            yield Record.from_json(data)
