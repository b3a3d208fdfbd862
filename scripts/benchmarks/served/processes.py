"""What /proc says of a service's processes (Linux)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory(pid: int) -> tuple[int, int]:
    """Private memory and PSS of a process in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kb = {name: int(value.split()[0]) for name, value in (line.split(":", 1) for line in lines)}
    return (kb["Private_Clean"] + kb["Private_Dirty"]) // 1024, kb["Pss"] // 1024


def who_has(server_port: int, client_port: int, among: list[int]) -> int | None:
    """The process that has accepted a connection over IPv4; None where it is not among these."""
    for local, remote, inode in _connections():
        if (local, remote) == (server_port, client_port):
            return next((pid for pid in among if f"socket:[{inode}]" in _files(pid)), None)
    return None


def _connections() -> Iterator[tuple[int, int, str]]:
    """Local port, remote port and inode of each."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, *_, inode = line.split()[:10]
        yield int(local.split(":")[1], 16), int(remote.split(":")[1], 16), inode


def _files(pid: int) -> Iterator[str]:
    """What a process has open."""
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            yield str(handle.readlink())
