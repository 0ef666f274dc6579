"""One scheduler per database: a lock that the kernel releases however its holder ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class AnotherSchedulerError(Exception):
    """Another scheduler is running on the same database; the message names its process."""


@contextmanager
def only_scheduler(database: Path) -> Iterator[None]:
    """Hold a database's scheduler lock; raises AnotherSchedulerError, OSError."""
    path = database.with_name(".scheduler.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
            raise AnotherSchedulerError(
                f"Another scheduler is running on {database} (pid {other}): stop it first, or"
                " set HANIL_DATABASE to another database."
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
