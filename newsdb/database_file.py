"""The database as a file: whether it is still the one that was opened, and who has it open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


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
