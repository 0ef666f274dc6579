"""Output that can harm neither the desk nor who reads it.

What the disk doesn't take of its log is lost, what a terminal would obey is escaped.

Datasette writes each failed write's error to standard error, on the thread that makes all writes.
With the log on a full disk that ended the thread, and every later write waited for ever.
"""

from __future__ import annotations

import io
import sys
from contextlib import suppress

from newsdb.text.controls import printable


class LossyOutput(io.TextIOWrapper):
    """Text for a file descriptor, unbuffered, without errors."""

    def __init__(self, descriptor: int) -> None:
        raw = io.FileIO(descriptor, "wb", closefd=False)
        super().__init__(
            raw,  # not buffered: nothing is kept back that could fail later
            encoding="utf-8",
            errors="backslashreplace",
            write_through=True,
        )

    def write(self, text: str) -> int:
        """Write as much as can be written, made ``printable``; return the length of all."""
        with suppress(OSError):
            super().write(printable(text))
        return len(text)

    def flush(self) -> None:
        """Do nothing that could fail."""
        with suppress(OSError):
            super().flush()


def take_over() -> None:
    """Let standard output and standard error lose what can't be written."""
    sys.stdout, sys.stderr = LossyOutput(1), LossyOutput(2)
