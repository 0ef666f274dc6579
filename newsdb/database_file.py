"""The database as a file: making it, whether it is still the one opened, and who has it open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


def create_private(path: Path) -> None:
    """Make an empty file that only its owner may read, whatever the umask.

    A file that is there keeps its mode: somebody may have opened it to a group on purpose. A
    database in memory (``:memory:``) has none.
    """
    if str(path) == ":memory:":
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return


class Identity(NamedTuple):
    """What tells a file from another one of its name."""

    device: int
    number: int


def identity(path: str | Path) -> Identity | None:
    """Return which file is at ``path``; None when there is none, as for ``:memory:``."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return Identity(status.st_dev, status.st_ino)


def holders(path: str | Path) -> list[str]:
    """Return the other processes that have the file open, as ``PID (COMMAND)``; Linux only."""
    wanted = identity(path)
    found = []
    for process in Path("/proc").glob("[0-9]*") if wanted else ():
        if process.name == str(os.getpid()):
            continue
        try:
            if any(identity(each) == wanted for each in (process / "fd").iterdir()):
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ")
                found.append(f"{process.name} ({command.decode(errors='replace')[:80].strip()})")
        except OSError:
            continue  # it has ended, or is somebody else's
    return found
