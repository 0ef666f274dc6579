"""How a run ended, in a file beside the database, for when the database can't be written.

The file is made at the run's start at its full size and overwritten in place, which needs no room
on a full disk. The next run of the same lock enters what it says into the history; without it
that run would take this one for killed. Only the holder of the lock may touch it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime  # noqa: TC003 pydantic asks for it
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from newsdb.runs.runs import COUNTERS, Outcome

if TYPE_CHECKING:
    from pathlib import Path

#: In bytes; what a run can say of its end is shorter.
SIZE = 4096
_LONGEST_PROBLEM = 800  # characters, of up to four bytes


class End(BaseModel):
    """The end of a run; ``run_id`` and ``started_at`` tell which."""

    model_config = ConfigDict(frozen=True)

    run_id: int
    started_at: datetime
    finished_at: datetime
    reason: str
    outcome: Outcome
    problem: str | None
    counts: dict[str, int]
    seconds: float


def place(database: Path, lock_name: str) -> Path:
    """Return the path of the file for the runs that hold a lock."""
    return database.with_name(f".{lock_name}.end")


def reserve(path: Path) -> None:
    """Make an empty file of the full size, or empty what is there, if there is room for it."""
    with suppress(OSError):
        _overwrite(path, b"", flags=os.O_CREAT)


def write(path: Path, end: End) -> bool:
    """Write how a run ended into the reserved file; return whether that was possible."""
    said = end.model_copy(
        update={
            "problem": (end.problem or "")[:_LONGEST_PROBLEM] or None,
            "counts": {name: end.counts.get(name, 0) for name in COUNTERS},
        }
    )
    try:
        _overwrite(path, said.model_dump_json().encode())
    except OSError:
        return False
    return True


def read(path: Path) -> End | None:
    """Return how the last run ended; None when it had no need to write that, or was killed."""
    try:
        return End.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _overwrite(path: Path, content: bytes, *, flags: int = 0) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC | flags, 0o600)
    try:
        os.pwrite(descriptor, content.ljust(SIZE), 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
