"""Printing to terminals that obey what they are sent, and readers that close the pipe early."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys
from typing import TYPE_CHECKING, ParamSpec, TextIO, cast

from newsdb.text.controls import PrintableStream

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")


def for_terminals(run: Callable[P, None]) -> Callable[P, None]:
    """Let a command print nothing that a terminal would obey, and end well (``| head``).

    When its reader closes the pipe, the process ends by SIGPIPE, without a traceback. The
    signal's default action is restored only then: restored earlier, a closed network connection
    would end the process as well.
    """

    @functools.wraps(run)
    def printing(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with contextlib.redirect_stdout(cast("TextIO", PrintableStream(sys.stdout))):
                run(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGPIPE)

    return printing
