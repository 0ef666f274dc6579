"""Who has a database open, asked of the kernel: SQLite itself can't tell of a damaged file."""

from __future__ import annotations

import fcntl
import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: What SQLite locks of a file while it is open: sqlite.org/src/doc/trunk/src/os.h
_PENDING_BYTE = 0x40000000
_LOCKED_BYTES = 512


def holder_of(database: Path) -> int | None:
    """Return the process that holds one of SQLite's locks, which it does as long as it reads.

    Locks of the calling process itself are not seen.
    """
    # struct flock: type, whence, start, length, pid, as C lays it out on 64-bit Linux and macOS.
    darwin = os.uname().sysname == "Darwin"
    layout = "qqihh" if darwin else "hhqqi"
    ask = (
        (_PENDING_BYTE, _LOCKED_BYTES, 0, fcntl.F_WRLCK, os.SEEK_SET)
        if darwin
        else (fcntl.F_WRLCK, os.SEEK_SET, _PENDING_BYTE, _LOCKED_BYTES, 0)
    )
    with suppress(OSError), database.open("rb+") as file:
        told = struct.unpack(layout, fcntl.fcntl(file, fcntl.F_GETLK, struct.pack(layout, *ask)))
        kind, pid = (told[3], told[2]) if darwin else (told[0], told[4])
        return int(pid) if kind != fcntl.F_UNLCK else None
    return None
