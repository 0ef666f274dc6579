"""Printing for those who read only the beginning."""

from __future__ import annotations

import signal


def end_with_the_reader() -> None:
    """Let a command end quietly when its reader has enough (``| head``), as other tools do.

    Only for commands that read: one that fetches would be ended by a closed connection, too.
    """
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
